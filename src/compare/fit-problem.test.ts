/** Trials that train a model: paired by their seed, the same again, diverging where they should. */
import { describe, expect, it } from "vitest";
import { adam, sgd } from "../index.ts";
import { modelFrom, random } from "../train/index.ts";
import { fitProblem } from "./fit-problem.ts";
import { runTrial, type Trial } from "./problem.ts";

const rows = 80;
const generator = random(1);
const x = Float32Array.from({ length: 2 * rows }, () => generator.normal());
const y = Float32Array.from(
  { length: rows },
  (_, row) => 2 * x[2 * row]! - x[2 * row + 1]! + 0.1 * generator.normal(),
);

let tested = 0;
const problem = fitProblem({
  name: "plane",
  fingerprint: () => "1",
  metric: { name: "rmse", better: "lower" },
  of: () => ({
    model: modelFrom("linear", { features: 2 }),
    train: { x: { data: x, shape: [rows, 2] }, y: { data: y, shape: [rows] } },
    validation: 0.25,
    test: async () => ({ rmse: ++tested }),
  }),
  batchSize: 16,
  optimizerOf: ({ optimizer, hyper: { learningRate } }) =>
    (optimizer === "sgd" ? sgd : adam)({ learningRate: learningRate as number }),
});
const trial: Trial = {
  problem: "plane",
  optimizer: "sgd",
  hyper: { learningRate: 0.1 },
  seed: 3,
  epochs: 5,
  purpose: "result",
};

describe("a problem of fit", () => {
  it("has a curve that ends where the noise of the targets lies, and does the same again", async () => {
    const { curve, validation, test } = await runTrial(problem, trial);
    expect(curve.steps).toEqual([4, 8, 12, 16, 20]);
    expect(validation).toBe(Math.min(...curve.validation));
    expect(validation).toBeLessThan(0.05);
    expect(test).toBe(1);
    const again = await runTrial(problem, trial);
    expect(again.curve.validation).toEqual(curve.validation);
  });

  it("begins alike for all optimizers with a seed, and otherwise for another seed", async () => {
    // A rate so small that only data and initial values count.
    const start = async (optimizer: string, seed: number) => {
      const hyper = { learningRate: 1e-300 };
      return (await runTrial(problem, { ...trial, optimizer, hyper, seed, epochs: 1 })).validation;
    };
    expect(await start("adam", 3)).toBe(await start("sgd", 3));
    expect(await start("sgd", 4)).not.toBe(await start("sgd", 3));
  });

  it("diverges as a result, and keeps the test split closed before the choice", async () => {
    const before = tested;
    const lost = await runTrial(problem, { ...trial, hyper: { learningRate: 1e9 }, epochs: 50 });
    expect(lost).toMatchObject({ diverged: true, validation: Number.POSITIVE_INFINITY });
    const choice = { ...trial, purpose: "choice" } as const;
    expect((await runTrial(problem, choice)).test).toBeUndefined();
    await expect((async () => (await problem.run(choice)).test())()).rejects.toThrow("is read only once");
    expect(tested).toBe(before);
  });
});
