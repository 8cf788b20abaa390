/** Values of optax 0.2.8 in float64, and the table of Dive into Deep Learning, section 12.11. */
import { expect, it } from "vitest";
import { cosineDecay } from "./cosine-decay.ts";
import { type Schedule, ScheduleError } from "./schedule.ts";

const PLAIN = [
  [0, 0.3],
  [1, 0.2983379259803436],
  [7, 0.2262887174648388],
  [10, 0.165],
  [14, 0.08564899094051616],
  [19, 0.03166207401965642],
  [20, 0.03],
  [25, 0.03],
] as const;

const EXPONENT = [
  [0, 0.3],
  [1, 0.29751072970780157],
  [7, 0.1973636443200741],
  [10, 0.1254594154601839],
  [19, 0.030130404824614987],
  [20, 0.03],
  [25, 0.03],
] as const;

const TEXTBOOK = [
  [0, 0.3],
  [1, 0.29821],
  [5, 0.25753],
  [10, 0.155],
  [15, 0.05247],
  [19, 0.01179],
  [20, 0.01],
  [1000, 0.01],
] as const;

function expectValues(schedule: Schedule, table: readonly (readonly [count: number, value: number])[]): void {
  for (const [count, value] of table) expect(schedule(count), `at ${count}`).toBeCloseTo(value, 14);
}

it("agrees with optax.cosine_decay_schedule", () => {
  expectValues(cosineDecay({ init: 0.3, steps: 20, alpha: 0.1 }), PLAIN);
  expectValues(cosineDecay({ init: 0.3, steps: 20, end: 0.03 }), PLAIN);
  expectValues(cosineDecay({ init: 0.3, steps: 20, alpha: 0.1, exponent: 1.5 }), EXPONENT);
});

it("agrees with the textbook to the digits that it prints", () => {
  const schedule = cosineDecay({ init: 0.3, end: 0.01, steps: 20 });
  for (const [count, value] of TEXTBOOK) expect(schedule(count)).toBeCloseTo(value, 5);
});

it("is exact at both ends, and 0 there by default", () => {
  const schedule = cosineDecay({ init: 0.3, end: 0.01, steps: 20 });
  expect([schedule(0), schedule(20), cosineDecay({ init: 0.3, steps: 20 })(20)]).toEqual([0.3, 0.01, 0]);
});

it("names a wrong option, what it must be and what was given", () => {
  expect(() => cosineDecay({ init: 1, steps: 4, end: 0.1, alpha: 0.2 })).toThrow(
    new ScheduleError("cosineDecay: give end or alpha, not both; got end 0.1 and alpha 0.2"),
  );
  expect(() => cosineDecay({ init: 1, steps: -4 })).toThrow(
    new ScheduleError("cosineDecay: steps must be a whole number, at least 1; got -4"),
  );
  expect(() => cosineDecay({ init: 1, steps: 4, exponent: 0 })).toThrow(
    new ScheduleError("cosineDecay: exponent must be above 0; got 0"),
  );
});
