/** Values of optax 0.2.8 in float64. */
import { expect, it } from "vitest";
import { constant } from "./constant.ts";
import { exponentialDecay } from "./exponential-decay.ts";
import { join } from "./join.ts";
import { linear } from "./linear.ts";
import { type Schedule, ScheduleError } from "./schedule.ts";

const THREE_PARTS = [
  [0, 0.0],
  [1, 0.2],
  [3, 0.6],
  [4, 0.8],
  [5, 1.0],
  [9, 1.0],
  [10, 1.0],
  [14, 0.5743491774985174],
  [15, 0.5],
  [19, 0.2871745887492587],
  [20, 0.25],
  [25, 0.125],
] as const;

function expectValues(schedule: Schedule, table: readonly (readonly [count: number, value: number])[]): void {
  for (const [count, value] of table) expect(schedule(count), `at ${count}`).toBeCloseTo(value, 14);
}

it("agrees with optax.join_schedules: each schedule counts from its boundary", () => {
  const parts = [
    linear({ init: 0, end: 1, steps: 5 }),
    constant(1),
    exponentialDecay({ init: 1, decayRate: 0.5, steps: 5 }),
  ];
  expectValues(join(parts, [5, 10]), THREE_PARTS);
});

it("gives each schedule the count since its boundary", () => {
  const count = (since: number) => since;
  expect([0, 4, 5, 9, 10, 12].map(join([count, count, count], [5, 10]))).toEqual([0, 4, 0, 4, 0, 2]);
  expect(join([count], [])(7)).toBe(7);
});

it("names a wrong option, what it must be and what was given", () => {
  expect(() => join([constant(1)], [5])).toThrow(
    new ScheduleError("join: boundaries must be one fewer than schedules (0); got 1"),
  );
  expect(() => join([constant(1), constant(2), constant(3)], [5, 5])).toThrow(
    new ScheduleError("join: boundaries[1] must be a whole number, at least 6; got 5"),
  );
  expect(() => join([], [])).toThrow(
    new ScheduleError("join: schedules must be a list of at least one; got none"),
  );
});
