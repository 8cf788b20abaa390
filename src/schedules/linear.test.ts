/** Values of optax 0.2.8 in float64. */
import { expect, it } from "vitest";
import { linear } from "./linear.ts";
import { type Schedule, ScheduleError } from "./schedule.ts";

const FROM_START = [
  [0, 0.3],
  [1, 0.2855],
  [3, 0.25649999999999995],
  [9, 0.1695],
  [16, 0.06799999999999998],
  [20, 0.01],
  [25, 0.01],
] as const;

const FROM_FIVE = [
  [0, 0.3],
  [5, 0.3],
  [7, 0.242],
  [10, 0.155],
  [14, 0.03899999999999999],
  [15, 0.01],
  [25, 0.01],
] as const;

function expectValues(schedule: Schedule, table: readonly (readonly [count: number, value: number])[]): void {
  for (const [count, value] of table) expect(schedule(count), `at ${count}`).toBeCloseTo(value, 14);
}

it("agrees with optax.linear_schedule", () => {
  expectValues(linear({ init: 0.3, end: 0.01, steps: 20 }), FROM_START);
  expectValues(linear({ init: 0.3, end: 0.01, steps: 10, begin: 5 }), FROM_FIVE);
});

it("is exact at both ends", () => {
  const schedule = linear({ init: 0.1, end: 0.7, steps: 3 });
  expect([0, 3, 1e15].map(schedule)).toEqual([0.1, 0.7, 0.7]);
});

it("names a wrong option, what it must be and what was given", () => {
  expect(() => linear({ init: Number.NaN, end: 0, steps: 1 })).toThrow(
    new ScheduleError("linear: init must be a finite number; got NaN"),
  );
  expect(() => linear({ init: 1, end: 0, steps: 0 })).toThrow(
    new ScheduleError("linear: steps must be a whole number, at least 1; got 0"),
  );
  expect(() => linear({ init: 1, end: 0, steps: 2, begin: -1 })).toThrow(
    new ScheduleError("linear: begin must be a whole number, at least 0; got -1"),
  );
});
