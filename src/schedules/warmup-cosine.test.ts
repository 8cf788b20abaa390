/** Values of optax 0.2.8 in float64, and the table of Dive into Deep Learning, section 12.11. */
import { expect, it } from "vitest";
import { cosineDecay } from "./cosine-decay.ts";
import { type Schedule, ScheduleError } from "./schedule.ts";
import { warmupCosine } from "./warmup-cosine.ts";

const PLAIN = [
  [0, 0.02],
  [1, 0.07600000000000001],
  [3, 0.188],
  [5, 0.3],
  [7, 0.2874640913581771],
  [10, 0.2275],
  [16, 0.0579760620779656],
  [19, 0.013168597893598174],
  [20, 0.01],
  [25, 0.01],
] as const;

const EXPONENT = [
  [0, 0.0],
  [3, 0.18],
  [5, 0.3],
  [7, 0.2754700758386857],
  [14, 0.04461566976954078],
  [19, 0.010034620733142463],
  [20, 0.01],
] as const;

const TEXTBOOK = [
  [0, 0],
  [1, 0.06],
  [4, 0.24],
  [5, 0.3],
  [6, 0.29683],
  [10, 0.2275],
  [20, 0.01],
  [1000, 0.01],
] as const;

function expectValues(schedule: Schedule, table: readonly (readonly [count: number, value: number])[]): void {
  for (const [count, value] of table) expect(schedule(count), `at ${count}`).toBeCloseTo(value, 14);
}

it("agrees with optax.warmup_cosine_decay_schedule", () => {
  expectValues(warmupCosine({ init: 0.02, peak: 0.3, warmup: 5, total: 20, end: 0.01 }), PLAIN);
  expectValues(warmupCosine({ peak: 0.3, warmup: 5, total: 20, end: 0.01, exponent: 2 }), EXPONENT);
});

it("agrees with the textbook to the digits that it prints", () => {
  const schedule = warmupCosine({ peak: 0.3, warmup: 5, total: 20, end: 0.01 });
  for (const [count, value] of TEXTBOOK) expect(schedule(count)).toBeCloseTo(value, 5);
});

it("is a cosine where there is no warm-up, and ends at 0 by default", () => {
  const schedule = warmupCosine({ peak: 0.3, warmup: 0, total: 20 });
  const decay = cosineDecay({ init: 0.3, steps: 20 });
  for (let count = 0; count < 25; count++) expect(schedule(count)).toBe(decay(count));
});

it("names a wrong option, what it must be and what was given", () => {
  expect(() => warmupCosine({ peak: 1, warmup: 500, total: 500 })).toThrow(
    new ScheduleError("warmupCosine: total must be greater than warmup (500); got 500"),
  );
  expect(() => warmupCosine({ peak: 1, warmup: 500, total: 100 })).toThrow(
    new ScheduleError("warmupCosine: total must be greater than warmup (500); got 100"),
  );
  expect(() => warmupCosine({ peak: 1, warmup: -1, total: 100 })).toThrow(
    new ScheduleError("warmupCosine: warmup must be a whole number, at least 0; got -1"),
  );
  expect(() => warmupCosine({ peak: Infinity, warmup: 1, total: 100 })).toThrow(
    new ScheduleError("warmupCosine: peak must be a finite number; got Infinity"),
  );
  expect(() => warmupCosine({ peak: 1, warmup: 1, total: 100, exponent: 0 })).toThrow(
    new ScheduleError("warmupCosine: exponent must be above 0; got 0"),
  );
});
