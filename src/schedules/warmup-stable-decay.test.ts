/** Values computed by hand from the formula. */
import { expect, it } from "vitest";
import { type Schedule, ScheduleError } from "./schedule.ts";
import { warmupStableDecay } from "./warmup-stable-decay.ts";

const LINEAR = [
  [0, 0.1],
  [1, 0.325],
  [3, 0.775],
  [4, 1],
  [11, 1],
  [12, 1],
  [13, 0.875],
  [16, 0.5],
  [19, 0.125],
  [20, 0],
  [30, 0],
] as const;

const COSINE = [
  [0, 0],
  [2, 0.5],
  [4, 1],
  [12, 1],
  [14, 0.8681980515],
  [16, 0.55],
  [18, 0.2318019485],
  [20, 0.1],
  [30, 0.1],
] as const;

function expectValues(schedule: Schedule, table: readonly (readonly [count: number, value: number])[]): void {
  for (const [count, value] of table) expect(schedule(count), `at ${count}`).toBeCloseTo(value, 14);
}

it("rises, stays and falls in a line", () => {
  expectValues(warmupStableDecay({ peak: 1, warmup: 4, decay: 8, total: 20, init: 0.1 }), LINEAR);
});

it("falls in half a wave where asked", () => {
  const schedule = warmupStableDecay({ peak: 1, warmup: 4, decay: 8, total: 20, end: 0.1, shape: "cosine" });
  for (const [count, value] of COSINE) expect(schedule(count)).toBeCloseTo(value, 9);
});

it("may have no warm-up and no constant part", () => {
  const schedule = warmupStableDecay({ peak: 1, warmup: 0, decay: 4, total: 4 });
  expect([0, 1, 2, 3, 4].map(schedule)).toEqual([1, 0.75, 0.5, 0.25, 0]);
});

it("names a wrong option, what it must be and what was given", () => {
  expect(() => warmupStableDecay({ peak: 1, warmup: 10, decay: 20, total: 29 })).toThrow(
    new ScheduleError("warmupStableDecay: total must be at least warmup + decay (30); got 29"),
  );
  expect(() => warmupStableDecay({ peak: 1, warmup: 0, decay: 0, total: 5 })).toThrow(
    new ScheduleError("warmupStableDecay: decay must be a whole number, at least 1; got 0"),
  );
  const shape = "cubic" as "linear";
  expect(() => warmupStableDecay({ peak: 1, warmup: 0, decay: 1, total: 5, shape })).toThrow(
    new ScheduleError('warmupStableDecay: shape must be one of "linear", "cosine"; got "cubic"'),
  );
});
