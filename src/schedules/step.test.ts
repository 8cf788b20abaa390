/** Values of torch 2.15, torch.optim.lr_scheduler.StepLR. */
import { expect, it } from "vitest";
import { type Schedule, ScheduleError } from "./schedule.ts";
import { step } from "./step.ts";

const VALUES = [
  [0, 0.1],
  [6, 0.1],
  [7, 0.05],
  [13, 0.05],
  [14, 0.025],
  [20, 0.025],
  [21, 0.0125],
] as const;

function expectValues(schedule: Schedule, table: readonly (readonly [count: number, value: number])[]): void {
  for (const [count, value] of table) expect(schedule(count), `at ${count}`).toBeCloseTo(value, 14);
}

it("agrees with torch", () => {
  expectValues(step({ init: 0.1, steps: 7, decayRate: 0.5 }), VALUES);
  expect(step({ init: 1, steps: 7 })(7)).toBe(0.1);
});

it("names a wrong option, what it must be and what was given", () => {
  expect(() => step({ init: 1, steps: 0 })).toThrow(
    new ScheduleError("step: steps must be a whole number, at least 1; got 0"),
  );
  expect(() => step({ init: 1, steps: 5, decayRate: 0 })).toThrow(
    new ScheduleError("step: decayRate must be above 0; got 0"),
  );
});
