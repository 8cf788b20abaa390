/**
 * Sine, cosine and hyperbolic tangent by operations that are the same everywhere: as functions in float64 and as texts of
 * the language. Multiples of pi/2 are subtracted in parts (Cody, Waite: Software Manual for the Elementary Functions, 1980),
 * then Taylor series are summed. Error: below 1.5 units in the last place, of tanh below 2.
 */
import { exponential } from "./arithmetic.ts";
import type { DType } from "./dtype.ts";
import { factorial, horner } from "./operations/series.ts";

/** pi/2 in parts: products of the first ones with multiples below 2^13 and 2^20 are exact. */
const halfPi = {
  float32: [1.5703125, 0.0004837512969970703, 7.549533620476723e-8, 2.5633440682570896e-12],
  float64: [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21],
} as const;

const perHalfPi = 2 / Math.PI;

/** How many terms the series have: of sine and cosine, and of their hyperbolic relatives. */
const terms = { float32: [4, 4, 4, 4], float64: [8, 7, 7, 8] } as const;

/** Below this, tanh is a quotient of series; above, it follows from e^(-2|x|). */
const near = 0.55;

/** The value of a series c(0) + z (c(1) + z (...)). */
function series(z: number, count: number, coefficient: (n: number) => number): number {
  let sum = coefficient(count - 1);
  for (let n = count - 2; n >= 0; n--) sum = coefficient(n) + z * sum;
  return sum;
}

const alternating = (n: number): number => (n % 2 ? -1 : 1);
/** (r - sin r) / r^3, (cos r - 1 + r^2/2) / r^4, (sinh x - x) / x^3, (cosh x - 1) / x^2 as series of the square. */
const sineTerm = (n: number): number => alternating(n) / factorial(2 * n + 3);
const cosineTerm = (n: number): number => alternating(n) / factorial(2 * n + 4);
const sinhTerm = (n: number): number => 1 / factorial(2 * n + 3);
const coshTerm = (n: number): number => 1 / factorial(2 * n + 2);

/** The sine of x plus a number of quarter turns. */
function circular(x: number, turns: number): number {
  const k = Math.floor(x * perHalfPi + 0.5);
  const [p0, p1, p2] = halfPi.float64;
  const r = Math.min(Math.max(x - k * p0 - k * p1 - k * p2, -1), 1);
  const z = r * r;
  const sine = r - r * (z * series(z, terms.float64[0], sineTerm));
  const half = 1 - 0.5 * z;
  const cosine = half + (1 - half - 0.5 * z + z * z * series(z, terms.float64[1], cosineTerm));
  const q = k + turns - 4 * Math.floor(0.25 * (k + turns));
  const value = q === 1 || q === 3 ? cosine : sine;
  return q >= 2 ? -value : value;
}

/** The same as lines of a text in x, which assign `value`. */
function circularText(dtype: DType, turns: number): string {
  const [s, c] = terms[dtype];
  const reduced = halfPi[dtype].reduce((text, part) => `${text} - k*${part}`, "x");
  return `
    k = floor(x*${perHalfPi} + 0.5)
    r = min(max(${reduced}, -1), 1)
    z = r*r
    sine = r - r*(z*(${horner("z", s, (n) => `(${sineTerm(n)})`)}))
    half = 1 - 0.5*z
    cosine = half + (1 - half - 0.5*z + z*z*(${horner("z", c, (n) => `(${cosineTerm(n)})`)}))
    q = k + ${turns} - 4*floor(0.25*(k + ${turns}))
    value = where(q == 1 || q == 3, cosine, sine)
    signed = where(q >= 2, -value, value)`;
}

/**
 * The sine of x for |x| up to 2^20; beyond, a number in [-1, 1]. NaN for infinite x.
 * @example sine(0.5) // 0.479425538604203
 */
export const sine = (x: number): number => (x === 0 ? x : circular(x, 0));

/**
 * The cosine of x for |x| up to 2^20; beyond, a number in [-1, 1]. NaN for infinite x.
 * @example cosine(0.5) // 0.8775825618903728
 */
export const cosine = (x: number): number => circular(x, 1);

export const sineText = (dtype: DType): string => `${circularText(dtype, 0)}
    sin = where(x == 0, x, signed)`;

export const cosineText = (dtype: DType): string => circularText(dtype, 1);

/**
 * The hyperbolic tangent.
 * @example hyperbolicTangent(0.5) // 0.4621171572600098
 */
export function hyperbolicTangent(x: number): number {
  if (Math.abs(x) < near) {
    const z = x * x;
    const sinh = x + x * (z * series(z, terms.float64[2], sinhTerm));
    return sinh / (1 + z * series(z, terms.float64[3], coshTerm));
  }
  const e = exponential(-2 * Math.abs(x));
  const far = 1 - (2 * e) / (1 + e);
  return x < 0 ? -far : far;
}

/** The same as a text in x. */
export function hyperbolicTangentText(dtype: DType): string {
  const [, , s, c] = terms[dtype];
  return `
    z = x*x
    sinh = x + x*(z*(${horner("z", s, (n) => String(sinhTerm(n)))}))
    close = sinh/(1 + z*(${horner("z", c, (n) => String(coshTerm(n)))}))
    e = exp(-2*abs(x))
    far = 1 - 2*e/(1 + e)
    tanh = where(abs(x) < ${near}, close, where(x < 0, -far, far))`;
}
