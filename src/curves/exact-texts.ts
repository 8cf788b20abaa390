/**
 * The exponential and the logarithm of `language/arithmetic.ts`, operation by operation, as texts of the language: compiled, they have the bits that the
 * language gives to a formula. Those in the table of operations are faster, for kernels of optimizers, and differ in the last place.
 */

import { scale } from "../language/operations/series.ts";
import type { OperationName } from "../language/operations.ts";

const ln2 = ["0.6931471805582987", "1.6465949582897082e-12"] as const;

/** e^r from r^3 on, and the logarithm's series in z, from the last term to the first. */
const exponentials = Array.from({ length: 12 }, (_, at) => 14 - at);
const logarithms = Array.from({ length: 10 }, (_, at) => 21 - 2 * at);

const exponential = `
  k = floor(x/${ln2[0]} + 0.5)
  high = x - k*${ln2[0]}
  low = k*${ln2[1]}
  r = high - low
  tail = ${exponentials.reduce((tail, n) => `(1 + (r/${n})*${tail})`, "1")}
  whole = 1 + r
  rest = 1 - whole + r + ((r*r)/2)*tail + (high - r - low)
  e = ${scale("(whole + rest)", "k")}
  exp = where(abs(x) < 746, e, where(x < 0, 0, x + 1/0))`;

const logarithm = `
  tiny = x < ${2 ** -1021}
  k = where(tiny, exponent(x*${2 ** 54}*${Math.SQRT1_2}) - 53, exponent(x*${Math.SQRT1_2}) + 1)
  f = ${scale("x", "(-k)")} - 1
  s = f/(2 + f)
  z = s*s
  tail = ${logarithms.reduce((tail, n) => `z*(2/${n} + ${tail})`, "0")}
  half = 0.5*f*f
  l = k*${ln2[0]} + (f - (half - (s*(half + tail) + k*${ln2[1]})))
  log = where(x > 0, where(x < 1/0, l, x), where(x == 0, -1/0, 0/0))`;

/** The texts. */
export const exactTexts = { exp: () => exponential, log: () => logarithm } as const satisfies Partial<
  Record<OperationName, () => string>
>;

/** Operations whose texts in the table have the same bits as their meaning, since no function is in them. */
export const exactlyLowered: ReadonlySet<OperationName> = new Set(["square", "max3", "min3", "clip"]);
