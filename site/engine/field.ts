/** The values of a surface over its window, for the picture behind the paths. */
import type { ProblemSetup } from "./experiment.ts";
import type { Surface } from "./problems/problem.ts";
import type { Field } from "./protocol.ts";

const size = 160;
let last: Field | null = null;

/** The surface over a grid; null for problems that are not of the plane. The last one is kept: the start and the noise change nothing. */
export function fieldOf(setup: ProblemSetup, surface: Surface | null): Field | null {
  if (!surface) return null;
  const key = JSON.stringify({ ...setup, start: undefined, noise: undefined });
  if (last?.key === key) return last;
  const { window, at, minima, tex } = surface;
  const [x0, x1] = window.x;
  const [y0, y1] = window.y;
  const values = new Float64Array(size * size);
  for (let j = 0; j < size; j++)
    for (let i = 0; i < size; i++)
      values[j * size + i] = at(x0 + ((x1 - x0) * (i + 0.5)) / size, y0 + ((y1 - y0) * (j + 0.5)) / size);
  last = { key, window, width: size, height: size, values, minima, tex };
  return last;
}
