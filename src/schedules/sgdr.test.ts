/** Values of torch 2.15, torch.optim.lr_scheduler.CosineAnnealingWarmRestarts. */
import { expect, it } from "vitest";
import { type Schedule, ScheduleError } from "./schedule.ts";
import { sgdr } from "./sgdr.ts";

const EQUAL = [
  [0, 0.3],
  [1, 0.27230746418436735],
  [3, 0.11019253581563263],
  [5, 0.3],
  [7, 0.19980746418436737],
  [14, 0.03769253581563264],
  [15, 0.3],
] as const;

const DOUBLING = [
  [0, 0.3],
  [1, 0.2275],
  [3, 0.3],
  [5, 0.2275],
  [7, 0.08250000000000002],
  [10, 0.29505924481191487],
  [14, 0.1925287615398655],
  [20, 0.01494075518808511],
  [21, 0.3],
  [24, 0.2889625322141366],
] as const;

function expectValues(schedule: Schedule, table: readonly (readonly [count: number, value: number])[]): void {
  for (const [count, value] of table) expect(schedule(count), `at ${count}`).toBeCloseTo(value, 14);
}

it("agrees with torch", () => {
  expectValues(sgdr({ peak: 0.3, period: 5, end: 0.01 }), EQUAL);
  expectValues(sgdr({ peak: 0.3, period: 3, multiplier: 2, end: 0.01 }), DOUBLING);
});

it("names a wrong option, what it must be and what was given", () => {
  expect(() => sgdr({ peak: 1, period: 0 })).toThrow(
    new ScheduleError("sgdr: period must be a whole number, at least 1; got 0"),
  );
  expect(() => sgdr({ peak: 1, period: 5, multiplier: 0.5 })).toThrow(
    new ScheduleError("sgdr: multiplier must be at least 1; got 0.5"),
  );
});
