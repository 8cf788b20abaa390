/** Values of optax 0.2.8 in float64. */
import { expect, it } from "vitest";
import { exponentialDecay } from "./exponential-decay.ts";
import { type Schedule, ScheduleError } from "./schedule.ts";

const SMOOTH = [
  [0, 0.1],
  [1, 0.09330329915368074],
  [5, 0.07071067811865477],
  [10, 0.05],
  [16, 0.03298769776932236],
  [25, 0.01767766952966369],
] as const;

const STAIRS = [
  [0, 0.1],
  [3, 0.1],
  [7, 0.1],
  [8, 0.05],
  [9, 0.05],
  [14, 0.03],
  [25, 0.03],
] as const;

const GROWTH = [
  [0, 0.1],
  [1, 0.10717734625362932],
  [9, 0.18660659830736148],
  [15, 0.28284271247461906],
  [16, 0.3],
  [25, 0.3],
] as const;

function expectValues(schedule: Schedule, table: readonly (readonly [count: number, value: number])[]): void {
  for (const [count, value] of table) expect(schedule(count), `at ${count}`).toBeCloseTo(value, 14);
}

it("agrees with optax.exponential_decay", () => {
  expectValues(exponentialDecay({ init: 0.1, decayRate: 0.5, steps: 10 }), SMOOTH);
  const stairs = { init: 0.1, decayRate: 0.5, steps: 5, begin: 3, staircase: true, end: 0.03 };
  expectValues(exponentialDecay(stairs), STAIRS);
  expectValues(exponentialDecay({ init: 0.1, decayRate: 2, steps: 10, end: 0.3 }), GROWTH);
});

it("names a wrong option, what it must be and what was given", () => {
  expect(() => exponentialDecay({ init: 1, decayRate: 0, steps: 4 })).toThrow(
    new ScheduleError("exponentialDecay: decayRate must be above 0; got 0"),
  );
  expect(() => exponentialDecay({ init: 1, decayRate: 0.5, steps: 0 })).toThrow(
    new ScheduleError("exponentialDecay: steps must be a whole number, at least 1; got 0"),
  );
  expect(() => exponentialDecay({ init: 1, decayRate: 0.5, steps: 4, end: Number.NaN })).toThrow(
    new ScheduleError("exponentialDecay: end must be a number; got NaN"),
  );
});
