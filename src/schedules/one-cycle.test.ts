/** Values of torch 2.15, torch.optim.lr_scheduler.OneCycleLR. */
import { expect, it } from "vitest";
import { oneCycle } from "./one-cycle.ts";
import { type Schedule, ScheduleError } from "./schedule.ts";

const COSINE = [
  [0, 0.04],
  [1, 0.1316718427000253],
  [3, 0.6683281572999747],
  [5, 1.0],
  [6, 0.9874640062350873],
  [10, 0.7169430017913008],
  [15, 0.18825834605023697],
  [19, 4e-6],
  [25, 4e-6],
] as const;

const LINEAR = [
  [0, 0.1],
  [1, 0.2],
  [6, 0.7],
  [10, 0.9001],
  [14, 0.5005],
  [15, 0.40060000000000007],
  [19, 0.001],
  [25, 0.001],
] as const;

const THREE_PHASES = [
  [0, 0.04],
  [1, 0.1316718427000253],
  [5, 1.0],
  [7, 0.6683281572999747],
  [10, 0.04],
  [14, 0.02347461625698328],
  [15, 0.01652938374301673],
  [19, 4e-6],
  [25, 4e-6],
] as const;

function expectValues(schedule: Schedule, table: readonly (readonly [count: number, value: number])[]): void {
  for (const [count, value] of table) expect(schedule(count), `at ${count}`).toBeCloseTo(value, 14);
}

it("agrees with torch, and stays at the last value", () => {
  expectValues(oneCycle({ peak: 1, total: 20 }), COSINE);
  const linear = {
    peak: 1,
    total: 20,
    pctStart: 0.5,
    divFactor: 10,
    finalDivFactor: 100,
    shape: "linear",
  } as const;
  expectValues(oneCycle(linear), LINEAR);
  expectValues(oneCycle({ peak: 1, total: 20, threePhase: true }), THREE_PHASES);
});

it("may rise and fall over all but the last step", () => {
  const schedule = oneCycle({
    peak: 1,
    total: 6,
    pctStart: 0.5,
    threePhase: true,
    divFactor: 2,
    shape: "linear",
  });
  expect([0, 1, 2, 3, 4, 5].map(schedule)).toEqual([0.5, 0.75, 1, 0.75, 0.5, 0.5e-4]);
});

it("names a wrong option, what it must be and what was given", () => {
  expect(() => oneCycle({ peak: 1, total: 1 })).toThrow(
    new ScheduleError("oneCycle: total must be a whole number, at least 2; got 1"),
  );
  expect(() => oneCycle({ peak: 1, total: 20, pctStart: 0.05 })).toThrow(
    new ScheduleError("oneCycle: pctStart must be above 1 / total (0.05) and below 1; got 0.05"),
  );
  expect(() => oneCycle({ peak: 1, total: 20, pctStart: 1 })).toThrow(
    new ScheduleError("oneCycle: pctStart must be above 1 / total (0.05) and below 1; got 1"),
  );
  expect(() => oneCycle({ peak: 1, total: 20, pctStart: 0.6, threePhase: true })).toThrow(
    new ScheduleError("oneCycle: pctStart must be above 1 / total (0.05) and at most 0.5; got 0.6"),
  );
  expect(() => oneCycle({ peak: 1, total: 20, divFactor: 0 })).toThrow(
    new ScheduleError("oneCycle: divFactor must be above 0; got 0"),
  );
  expect(() => oneCycle({ peak: 1, total: 20, finalDivFactor: 0 })).toThrow(
    new ScheduleError("oneCycle: finalDivFactor must be above 0; got 0"),
  );
  expect(() => oneCycle({ peak: 1, total: 20, shape: "cubic" as "linear" })).toThrow(
    new ScheduleError('oneCycle: shape must be one of "linear", "cosine"; got "cubic"'),
  );
});
