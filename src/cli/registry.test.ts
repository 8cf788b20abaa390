/** The registry: every optimizer can be made, every row of the textbook can be asked for, and what it refuses. */
import { describe, expect, it } from "vitest";
import { textbookResults } from "../train/index.ts";
import { createOptimizer, optimizerNames, textbookNames, textbookOptions } from "./registry.ts";
import { UsageError } from "./usage-error.ts";

it.each(optimizerNames)("makes %s with the library's defaults and with the textbook's", async (name) => {
  const texts = await Promise.all(
    [{ learningRate: 0.01 }, textbookOptions(name)].map((options) =>
      createOptimizer(name, options).explain(),
    ),
  );
  for (const text of texts) expect(text).toMatch(/learningRate/);
});

it("compares by default what the textbook prints a loss for, at settings of its table", () => {
  for (const name of textbookNames) {
    const { like, ...options } = textbookOptions(name);
    expect(like).toBe("textbook");
    expect(
      textbookResults.filter((result) => result.optimizer === name).map((r) => r.options),
    ).toContainEqual(options);
  }
});

it("gives momentum its momentum, unless told otherwise", async () => {
  const [plain, set, sgd] = await Promise.all([
    createOptimizer("momentum", { learningRate: 0.01 }).explain(),
    createOptimizer("sgd", { learningRate: 0.01, momentum: 0.9 }).explain(),
    createOptimizer("sgd", { learningRate: 0.01 }).explain(),
  ]);
  expect(plain).toBe(set);
  expect(plain).not.toBe(sgd);
  expect(textbookOptions("momentum", { momentum: 0.5 }).momentum).toBe(0.5);
});

describe("refuses", () => {
  it.each([
    [
      "an unknown optimizer",
      () => createOptimizer("adma", {}),
      /unknown optimizer "adma" \(did you mean "adam"\?\)/,
    ],
    [
      "a name from Object.prototype",
      () => createOptimizer("constructor", {}),
      /unknown optimizer "constructor"/,
    ],
    [
      "an unknown option",
      () => createOptimizer("adam", { beta1: 0.8 }),
      /unknown option of adam "beta1".*b1, b2/,
    ],
    [
      "a value out of range",
      () => createOptimizer("adam", { learningRate: 0.1, b1: 1.2 }),
      /b1 must be in \[0, 1\); got 1.2/,
    ],
  ])("%s", (_, make, message) => {
    expect(make).toThrow(UsageError);
    expect(make).toThrow(message);
  });
});
