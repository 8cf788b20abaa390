/** Values of torch 2.15, torch.optim.lr_scheduler.CyclicLR. */
import { expect, it } from "vitest";
import { cyclic } from "./cyclic.ts";
import { type Schedule, ScheduleError } from "./schedule.ts";

const TRIANGULAR = [
  [0, 0.1],
  [1, 0.2],
  [4, 0.5],
  [5, 0.43333333333333335],
  [9, 0.16666666666666674],
  [10, 0.1],
  [12, 0.3],
  [25, 0.43333333333333335],
] as const;

const HALVED = [
  [0, 0.1],
  [1, 0.2],
  [4, 0.5],
  [5, 0.4],
  [8, 0.1],
  [10, 0.2],
  [12, 0.30000000000000004],
  [20, 0.2],
  [25, 0.1125],
] as const;

const DECAYED = [
  [0, 0.1],
  [1, 0.195],
  [4, 0.4258025],
  [5, 0.3579269791666666],
  [9, 0.142016627314974],
  [12, 0.20807201753252744],
  [14, 0.2950699916462118],
  [25, 0.19246319104061127],
] as const;

function expectValues(schedule: Schedule, table: readonly (readonly [count: number, value: number])[]): void {
  for (const [count, value] of table) expect(schedule(count), `at ${count}`).toBeCloseTo(value, 14);
}

it("agrees with torch", () => {
  const bounds = { init: 0.1, peak: 0.5, up: 4 };
  expectValues(cyclic({ ...bounds, down: 6 }), TRIANGULAR);
  expectValues(cyclic({ ...bounds, mode: "triangular2" }), HALVED);
  expectValues(cyclic({ ...bounds, down: 6, mode: "expRange" }), TRIANGULAR);
  expectValues(cyclic({ ...bounds, down: 6, mode: "expRange", decayRate: 0.95 }), DECAYED);
});

it("names a wrong option, what it must be and what was given", () => {
  expect(() => cyclic({ init: 0, peak: 1, up: 0 })).toThrow(
    new ScheduleError("cyclic: up must be a whole number, at least 1; got 0"),
  );
  expect(() => cyclic({ init: 0, peak: 1, up: 4, down: 0 })).toThrow(
    new ScheduleError("cyclic: down must be a whole number, at least 1; got 0"),
  );
  expect(() => cyclic({ init: 0, peak: 1, up: 4, decayRate: 0 })).toThrow(
    new ScheduleError("cyclic: decayRate must be above 0; got 0"),
  );
  expect(() => cyclic({ init: 0, peak: 1, up: 4, mode: "square" as "triangular" })).toThrow(
    new ScheduleError('cyclic: mode must be one of "triangular", "triangular2", "expRange"; got "square"'),
  );
});
