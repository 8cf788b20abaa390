/**
 * The arc tangent by operations that are the same everywhere: as a function in float64 and as a text of the language. The argument is turned by 0, 45 or 90
 * degrees to at most tan(pi/8), then a Taylor series is summed. Error: below 2 units in the last place.
 */
import type { DType } from "./dtype.ts";
import { horner } from "./operations/series.ts";

/** pi/4 in two parts. */
const quarterPi = {
  float32: [0.7853981852531433, -2.1855694143368964e-8],
  float64: [Math.PI / 4, 3.061616997868383e-17],
} as const;

/** How many terms follow x. */
const terms = { float32: 9, float64: 21 } as const;

/** tan(pi/8) and tan(3 pi/8). */
const [near, far] = [Math.SQRT2 - 1, Math.SQRT2 + 1];

const term = (n: number): number => (n % 2 ? -1 : 1) / (2 * n + 3);

/**
 * The arc tangent, from -pi/2 to pi/2.
 * @example arcTangent(1) // 0.7853981633974483
 */
export function arcTangent(x: number): number {
  if (x === 0) return x;
  const a = Math.abs(x);
  const [top, below, turns] = a <= near ? [a, 1, 0] : a < far ? [a - 1, a + 1, 1] : [-1, a, 2];
  const r = top / below;
  const z = r * r;
  let sum = term(terms.float64 - 1);
  for (let n = terms.float64 - 2; n >= 0; n--) sum = term(n) + z * sum;
  const [high, low] = quarterPi.float64;
  const value = turns * high + (turns * low + (r - r * (z * sum)));
  return x < 0 ? -value : value;
}

/** The same as a text in x. */
export function arcTangentText(dtype: DType): string {
  const [high, low] = quarterPi[dtype];
  return `
    a = abs(x)
    turns = where(a <= ${near}, 0, where(a < ${far}, 1, 2))
    top = where(a <= ${near}, a, where(a < ${far}, a - 1, -1))
    below = where(a <= ${near}, 1, where(a < ${far}, a + 1, a))
    r = top/below
    z = r*r
    value = turns*${high} + (turns*(${low}) + (r - r*(z*(${horner("z", terms[dtype], (n) => `(${term(n)})`)}))))
    atan = where(x == 0, x, where(x < 0, -value, value))`;
}
