/** Ranks over problems and performance profiles, against values computed by hand. */
import { expect, it } from "vitest";
import { meanRanks, profilesOf } from "./ranking.ts";

const inf = Number.POSITIVE_INFINITY;

it("mean ranks count every problem alike, whatever its number of seeds", () => {
  const ranks = meanRanks(
    [
      [
        [1, 1, 1, 1],
        [2, 2, 2, 2],
      ],
      [
        [3, 5],
        [3, 4],
      ],
    ],
    0.95,
  );
  // Problem one: 1 and 2. Problem two: a tie and a loss: (1.5 + 2) / 2 and (1.5 + 1) / 2.
  expect(ranks.map(({ mean }) => mean)).toEqual([(1 + 1.75) / 2, (2 + 1.25) / 2]);
  // The two seeds of problem two, drawn again: ranks 1.5 and 1.5, or one of each, or 2 and 2.
  expect(ranks[0]).toMatchObject({ low: 1.25, high: 1.5 });
});

it("ranks that are always the same have an interval without width", () => {
  expect(
    meanRanks(
      [
        [
          [1, 2],
          [3, inf],
        ],
      ],
      0.95,
    ),
  ).toEqual([
    { mean: 1, low: 1, high: 1 },
    { mean: 2, low: 2, high: 2 },
  ]);
});

it("profiles count ratios to the fastest, and integrate to 4", () => {
  const [one, other, third] = profilesOf([
    [10, 20, inf],
    [30, 15, 15],
    [inf, inf, inf],
    [1, 5, 4],
  ]);
  expect(one!.steps).toEqual([
    { tau: 1, share: 0.5 },
    { tau: 2, share: 0.75 },
  ]);
  // From 1 to 2 the share is .5, from 2 to 4 it is .75.
  expect(one!.score).toBeCloseTo((0.5 * 1 + 0.75 * 2) / 3, 12);
  expect(other!.steps).toEqual([
    { tau: 1, share: 0.25 },
    { tau: 2, share: 0.5 },
  ]);
  expect(other!.score).toBeCloseTo((0.25 * 1 + 0.5 * 2) / 3, 12);
  expect(third!.steps).toEqual([
    { tau: 1, share: 0.25 },
    { tau: 4, share: 0.5 },
  ]);
  expect(third!.score).toBeCloseTo(0.25, 12);
});

it("targets reached before the first step are equal to each other, and ahead of all others", () => {
  expect(profilesOf([[0, 0, 1]]).map(({ score }) => score)).toEqual([1, 1, 0]);
});
