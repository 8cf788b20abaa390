/** Spaces: grids, and Halton points against scipy's. */
import { describe, expect, it } from "vitest";
import {
  type Axis,
  pointsOf,
  type Quasirandom,
  radicalInverse,
  ratesOf,
  shareOf,
  spanOf,
  valueAt,
} from "./space.ts";

const grid = { kind: "grid", low: 1e-4, high: 1, perDecade: 2, extensions: 4 } as const;

it("a grid has round rates, and the same ones wherever it begins", () => {
  expect(ratesOf(grid, spanOf(grid))).toEqual([
    0.0001, 0.000316, 0.001, 0.00316, 0.01, 0.0316, 0.1, 0.316, 1,
  ]);
  expect(ratesOf(grid, { first: 1, last: 2 })).toEqual([3.16, 10]);
  expect(pointsOf(grid, { search: ["b1"] })).toEqual([{}]);
});

it("quasirandom points are Halton's (scipy.stats.qmc.Halton, not scrambled, without the origin)", () => {
  const points = [1, 2, 3, 4, 5, 6, 7].map((index) => [2, 3, 5].map((base) => radicalInverse(index, base)));
  const expected = [
    [0.5, 0.33333333, 0.2],
    [0.25, 0.66666667, 0.4],
    [0.75, 0.11111111, 0.6],
    [0.125, 0.44444444, 0.8],
    [0.625, 0.77777778, 0.04],
    [0.375, 0.22222222, 0.24],
    [0.875, 0.55555556, 0.44],
  ];
  points.flat().forEach((value, index) => {
    expect(value).toBeCloseTo(expected.flat()[index]!, 7);
  });
});

describe("axes", () => {
  const axes: Record<string, Axis> = {
    learningRate: { low: 1e-4, high: 1, scale: "log" },
    b1: { low: 0.5, high: 0.999, scale: "log1m" },
    weightDecay: { low: 0, high: 0.1, scale: "linear" },
  };

  it("are uniform on their scale", () => {
    expect(valueAt(axes.learningRate!, 0.5)).toBe(0.01);
    expect(valueAt(axes.weightDecay!, 0.25)).toBe(0.025);
    expect(1 - valueAt(axes.b1!, 0.5)).toBeCloseTo(Math.sqrt(0.5 * 0.001), 5);
    for (const axis of Object.values(axes)) {
      for (const share of [0.1, 0.5, 0.9]) expect(shareOf(axis, valueAt(axis, share))).toBeCloseTo(share, 3);
    }
  });

  it("give an optimizer only what it has, with the same values as the others", () => {
    const space: Quasirandom = { kind: "quasirandom", points: 5, axes };
    const adam = pointsOf(space, { search: ["learningRate", "b1", "weightDecay"] });
    const sgd = pointsOf(space, { search: ["learningRate", "weightDecay"] });
    expect(sgd).toHaveLength(5);
    expect(sgd).toEqual(adam.map(({ learningRate, weightDecay }) => ({ learningRate, weightDecay })));
    expect(pointsOf(space, { search: [] })).toEqual([{}]);
  });
});
