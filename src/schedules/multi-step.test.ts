/** Values of torch 2.15, torch.optim.lr_scheduler.MultiStepLR. */
import { expect, it } from "vitest";
import { multiStep } from "./multi-step.ts";
import { type Schedule, ScheduleError } from "./schedule.ts";

const VALUES = [
  [0, 0.1],
  [2, 0.1],
  [3, 0.05],
  [7, 0.05],
  [8, 0.0125],
  [14, 0.0125],
  [15, 0.00625],
  [20, 0.00625],
] as const;

function expectValues(schedule: Schedule, table: readonly (readonly [count: number, value: number])[]): void {
  for (const [count, value] of table) expect(schedule(count), `at ${count}`).toBeCloseTo(value, 14);
}

it("agrees with torch, a milestone given twice counting twice", () => {
  expectValues(multiStep({ init: 0.1, milestones: [8, 3, 15, 8], decayRate: 0.5 }), VALUES);
  expect(multiStep({ init: 1, milestones: [7] })(7)).toBe(0.1);
});

it("names a wrong option, what it must be and what was given", () => {
  expect(() => multiStep({ init: 1, milestones: [5, 0.5] })).toThrow(
    new ScheduleError("multiStep: milestones[1] must be a whole number, at least 0; got 0.5"),
  );
  expect(() => multiStep({ init: 1, milestones: [], decayRate: 0 })).toThrow(
    new ScheduleError("multiStep: decayRate must be above 0; got 0"),
  );
});
