/** The suggestion for a misspelt name. */
import { expect, it } from "vitest";
import { unknown } from "./usage-error.ts";

it.each([
  ["yogy", "yogi"],
  ["Adam", "adam"],
  ["adagard", "adagrad"],
  ["rms-prop", "rmsprop"],
  ["xyzzy", undefined],
])("%s is nearest to %s", (given, expected) => {
  const { message } = unknown("optimizer", given, ["sgd", "adagrad", "adam", "rmsprop", "yogi"]);
  expect(/did you mean "(.*)"/.exec(message)?.[1]).toBe(expected);
});

it("lists what there is, with a suggestion only where one is near", () => {
  expect(unknown("colour", "gren", ["red", "green"]).message).toBe(
    'unknown colour "gren" (did you mean "green"?); there are: red, green',
  );
  expect(unknown("colour", "xyzzy", ["red"]).message).toBe('unknown colour "xyzzy"; there are: red');
  expect(unknown("colour", "red", []).message).toBe('unknown colour "red"; there are none');
});
