/**
 * Reference values come from 400-bit arithmetic, rounded once to float64.
 * Errors are counted in units in the last place of the reference, subnormal spacing included.
 */
import { afterEach, describe, expect, it, vi } from "vitest";
import { cosinePi, exponential, logarithm, power } from "./arithmetic.ts";

/** |got - want| in units in the last place of `want`. */
function ulps(got: number, want: number): number {
  if (Object.is(got, want)) return 0;
  let unit = 2 ** -1074;
  while (unit * 2 ** 53 <= Math.abs(want)) unit *= 2;
  return Math.abs(got - want) / unit;
}

const WHOLE = [
  [0.999, 1, 0.999],
  [0.999, 1000, 0.36769542477096373],
  [0.9999, 1e6, 3.7015207857933866e-44],
  [1.0000001, 2 ** 30, 4.285609645494109e46],
  [1 - 2 ** -53, 2 ** 53 - 1, 0.36787944117144233],
  [1 + 2 ** -52, -(2 ** 52) - 1, 0.3678794411714423],
  [1 - 2 ** -53, 2 ** 54 + 4, 0.13533528323661262],
  [1.5, -1700, 4.414277236595764e-300],
  [1e300, -1, 1e-300],
  [1.1, 7447, 1.7837187326221501e308],
  [3, -5, 0.00411522633744856],
  [0.1, 308, 1.000000000000017e-308],
  [10, 22, 1e22],
  [10, -22, 1e-22],
  [-1.1, 101, -15158.67357380462],
  [-0.99, 100, 0.3660323412732292],
] as const;

/** Results below the normal range, where the spacing is fixed and the rounding may happen twice. */
const SUBNORMAL = [
  [0.9, 7000, 4.985e-321],
  [0.9, 7050, 2.5e-323],
  [1e-160, 2, 1e-320],
  [1e160, -2, 1e-320],
  [2, -1074, 5e-324],
] as const;

const FRACTIONAL = [
  [0.5, 0.9, 0.5358867312681466],
  [1000, -0.8, 0.003981071705534972],
  [2, 0.5, Math.SQRT2],
  [0.99, 1234.567, 4.086535619480697e-6],
  [1e300, 1.02, 1.0000000000000123e306],
  [1e-300, 1.05, 1e-315],
  [0.1, 2.5, 0.00316227766016838],
  [1 - 1e-12, 0.25, 0.99999999999975],
  [7, 1 / 3, 1.912931182772389],
  [5e-324, 0.3, 1.018908996936868e-97],
] as const;

const EXPONENTIAL = [
  [1, Math.E],
  [-1, 0.36787944117144233],
  [0.5, 1.6487212707001282],
  [1e-9, 1.000000001],
  [-1e-20, 1],
  [10, 22026.465794806718],
  [700.5, 1.6721859620674984e304],
  [-700.5, 5.980196118639791e-305],
  [-740.25, 3.26e-322],
  [709.782712893384, 1.7976931348622732e308],
  [0.34657359, 1.4142135619771539],
  [0.3465736, 1.4142135761192896],
  [20.25, 622964442.1984454],
] as const;

const LOGARITHM = [
  [2, Math.LN2],
  [10, Math.LN10],
  [0.5, -Math.LN2],
  [1 + 2 ** -52, 2.2204460492503128e-16],
  [1 - 2 ** -53, -1.1102230246251565e-16],
  [0.9999, -0.00010000500033334732],
  [Math.SQRT2, 0.3465735902799727],
  [0.7071067811865475, -0.34657359027997275],
  [1e300, 690.7755278982137],
  [5e-324, -744.4400719213812],
  [3e-310, -712.7027665394861],
  [Number.MAX_VALUE, 709.782712893384],
  [0.6355384831220977, -0.4532826345257844],
] as const;

const COSINE_PI = [
  [1 / 3, 0.5],
  [0.25, Math.SQRT1_2],
  [0.1, 0.9510565162951535],
  [0.3, 0.5877852522924731],
  [0.49999, 3.1415926530761636e-5],
  [0.5000001, -3.141592651936146e-7],
  [0.75, -Math.SQRT1_2],
  [0.9, -0.9510565162951536],
  [1.2506252248416603, -0.7057165176490042],
  [1.9999999, 0.9999999999999507],
  [-0.6, -0.30901699437494734],
  [100.7, -0.5877852522924804],
  [12345.678, 0.5305111843064241],
] as const;

afterEach(() => vi.restoreAllMocks());

