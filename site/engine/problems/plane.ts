/** A function of x and y as a problem: the gradient is its derivative. Noise: noise.ts. */
import type { Point, Window } from "../experiment.ts";
import type { PreparedProblem, Surface } from "./problem.ts";

/** A function of x and y with its derivatives. */
export interface PlaneFunction {
  readonly at: (x: number, y: number) => number;
  readonly dx: (x: number, y: number) => number;
  readonly dy: (x: number, y: number) => number;
  /** The function and its gradient in TeX. */
  readonly tex: { readonly f: string; readonly dx: string; readonly dy: string };
}

/** The problem of a function of x and y. */
export function planeProblem(
  { at, dx, dy, tex }: PlaneFunction,
  start: Point,
  window: Window,
  minima: Surface["minima"] = [],
): PreparedProblem {
  return {
    surface: { window, at, minima, tex },
    picture: null,
    forSeed() {
      return {
        dimension: 2,
        start: Float64Array.from(start),
        bounds: null,
        loss: (p) => at(p[0] as number, p[1] as number),
        gradient(p, _step, into) {
          const [x, y] = [p[0] as number, p[1] as number];
          into[0] = dx(x, y);
          into[1] = dy(x, y);
          return at(x, y);
        },
      };
    },
  };
}
