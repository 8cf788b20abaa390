/** Values computed by hand from the formula. */
import { expect, it } from "vitest";
import { inverseSqrt } from "./inverse-sqrt.ts";
import { type Schedule, ScheduleError } from "./schedule.ts";

const VALUES = [
  [0, 0.001],
  [25, 0.0035],
  [50, 0.006],
  [99, 0.0109],
  [100, 0.011],
  [121, 0.01],
  [400, 0.0055],
  [10000, 0.0011],
] as const;

function expectValues(schedule: Schedule, table: readonly (readonly [count: number, value: number])[]): void {
  for (const [count, value] of table) expect(schedule(count), `at ${count}`).toBeCloseTo(value, 14);
}

it("rises in a line and falls with the inverse square root", () => {
  expectValues(inverseSqrt({ peak: 0.011, warmup: 100, init: 0.001 }), VALUES);
});

it("has the shape of the Transformer's d^-0.5 min(t^-0.5, t warmup^-1.5)", () => {
  const schedule = inverseSqrt({ peak: (512 * 4000) ** -0.5, warmup: 4000 });
  for (const t of [1, 100, 3999, 4000, 4001, 100_000]) {
    expect(schedule(t)).toBeCloseTo(512 ** -0.5 * Math.min(t ** -0.5, t * 4000 ** -1.5), 16);
  }
});

it("names a wrong option, what it must be and what was given", () => {
  expect(() => inverseSqrt({ peak: 1, warmup: 0 })).toThrow(
    new ScheduleError("inverseSqrt: warmup must be a whole number, at least 1; got 0"),
  );
  expect(() => inverseSqrt({ peak: Number.NaN, warmup: 10 })).toThrow(
    new ScheduleError("inverseSqrt: peak must be a finite number; got NaN"),
  );
});
