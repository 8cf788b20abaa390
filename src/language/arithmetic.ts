/**
 * power, exponential, logarithm and cosinePi in float64 that give the same bits on every JavaScript engine.
 * They use + - * / sqrt, rounding to integers and exact powers of two only, where engines' own Math functions differ.
 * Not correctly rounded: each states its error. Ranges are reduced, then Taylor series summed; products that must be exact
 * are split as in Dekker, A floating-point technique for extending the available precision, Numerische Mathematik 18 (1971).
 */

import { cubeRoot } from "./cube-root.ts";

/** Times this, a float64 splits into two halves whose products are exact. */
const SPLITTER = 2 ** 27 + 1;
/** ln 2 in two parts, the first of 38 bits: its product with an exponent is exact. */
const LN2_HIGH = 0.6931471805582987;
const LN2_LOW = 1.6465949582897082e-12;
/** pi in two parts, the first of 26 bits: its product with half of a split number is exact. */
const PI_HIGH = 3.1415926814079285;
const PI_LOW = -2.7818135228334233e-8;

/** The bytes of one float64, to read and write exponents. */
const word = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

/** 2^k, exact, for integers k from -1022 to 1023. */
export function powerOfTwo(k: number): number {
  word.setInt32(0, (k + 1023) << 20);
  word.setInt32(4, 0);
  return word.getFloat64(0);
}

/** x 2^k in two steps, so that neither factor leaves the range and only the last product rounds; |k| <= 2044. */
function scale(x: number, k: number): number {
  const half = k >> 1;
  return x * powerOfTwo(half) * powerOfTwo(k - half);
}

/** The k of x = m 2^k with m in [1, 2), for normal x > 0. */
export function exponentOf(x: number): number {
  word.setFloat64(0, x);
  return (word.getInt32(0) >>> 20) - 1023;
}

/** The k of x = m 2^k with m in about [sqrt(1/2), sqrt(2)), for finite x > 0. */
function binade(x: number): number {
  return x < 2 ** -1021 ? exponentOf(x * 2 ** 54 * Math.SQRT1_2) - 53 : exponentOf(x * Math.SQRT1_2) + 1;
}

/** Whole exponents up to this size are multiplied out. */
const MULTIPLIED = 64;

/**
 * x to the power y, with the special cases of Math.pow. Allocates nothing.
 * Error: below |y| units in the last place for whole |y| <= 64, else below 2 + |y log x|: so 1 - b^t is
 * right to a few units in the last place of 1.
 * @example power(0.5, 3) // 0.125
 */
export function power(x: number, y: number): number {
  const a = Math.abs(x);
  // Where an argument is 0, infinite or NaN, the language specifies Math.pow to the bit.
  if (!(a > 0 && a < Infinity && Math.abs(y) < Infinity)) return x ** y;
  const isWhole = Math.floor(y) === y;
  if (x < 0 && !isWhole) return Number.NaN;
  if (isWhole && Math.abs(y) <= MULTIPLIED) return multiplied(y < 0 ? 1 / x : x, Math.abs(y));
  if (y === 0.5) return Math.sqrt(x);
  if (y === 0.25) return Math.sqrt(Math.sqrt(x));
  if (y === 1.5) return x * Math.sqrt(x);
  if (y === 1 / 3) return cubeRoot(x);
  const size = exponential(y * knownLogarithm(a));
  return x < 0 && y % 2 !== 0 ? -size : size;
}

/** Logarithms of the last two bases: bias corrections need the same two at every step. */
const known = /* @__PURE__ */ new Float64Array(4);

function knownLogarithm(a: number): number {
  const at = known[2] === a ? 2 : 0;
  if (known[at] !== a) {
    known.copyWithin(2, 0);
    known[0] = a;
    known[1] = logarithm(a);
  }
  return known[at + 1]!;
}

/** x^n for whole n >= 0 by squaring, in the order in which kernels multiply. */
function multiplied(x: number, n: number): number {
  if (n === 0) return 1;
  const half = multiplied(x, Math.floor(n / 2));
  return n % 2 ? half * half * x : half * half;
}

/**
 * e to the power x. Error: below 1 unit in the last place.
 * @example exponential(1) // 2.718281828459045
 */
export function exponential(x: number): number {
  if (!(Math.abs(x) < 746)) return x < 0 ? 0 : x + Infinity;
  const k = Math.floor(x / LN2_HIGH + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  // e^r = 1 + r + r^2/2 (1 + r/3 (1 + r/4 (...)))
  let tail = 1;
  for (let n = 14; n > 2; n--) tail = 1 + (r / n) * tail;
  const sum = 1 + r;
  return scale(sum + (1 - sum + r + ((r * r) / 2) * tail + (high - r - low)), k);
}

/**
 * Natural logarithm: -Infinity at 0, NaN below. Error: below 1 unit in the last place.
 * @example logarithm(10) // 2.302585092994046
 */
export function logarithm(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  const k = binade(x);
  const f = scale(x, -k) - 1;
  const s = f / (2 + f);
  const z = s * s;
  let tail = 0;
  for (let n = 21; n > 1; n -= 2) tail = z * (2 / n + tail);
  // log(1 + f) = 2 artanh(s) = f - f^2/2 + s (f^2/2 + tail): f is exact, and the rounded rest is small beside it.
  const half = 0.5 * f * f;
  return k * LN2_HIGH + (f - (half - (s * (half + tail) + k * LN2_LOW)));
}

/**
 * cos(pi x): exact at multiples of one half, exact period 2, NaN for infinite x.
 * Error: below 1 unit in the last place.
 * @example cosinePi(1 / 3) // 0.5
 */
export function cosinePi(x: number): number {
  let a = Math.abs(x);
  a -= 2 * Math.floor(a / 2);
  if (a > 1) a = 2 - a;
  const sign = a > 0.5 ? -1 : 1;
  if (a > 0.5) a = 1 - a;
  const sine = a > 0.25;
  if (sine) a = 0.5 - a;
  const half = a * SPLITTER - (a * SPLITTER - a);
  const high = half * PI_HIGH;
  const low = (a - half) * PI_HIGH + a * PI_LOW;
  const r = high + low;
  const lost = high - r + low;
  // The series from r^3/3! or r^4/4! on: 1 - z/(n (n + 1)) (1 - ...), times its first term.
  const z = r * r;
  const first = sine ? 4 : 5;
  let tail = 1;
  for (let n = first + 12; n >= first; n -= 2) tail = 1 - (z / (n * (n + 1))) * tail;
  const sum = 1 - z / 2;
  if (sine) return sign * (r - ((z * r * tail) / 6 - sum * lost));
  return sign * (sum + (1 - sum - z / 2 + ((z * z * tail) / 24 - r * lost)));
}
