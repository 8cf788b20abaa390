/** Composition by multiplication; torch 2.15 chains factors in the same way. */
import { expect, it } from "vitest";
import { cosineDecay } from "./cosine-decay.ts";
import { linear } from "./linear.ts";
import { product } from "./product.ts";
import { ScheduleError } from "./schedule.ts";

it("multiplies the values of all factors at the same step", () => {
  const warmup = linear({ init: 0, end: 1, steps: 4 });
  const decay = cosineDecay({ init: 0.5, steps: 10 });
  const schedule = product(0.25, warmup, decay);
  for (let count = 0; count < 12; count++) expect(schedule(count)).toBe(0.25 * warmup(count) * decay(count));
});

it("names a wrong option, what it must be and what was given", () => {
  expect(() => product()).toThrow(
    new ScheduleError("product: factors must be at least one schedule or number; got none"),
  );
  expect(() => product(1, Number.NaN)).toThrow(
    new ScheduleError("product: factors[1] must be a finite number; got NaN"),
  );
});
