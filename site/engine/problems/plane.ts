/** A function of x and y as a problem: the gradient is its derivative, noise is added to each element of it. */
import { expression } from "glissade/language";
import type { Point, Window } from "../experiment.ts";
import type { Problem, Surface } from "./problem.ts";

/** Its value and gradient as functions, made once. */
export function planeProblem(
  text: string,
  start: Point,
  window: Window,
  minima: Surface["minima"],
): { problem: Problem; surface: Surface } {
  const f = expression(text, { names: ["x", "y"] } as const);
  const [at, dx, dy] = [f, f.derivative("x"), f.derivative("y")].map((part) =>
    part.toFunction(["x", "y"]),
  ) as [(x: number, y: number) => number, (x: number, y: number) => number, (x: number, y: number) => number];
  const problem: Problem = {
    dimension: 2,
    start: Float64Array.from(start),
    bounds: null,
    loss: (p) => at(p[0] as number, p[1] as number),
    gradient(p, _step, into) {
      const [x, y] = p as unknown as [number, number];
      into[0] = dx(x, y);
      into[1] = dy(x, y);
      return at(x, y);
    },
  };
  return { problem, surface: { window, at, minima } };
}
