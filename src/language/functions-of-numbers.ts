/**
 * The functions of the language as functions of numbers: what `exp(x)` in a text gives, to the bit, and the same on every engine,
 * where those of `Math` differ. Each allocates nothing.
 */
import { arcTangent } from "./arc-tangent.ts";
import { exponential, logarithm, power } from "./arithmetic.ts";
import { powers } from "./operations/powers.ts";
import { cosine, hyperbolicTangent, sine } from "./trigonometry.ts";

/**
 * The absolute value.
 *
 * @example abs(-2) // 2
 */
export const abs: (x: number) => number = (x) => Math.abs(x);

/**
 * The square root, correctly rounded; NaN below 0.
 *
 * @example sqrt(9) // 3
 */
export const sqrt: (x: number) => number = (x) => Math.sqrt(x);

/**
 * The cube root, of negative numbers too.
 *
 * @example cbrt(-27) // -3
 */
export const cbrt: (x: number) => number = powers.cbrt.evaluate;

/**
 * The largest whole number that is at most x.
 *
 * @example floor(-1.5) // -2
 */
export const floor: (x: number) => number = (x) => Math.floor(x);

/**
 * The smallest whole number that is at least x.
 *
 * @example ceil(1.5) // 2
 */
export const ceil: (x: number) => number = (x) => Math.ceil(x);

/**
 * x times itself.
 *
 * @example square(-3) // 9
 */
export const square: (x: number) => number = (x) => x * x;

/**
 * 1 above 0, -1 below, 0 at 0.
 *
 * @example sign(-3) // -1
 */
export const sign: (x: number) => number = (x) => Math.sign(x);

/**
 * e to the power x. Error: below 1 unit in the last place.
 *
 * @example exp(1) // 2.718281828459045
 */
export const exp: (x: number) => number = exponential;

/**
 * The natural logarithm: -Infinity at 0, NaN below. Error: below 1 unit in the last place.
 *
 * @example log(10) // 2.302585092994046
 */
export const log: (x: number) => number = logarithm;

/**
 * The sine of an angle in radians. How accurate it is and for which angles: see docs/language.md.
 *
 * @example sin(0) // 0
 */
export const sin: (x: number) => number = sine;

/**
 * The cosine of an angle in radians. How accurate it is and for which angles: see docs/language.md.
 *
 * @example cos(0) // 1
 */
export const cos: (x: number) => number = cosine;

/**
 * The arc tangent, from -pi/2 to pi/2. Error: below 2 units in the last place.
 *
 * @example atan(1) // 0.7853981633974483
 */
export const atan: (x: number) => number = arcTangent;

/**
 * The hyperbolic tangent.
 *
 * @example tanh(Infinity) // 1
 */
export const tanh: (x: number) => number = hyperbolicTangent;

/**
 * The smallest of two or three numbers; NaN where one of them is NaN.
 *
 * @example min(1, 2) // 1
 */
export const min: (x: number, y: number, z?: number) => number = (x, y, z = x) => Math.min(x, y, z);

/**
 * The largest of two or three numbers; NaN where one of them is NaN.
 *
 * @example max(1, 2, 3) // 3
 */
export const max: (x: number, y: number, z?: number) => number = (x, y, z = x) => Math.max(x, y, z);

/**
 * x within [low, high]; high where low is above it.
 *
 * @example clip(7, 0, 5) // 5
 */
export const clip: (x: number, low: number, high: number) => number = (x, low, high) =>
  Math.min(Math.max(x, low), high);

/**
 * x to the power y, `x^y` in a text, with the special cases of `Math.pow`.
 *
 * @example pow(2, 10) // 1024
 */
export const pow: (x: number, y: number) => number = power;

/** The circle's constant. */
export const pi: number = Math.PI;
