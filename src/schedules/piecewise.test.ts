/** Values of optax 0.2.8 in float64. */
import { expect, it } from "vitest";
import { piecewise } from "./piecewise.ts";
import { type Schedule, ScheduleError } from "./schedule.ts";

const TWO_BOUNDARIES = [
  [0, 0.1],
  [4, 0.1],
  [5, 0.05],
  [14, 0.05],
  [15, 0.005],
  [25, 0.005],
] as const;

function expectValues(schedule: Schedule, table: readonly (readonly [count: number, value: number])[]): void {
  for (const [count, value] of table) expect(schedule(count), `at ${count}`).toBeCloseTo(value, 14);
}

it("agrees with optax.piecewise_constant_schedule: a factor holds from its step on", () => {
  expectValues(piecewise({ init: 0.1, boundaries: { 5: 0.5, 15: 0.1 } }), TWO_BOUNDARIES);
});

it("sorts steps that are not array indices", () => {
  const schedule = piecewise({ init: 1, boundaries: { 1e11: 0.5, 1e10: 0.25 } });
  expect([1e10 - 1, 1e10, 1e11].map(schedule)).toEqual([1, 0.25, 0.125]);
});

it("may drop to 0", () => {
  expect(piecewise({ init: 1, boundaries: { 5: 0 } })(5)).toBe(0);
});

it("names a wrong option, what it must be and what was given", () => {
  expect(() => piecewise({ init: 1, boundaries: { "1.5": 0.1 } })).toThrow(
    new ScheduleError("piecewise: the boundary 1.5 must be a whole number, at least 0; got 1.5"),
  );
  expect(() => piecewise({ init: 1, boundaries: { 5: Infinity } })).toThrow(
    new ScheduleError("piecewise: the factor at 5 must be finite and at least 0; got Infinity"),
  );
  expect(() => piecewise({ init: 1, boundaries: { 5: -0.1 } })).toThrow(
    new ScheduleError("piecewise: the factor at 5 must be finite and at least 0; got -0.1"),
  );
});
