/** `glissade train --workload`: quadratic-deep as its user meets it, and what each workload refuses. Training the others takes minutes: `npm run workloads`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../../../test/cli.ts";
import { sgd } from "../../index.ts";
import { fit, modelFrom } from "../../train/index.ts";
import { passesOf, workloadTraining } from "./workloads.ts";

const workload = (name: string, ...args: string[]) => run("train", ...args, "--workload", name);

describe("quadratic-deep", () => {
  const rate = "0.015848931925";

  it("stands beside the public result where the settings are its own", async () => {
    const { out, err, code } = await workload("quadratic-deep", "sgd", "--lr", rate);
    expect(err).toMatch(/^quadratic-deep: DeepOBS P1, .* 100 epochs .*, seeds 0 to 9; test losses\n$/);
    const lines = out.trimEnd().split("\n");
    expect(lines[0]).toBe("before training: 353.447; public 353.447");
    expect(lines[1]).toMatch(/^sgd, seed 0: 87\.\d{3}$/);
    expect(lines).toHaveLength(12);
    // Mean and deviation are those of tools/golden/quadratic_deep.py for these seeds: 87.3383 ± 0.1160.
    expect(lines.at(-1)).toBe("sgd: mean 87.338 ± 0.116; public 87.3975 ± 0.169, seeds 0 to 9");
    expect(code).toBe(0);
  });

  it("has no public result for other settings, and takes one seed", async () => {
    const one = await workload("quadratic-deep", "sgd", "--lr", "0.01", "--seed", "3", "--json");
    const lines = one.out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([
      { type: "start", public: 353.447 },
      { type: "run", name: "sgd", seed: 3 },
      { type: "end", name: "sgd" },
    ]);
    expect(lines[2]).not.toHaveProperty("public");
    const shorter = await workload("quadratic-deep", "sgd", "--lr", rate, "--seed", "3", "--epochs", "5");
    expect(shorter.out).not.toContain("±");
  });

  it("says where a run diverged", async () => {
    const { out, code } = await workload("quadratic-deep", "sgd", "--lr", "3", "--seed", "1");
    expect(out.trimEnd()).toMatch(/sgd, seed 1: diverged\nsgd: diverged with 1 of 1 seeds$/);
    expect(code).toBe(0);
  });
});

describe("--steps alone decides how long a workload trains", () => {
  /** How many steps `fit` takes of examples, each a number. */
  const stepsOf = async (length: { epochs: number; steps: number }, count: number, batchSize: number) => {
    const [x, y] = [Float32Array.from({ length: count }, (_, k) => Math.sin(k)), new Float32Array(count)];
    const { result } = fit(
      modelFrom("linear", { task: "regression", features: 1 }),
      { x: { data: x, shape: [count, 1] }, y: { data: y, shape: [count] } },
      { optimizer: sgd(), batchSize, ...length },
    );
    return (await result).steps;
  };

  it.each([1, 4, 5, 6, 10, 23])("%d steps of batches, of which a pass has five", async (steps) => {
    for (const count of [17, 20]) {
      const epochs = passesOf(steps, { train: { count }, batchSize: 4 });
      expect(await stepsOf({ epochs, steps }, count, 4)).toBe(steps);
      expect(epochs - 1).toBeLessThan(steps / 5);
    }
  });

  const images = "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz";
  it.skipIf(!existsSync(images))("fashion-mlp (needs Debian's dataset-fashion-mnist)", async () => {
    // 469 batches of 128 have the 60,000 pictures.
    const length = async (choice: { epochs?: number; steps?: number }) => {
      const { epochs, steps } = await workloadTraining("fashion-mlp", "sgd", choice);
      return [epochs, steps];
    };
    expect(await length({})).toEqual([5, undefined]);
    expect(await length({ steps: 2345 })).toEqual([5, 2345]);
    expect(await length({ steps: 3000 })).toEqual([7, 3000]);
    expect(await length({ epochs: 2, steps: 3000 })).toEqual([2, 3000]);
  });

  const text = join(process.env.GLISSADE_DATA ?? "", "tinyshakespeare.txt");
  it.skipIf(!existsSync(text))("char-transformer (needs GLISSADE_DATA)", async () => {
    const training = await workloadTraining("char-transformer", "sgd", { steps: 100_000 });
    expect([training.epochs, training.steps]).toEqual([2, 100_000]);
  });
});

describe("refusals", () => {
  it.each([
    ["fashion", [], /unknown value for --workload "fashion".*did you mean "fashion-mlp"/],
    ["fashion-mlp", ["--data", "a.csv"], /has data of its own; leave out --data, or --workload/],
    ["fashion-mlp", ["--model", "lenet"], /--model does not go with --workload fashion-mlp; what goes/],
    ["fashion-mlp", ["--batch-size", "64"], /--batch-size does not go with/],
    ["char-transformer", ["--epochs", "2"], /--epochs does not go with.*--steps/],
    ["quadratic-deep", ["--steps", "2"], /--steps does not go with.*--epochs/],
    ["quadratic-deep", ["--checkpoint", "runs"], /--checkpoint does not go with/],
    ["quadratic-deep", ["--lr", "0.1"], /--learning-rate needs an optimizer: glissade train adam/],
    ["char-transformer", ["--option", "b1=0.8"], /--option needs an optimizer/],
    ["char-transformer", ["adma"], /unknown optimizer "adma" \(did you mean "adam"\?\)/],
  ])("%s %j", async (name, args, message) => {
    const { err, out, code } = await workload(name, ...args);
    expect(err).toMatch(message);
    expect(out).toBe("");
    expect(code).toBe(2);
  });
});
