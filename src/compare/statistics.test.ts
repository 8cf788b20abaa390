/** The statistics against scipy 1.17 and statsmodels 0.15. */
import { describe, expect, it } from "vitest";
import { holm, intervalOf, median, pairedTest, ranksOf } from "./statistics.ts";

const one = [0.91, 1.02, 0.97, 1.1, 0.99, 1.05, 0.93];
const other = [0.88, 1.01, 0.9, 1.07, 1, 0.98, 0.91];
const inf = Number.POSITIVE_INFINITY;

describe("intervals", () => {
  it("are those of Student's t distribution", () => {
    const { low, high } = intervalOf(one, 0.9);
    expect(low).toBeCloseTo(0.9466546608941026, 8);
    expect(high).toBeCloseTo(1.0447739105344687, 8);
    // scipy.stats.t.ppf(.975, n - 1), times a standard error of 1 for n values 0 but one.
    for (const [n, quantile] of [
      [2, 12.70620474],
      [3, 4.30265273],
      [10, 2.26215716],
      [31, 2.04227246],
    ] as const) {
      const values = Array.from({ length: n }, (_, index) => (index === 0 ? n : 0));
      expect(intervalOf(values, 0.95).high - 1).toBeCloseTo(quantile, 5);
    }
  });

  it("have no width that one value could show, and are infinite where a value is", () => {
    expect(intervalOf([3], 0.95)).toEqual({ mean: 3, low: -inf, high: inf });
    expect(intervalOf([3, inf], 0.95)).toEqual({ mean: inf, low: inf, high: inf });
  });
});

describe("paired tests", () => {
  it("are Student's where all values are finite", () => {
    const { test, p, difference, lower, higher } = pairedTest(one, other, 0.95);
    expect([test, lower, higher]).toEqual(["t", 1, 6]);
    expect(p).toBeCloseTo(0.03110061295720581, 9);
    expect(difference.low).toBeCloseTo(0.003978370912028819, 9);
    expect(difference.high).toBeCloseTo(0.05887877194511405, 9);
    expect(pairedTest(other, one, 0.95).p).toBeCloseTo(p, 15);
  });

  it("are exact sign tests where a seed diverged", () => {
    const ten = Array<number>(10).fill(1);
    expect(pairedTest(ten, Array(10).fill(inf), 0.95)).toMatchObject({
      test: "sign",
      lower: 10,
      difference: { mean: -inf },
    });
    expect(pairedTest(ten, Array(10).fill(inf), 0.95).p).toBeCloseTo(0.001953125, 12);
    const nine = pairedTest([2, 1, 1, 1, 1, 1, 1, 1, 1], [1, 2, 2, 2, 2, 2, 2, 2, inf], 0.95);
    expect(nine.p).toBeCloseTo(0.0390625, 12);
  });

  it("show nothing by one pair, by equal values, or where both diverged", () => {
    expect(pairedTest([1], [2], 0.95).p).toBe(1);
    expect(pairedTest(one, one, 0.95).p).toBe(1);
    expect(pairedTest([inf, inf], [inf, inf], 0.95)).toMatchObject({ p: 1, difference: { mean: 0 } });
  });
});

it("Holm's correction is that of statsmodels", () => {
  const corrected = holm([0.01, 0.04, 0.03, 0.005, 0.5]);
  [0.04, 0.09, 0.09, 0.025, 0.5].forEach((p, index) => {
    expect(corrected[index]).toBeCloseTo(p, 12);
  });
  expect(holm([])).toEqual([]);
});

it("ranks share their mean among equals, infinite ones too", () => {
  expect(ranksOf([3, 1, 3, inf, 2, inf, 3])).toEqual([4, 1, 4, 6.5, 2, 6.5, 4]);
});

it("the median takes infinite values", () => {
  expect([median([3, 1, 2]), median([1, 2]), median([inf, 1, inf, inf]), median([1, inf])]).toEqual([
    2,
    1.5,
    inf,
    inf,
  ]);
});
