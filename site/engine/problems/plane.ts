/** A function of x and y as a problem: the gradient is its derivative. Noise: noise.ts. */
import { expression } from "glissade/language";
import { bounds, type Point, type Window } from "../experiment.ts";
import type { PreparedProblem, Surface } from "./problem.ts";

/** A function of x and y with its derivatives. */
export interface PlaneFunction {
  readonly at: (x: number, y: number) => number;
  readonly dx: (x: number, y: number) => number;
  readonly dy: (x: number, y: number) => number;
  /** The function and its gradient in TeX. */
  readonly tex: { readonly f: string; readonly dx: string; readonly dy: string };
}

/**
 * Reads a function of x and y.
 *
 * @throws RangeError for a text that is too long; RuleSyntaxError for one that does not follow the language; DerivativeError for one that has no
 *   derivative.
 */
export function readFunction(text: string): PlaneFunction {
  if (text.length > bounds.functionLength)
    throw new RangeError(
      `a function has at most ${bounds.functionLength} characters; this text has ${text.length}`,
    );
  const f = expression(text, { names: ["x", "y"] });
  const [dx, dy] = [f.derivative("x"), f.derivative("y")];
  const made = (part: typeof f) => part.toFunction(["x", "y"]) as (x: number, y: number) => number;
  return { at: made(f), dx: made(dx), dy: made(dy), tex: { f: f.tex, dx: dx.tex, dy: dy.tex } };
}

/**
 * The problem of a function of x and y.
 *
 * @throws As `readFunction`.
 */
export function planeProblem(
  text: string,
  start: Point,
  window: Window,
  minima: Surface["minima"] = [],
): PreparedProblem {
  const { at, dx, dy, tex } = readFunction(text);
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
