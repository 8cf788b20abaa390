/** A function of x and y from its text: its derivatives and its TeX come from that text too. */
import { expression } from "glissade/language";
import { bounds } from "../experiment.ts";
import type { PlaneFunction } from "./plane.ts";

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
