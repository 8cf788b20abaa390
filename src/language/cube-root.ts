/**
 * The cube root of positive numbers: an estimate from a third of the bits, then a polynomial for what it lacks; in float64 one
 * more step. The same operations as a function and as a text of the language, so that all devices give the same bits.
 * Error: below 1.25 units in the last place.
 */
import type { DType } from "./dtype.ts";
import { horner } from "./operations/series.ts";

/** A third of a whole number to five digits, plus the bits that make it the estimate's. */
function thirdOfBits(bits: number, plus: number): number {
  let third = bits >> 2;
  third += third >> 2;
  third += third >> 4;
  third += third >> 8;
  return third + plus;
}

/** What is added to a third of the bits, of a float32 and of the high word of a float64. */
export const estimateBits = { float32: 709948130, float64: 715098163 } as const;

const doubles = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));
const floats = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(4));

/** The cube root of a normal x > 0 within 4 percent. */
export function estimate(x: number): number {
  doubles.setFloat64(0, x);
  doubles.setInt32(0, thirdOfBits(doubles.getInt32(0), estimateBits.float64));
  doubles.setInt32(4, 0);
  return doubles.getFloat64(0);
}

/** The same for a float32, whose bits it is made from. */
export function estimateFloat32(x: number): number {
  floats.setFloat32(0, x);
  floats.setInt32(0, thirdOfBits(floats.getInt32(0), estimateBits.float32));
  return floats.getFloat32(0);
}

/** (1 + d)^(-1/3) = 1 + d (c0 + d (c1 + ...)) for |d| < 0.108, within 7e-9. */
const coefficients = {
  float32: [
    -0.33333334699007383, 0.22221791733880258, -0.1728288674734427, 0.14550327846450734, -0.12677997091652404,
  ],
  float64: [
    -0.3333333458905001, 0.22221568183196413, -0.17283056096605842, 0.14584637755462324, -0.12656676842269968,
  ],
} as const;

/** Normal numbers begin here; smaller ones are multiplied by a cube, and their root divided by its root. */
const range = {
  float32: { normal: 2 ** -126, up: 2 ** 24, down: 2 ** -8 },
  float64: { normal: 2 ** -1022, up: 2 ** 54, down: 2 ** -18 },
} as const;

/**
 * x to the power 1/3, with the special cases of Math.pow: NaN below 0.
 * @example cubeRoot(27) // 3
 */
export function cubeRoot(x: number): number {
  if (x + x === x) return Math.abs(x);
  if (!(x > 0)) return Number.NaN;
  const { normal, up, down } = range.float64;
  const a = x < normal ? up * x : x;
  const first = estimate(a);
  const d = (first / a) * (first * first) - 1;
  const [c0, c1, c2, c3, c4] = coefficients.float64;
  const second = first + first * (d * (c0 + d * (c1 + d * (c2 + d * (c3 + d * c4)))));
  const e = (second / a) * (second * second) - 1;
  const root = second + second * (e * (-1 / 3 + e * (2 / 9)));
  return x < normal ? down * root : root;
}

/** The same as a text in x. */
export function cubeRootText(dtype: DType): string {
  const { normal, up, down } = range[dtype];
  const series = horner("d", 5, (n) => `(${coefficients[dtype][n]})`);
  const last = dtype === "float32" ? "r" : "root";
  return `
    a = where(x < ${normal}, ${up}*x, x)
    f = third(a)
    d = (f/a)*(f*f) - 1
    r = f + f*(d*(${series}))
    e = (r/a)*(r*r) - 1
    root = r + r*(e*(-1/3 + e*(2/9)))
    s = where(x < ${normal}, ${down}*${last}, ${last})
    power = where(x + x == x, abs(x), where(x < 0, 0/0, s))`;
}
