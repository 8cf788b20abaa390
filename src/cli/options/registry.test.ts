/** The registry: every optimizer can be made, every row of the textbook is available, and what it refuses. */
import { describe, expect, it } from "vitest";
import { autoMpgRegression } from "../../datasets/index.ts";
import type { Schedule } from "../../index.ts";
import { experiment, scratch, textbookResults } from "../../train/index.ts";
import { UsageError } from "../usage-error.ts";
import { optimizerRegistry } from "./optimizer-registry.ts";
import {
  createOptimizer,
  optimizerNames,
  readOptimizerOptions,
  textbookNames,
  textbookOptions,
} from "./registry.ts";

/** Optimizers of whole matrices ask which tensors those are. The textbook's model has none. */
const ofMatrices = optimizerNames.filter((name) => "layout" in optimizerRegistry[name]!.options);
const others = optimizerNames.filter((name) => !ofMatrices.includes(name));
/** Those that need no more than gradients. */
const alone = others.filter((name) => !createOptimizer(name, {}).takesEstimates);

it.each(others)("makes %s with the library's defaults and with the textbook's", async (name) => {
  const texts = await Promise.all(
    [{ learningRate: 0.01 }, textbookOptions(name)].map((options) =>
      createOptimizer(name, options).explain(),
    ),
  );
  for (const text of texts) expect(text).toMatch(/learningRate/);
});

const cars = autoMpgRegression();

it.each(ofMatrices)("%s asks for matrices, of which the textbook's experiment has none", async (name) => {
  const optimizer = createOptimizer(name, textbookOptions(name));
  await expect(experiment(optimizer, cars, scratch)).rejects.toThrow(
    /matrices says which tensors are hidden weights .* of two or more axes are: none/,
  );
  const made = createOptimizer(name, readOptimizerOptions(name, { matrices: "blocks.*", layout: "in,out" }));
  expect(await made.explain()).toMatch(/learningRate/);
});

it.each(alone)("trains %s well in the textbook's experiment", async (name) => {
  const { loss } = await experiment(createOptimizer(name, textbookOptions(name)), cars, scratch);
  // From 0.51; least squares has 0.146.
  expect(loss).toBeLessThan(0.2);
});

it.each(others.filter((name) => !alone.includes(name)))(
  "refuses %s there, which needs estimates",
  async (name) => {
    const optimizer = createOptimizer(name, textbookOptions(name));
    await expect(experiment(optimizer, cars, scratch)).rejects.toThrow("needs estimates of the curvature");
  },
);

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

describe("reads", () => {
  it.each([
    ["adam", { b1: "0.8", like: "torch" }, { b1: 0.8, like: "torch" }],
    ["sgd", { nesterov: "true", momentum: ".9" }, { nesterov: true, momentum: 0.9 }],
    ["sgd", { nesterov: "false" }, { nesterov: false }],
    ["adafactor", { clippingThreshold: "Infinity" }, { clippingThreshold: Number.POSITIVE_INFINITY }],
    ["adamMini", { blocks: "tensor" }, { blocks: "tensor" }],
    ["yogi", { v0: "gradient" }, { v0: "gradient" }],
    ["yogi", { v0: "1e-3" }, { v0: 0.001 }],
    ["adamw", { where: "*.weight", decoupling: "schedule" }, { where: "*.weight", decoupling: "schedule" }],
  ])("options of %s: %o", (name, words, values) => {
    expect(readOptimizerOptions(name, words)).toEqual(values);
  });

  it("schedules for hyperparameters", () => {
    const { b1 } = readOptimizerOptions("adam", { b1: "linear:init=0.5,end=0.9,steps=4" });
    expect((b1 as Schedule)(1)).toBe(0.6);
  });

  it.each([
    ["adam", { beta1: "0.8" }, /unknown option of adam "beta1" \(did you mean "b1"\?\)/],
    ["adam", { toString: "0.8" }, /unknown option of adam "toString"/],
    ["adam", { b1: "big" }, /b1 of adam must be a number or a schedule; got "big"/],
    ["adam", { b1: "linaer:init=1" }, /unknown schedule "linaer"/],
    ["adam", { like: "tensorflow" }, /like of adam must be one of "torch", .*; got "tensorflow"/],
    ["sgd", { nesterov: "yes" }, /unknown value for nesterov of sgd "yes"; there are: true, false/],
    [
      "adagrad",
      { initialAccumulator: "constant:value=1" },
      /initialAccumulator of adagrad must be in \[0, inf\); got "constant:value=1"/,
    ],
    ["yogi", { v0: "g" }, /v0 of yogi must be in \[0, inf\) or "gradient"; got "g"/],
    ["adma", {}, /unknown optimizer "adma"/],
  ])("no options of %s: %o", (name, words, message) => {
    expect(() => readOptimizerOptions(name, words)).toThrow(UsageError);
    expect(() => readOptimizerOptions(name, words)).toThrow(message);
  });
});

describe("an option is given once", () => {
  it.each([
    [{ lr: "0.1", learningRate: "0.2" }, {}, "learningRate of adam is given twice; give it once"],
    [{ learningRate: "0.1" }, { learningRate: 0.2 }, "learningRate of adam is given twice; give it once"],
    [{ like: "optax" }, { like: "torch" }, "like of adam is given twice; give it once"],
  ])("%o beside %o", (words, beside, message) => {
    expect(() => readOptimizerOptions("adam", words, beside)).toThrow(UsageError);
    expect(() => readOptimizerOptions("adam", words, beside)).toThrow(message);
  });

  it("or beside others", () => {
    const given = readOptimizerOptions("adam", { b1: "0.8" }, { like: "torch" });
    expect(given).toEqual({ b1: 0.8, like: "torch" });
  });
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
