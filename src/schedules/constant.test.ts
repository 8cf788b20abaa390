/** A constant is a constant. */
import { expect, it } from "vitest";
import { constant } from "./constant.ts";
import { ScheduleError } from "./schedule.ts";

it("gives its value at every step", () => {
  expect([0, 1, 1e9].map(constant(0.25))).toEqual([0.25, 0.25, 0.25]);
});

it("names a wrong option, what it must be and what was given", () => {
  expect(() => constant(Number.NaN)).toThrow(
    new ScheduleError("constant: value must be a finite number; got NaN"),
  );
  expect(() => constant("0.1" as unknown as number)).toThrow(
    new ScheduleError('constant: value must be a finite number; got "0.1"'),
  );
});