describe("power", () => {
  it.each([...WHOLE, ...FRACTIONAL])("%d ^ %d is within 2 + |y log x| units", (x, y, want) => {
    const bound =
      Number.isInteger(y) && Math.abs(y) <= 64 ? Math.abs(y) : 2 + Math.abs(y * Math.log(Math.abs(x)));
    expect(ulps(power(x, y), want)).toBeLessThanOrEqual(bound);
  });
  it.each(SUBNORMAL)("%d ^ %d is within one unit", (x, y, want) => {
    expect(ulps(power(x, y), want)).toBeLessThanOrEqual(1);
  });
  it("gives 1 - b^t of every step to four units of 1", () => {
    // 0.875^t = 7^t / 8^t: Number() rounds the integer once, and the division by 2^3t is exact.
    for (let t = 1; t < 340; t++) {
      const exact = Number(7n ** BigInt(t)) / 2 ** (3 * t);
      expect(Math.abs(power(0.875, t) - exact)).toBeLessThan(4 * 2 ** -53);
    }
  });
  it("is exact where whole powers are small integers", () => {
    for (let n = 0; n < 12; n++) expect(power(-17, n)).toBe((-17) ** n);
  });
  it("leaves the range at both ends", () => {
    expect([power(2, 1030), power(-2, 1031), power(0.5, 1081), power(-0.5, 1083)]).toEqual([
      Infinity,
      -Infinity,
      0,
      -0,
    ]);
    expect([power(0.9, 1e15), power(1.1, 1e300), power(1.1, -1e300), power(0.9, -1e15)]).toEqual([
      0,
      Infinity,
      0,
      Infinity,
    ]);
    expect([power(1e300, 1.5), power(1e300, -1.5), power(5e-324, -1)]).toEqual([Infinity, 0, Infinity]);
  });
  it("has the special cases of Math.pow", () => {
    const values = [0, 1, 2, 3, 0.5, 2.5, 2 ** 53, 1e300, Infinity]
      .flatMap((value) => [value, -value])
      .concat(Number.NaN);
    for (const x of values) {
      for (const y of values) {
        if (Number.isFinite(Math.abs(x) ** y) && x !== 0 && Math.abs(x) !== 1 && y !== 0) continue;
        expect(power(x, y), `power(${x}, ${y})`).toBe(x ** y);
      }
    }
  });
});

describe("exponential", () => {
  it.each(EXPONENTIAL)("e ^ %d is within one unit", (x, want) => {
    expect(ulps(exponential(x), want)).toBeLessThanOrEqual(1);
  });
  it("has the special cases of Math.exp", () => {
    for (const x of [0, -0, Infinity, -Infinity, Number.NaN, 709.8, 1e300, -746, -745.2, -1e300]) {
      expect(exponential(x)).toBe(Math.exp(x));
    }
  });
});

describe("logarithm", () => {
  it.each(LOGARITHM)("log %d is within one unit", (x, want) => {
    expect(ulps(logarithm(x), want)).toBeLessThanOrEqual(1);
  });
  it("has the special cases of Math.log", () => {
    for (const x of [0, -0, 1, -1, -5e-324, Infinity, -Infinity, Number.NaN])
      expect(logarithm(x)).toBe(Math.log(x));
  });
});

describe("cosinePi", () => {
  it.each(COSINE_PI)("cos(%d pi) is within one unit", (x, want) => {
    expect(ulps(cosinePi(x), want)).toBeLessThanOrEqual(1);
  });
  it("is exact at multiples of one half and for large whole numbers", () => {
    expect([0, -0, 0.5, 1, 1.5, 2, -2.5, -3, 2 ** 53 - 1, 2 ** 53, 1e300].map(cosinePi)).toEqual([
      1, 1, 0, -1, 0, 1, 0, -1, -1, 1, 1,
    ]);
  });
  it("is NaN where there is no cosine", () => {
    expect([Infinity, -Infinity, Number.NaN].map(cosinePi)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});

it("gives the values of the examples in the documentation", () => {
  expect(power(0.999, 1000)).toBe(0.36769542477096373);
  expect(exponential(1)).toBe(Math.E);
  expect(logarithm(10)).toBe(Math.LN10);
  expect(cosinePi(1 / 3)).toBe(0.5);
});

it("calls no function of Math that engines may round differently", () => {
  for (const name of ["pow", "exp", "expm1", "log", "log1p", "log2", "sin", "cos", "tan", "cbrt"] as const) {
    vi.spyOn(Math, name).mockReturnValue(Number.NaN);
  }
  const results = [
    power(0.9, 100),
    power(0.9, 0.3),
    exponential(0.3),
    logarithm(3),
    cosinePi(0.3),
    cosinePi(0.1),
  ];
  expect(results.some(Number.isNaN)).toBe(false);
});
