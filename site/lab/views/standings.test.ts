import { expect, test } from "vitest";
import { defaultExperiment } from "../../engine/default-experiment.ts";
import type { Track } from "../store.ts";
import { standings, usualTarget } from "./standings.ts";

const track = (losses: readonly number[], points: readonly number[] | null = null): Track => ({
  losses: Float64Array.from(losses),
  points: points && Float64Array.from(points),
  length: losses.length,
  trials: [],
  band: null,
  failure: null,
});

test("the better loss at the playhead is first; equal ones share a rank", () => {
  const tracks = new Map([
    ["a", track([8, 4, 2], [0, 0, 1, 1, 3, 4])],
    ["b", track([8, 2, 1])],
  ]);
  const [a, b] = standings(defaultExperiment, tracks, [[0, 0]], 2, 2);
  expect(a).toMatchObject({ rank: 2, loss: 2, finalLoss: 2, reached: 2, distance: 5, divergedAt: null });
  expect(b).toMatchObject({ rank: 1, loss: 1, reached: 1, distance: null });
  expect(standings(defaultExperiment, tracks, [], 0, 2).map(({ rank }) => rank)).toEqual([1, 1]);
});

test("one who diverged has no rank from then on", () => {
  const tracks = new Map([["a", track([8, 100, Infinity])]]);
  expect(standings(defaultExperiment, tracks, [], 1, 2)[0]).toMatchObject({
    rank: 1,
    loss: 100,
    divergedAt: 2,
  });
  expect(standings(defaultExperiment, tracks, [], 900, 2)[0]).toMatchObject({
    rank: null,
    loss: null,
    finalLoss: null,
  });
});

test("the usual target is a hundredth of what there is to fall", () => {
  expect(usualTarget([track([8, 4, 0.001])])).toBe(0.08);
  expect(usualTarget([track([-10, -110])])).toBe(-100);
});
