/** Values of optax 0.2.8 in float64. */
import { expect, it } from "vitest";
import { polynomial } from "./polynomial.ts";
import { type Schedule, ScheduleError } from "./schedule.ts";

const SQUARE = [
  [0, 0.3],
  [5, 0.3],
  [7, 0.19560000000000002],
  [9, 0.11439999999999999],
  [10, 0.08249999999999999],
  [14, 0.012899999999999998],
  [15, 0.01],
  [25, 0.01],
] as const;

const BELOW_ONE = [
  [0, 1.0],
  [1, 0.9593968434593497],
  [7, 0.7107514833323125],
  [10, 0.582298058141332],
  [19, 0.1607177281453104],
  [20, 0.1],
  [25, 0.1],
] as const;

function expectValues(schedule: Schedule, table: readonly (readonly [count: number, value: number])[]): void {
  for (const [count, value] of table) expect(schedule(count), `at ${count}`).toBeCloseTo(value, 14);
}

it("agrees with optax.polynomial_schedule", () => {
  expectValues(polynomial({ init: 0.3, end: 0.01, power: 2, steps: 10, begin: 5 }), SQUARE);
  expectValues(polynomial({ init: 1, end: 0.1, power: 0.9, steps: 20 }), BELOW_ONE);
});

it("names a wrong option, what it must be and what was given", () => {
  expect(() => polynomial({ init: 1, end: 0, power: 0, steps: 4 })).toThrow(
    new ScheduleError("polynomial: power must be above 0; got 0"),
  );
  expect(() => polynomial({ init: 1, end: 0, power: 1, steps: 0.5 })).toThrow(
    new ScheduleError("polynomial: steps must be a whole number, at least 1; got 0.5"),
  );
});
