/** `glissade train` and `glissade predict` as their user meets them: what is printed, what is kept, what a wrong input is told. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { folder, run } from "../../../test/cli.ts";

const houses = join(folder, "houses.csv");
const flowers = join(folder, "flowers.csv");
const model = join(folder, "model.safetensors");

beforeAll(async () => {
  const rows = Array.from({ length: 120 }, (_, i) => {
    const [size, town] = [40 + ((i * 37) % 101), ["Bath", "Hull", "York"][i % 3]!];
    return `${town},${i % 17 === 5 ? "" : size},${1000 * size + (town === "Bath" ? 30_000 : 0)}`;
  });
  await writeFile(houses, `town,size,price\n${rows.join("\n")}\n`);
  const kinds = Array.from(
    { length: 90 },
    (_, i) => `${(i % 3) + Math.sin(i) / 4},${["a", "b", "c"][i % 3]}`,
  );
  await writeFile(flowers, `petal,species\n${kinds.join("\n")}\n`);
});

const train = (...args: string[]) =>
  run("train", "adam", "--data", houses, "--lr", "0.05", "--epochs", "30", ...args);

describe("train", () => {
  it("trains, validates, tests once, and saves what predict reads", async () => {
    const { code, out, err } = await train("--save", model);
    expect(err).toMatch(/^houses\.csv: 79 rows to train on, 17 to validate, 17 to test; model linear\n/);
    expect(err).toContain("target price, 4 features: town = Bath, town = Hull, town = York, size\n");
    expect(err).toContain("left out 7 of 120 rows with missing values");
    expect(err).toContain(`model written to ${model}`);
    const lines = out.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^epoch {2}2\/30 {2}training loss \S+ {2}validation rmse \S+, mae \S+, r2 \S+/);
    expect(lines).toHaveLength(18);
    expect(lines.at(-1)).toMatch(
      /^test: rmse .*, in the units of price \(17 rows that training never saw\)$/,
    );
    expect(code).toBe(0);

    const predicted = await run("predict", model, houses);
    const rows: string[][] = parse(predicted.out);
    expect(rows).toHaveLength(121);
    expect(rows[0]).toEqual(["price"]);
    // A row without its size has no prediction; the others are near the truth, which is linear.
    expect(rows[6]).toEqual([""]);
    expect(Math.abs(Number(rows[1]![0]) - 70_000)).toBeLessThan(3000);
  });

  it("says when the last epoch was the best", async () => {
    const hint = "the last epoch was the best: more --epochs, or a larger --learning-rate, may get further\n";
    expect((await train("--lr", "0.001", "--epochs", "2")).out).toContain(hint);
    expect((await train("--lr", "0.001", "--epochs", "2", "--validation", "0")).out).not.toContain(hint);
  });

  it("predicts classes, with their probabilities where asked", async () => {
    const saved = join(folder, "flowers.safetensors");
    const { out, code } = await run(
      ...["train", "adam", "--data", flowers, "--model", "softmax", "--lr", "0.3", "--save", saved],
    );
    expect(code).toBe(0);
    expect(out).toMatch(/test: loss \S+, accuracy 1 /);
    const rows: string[][] = parse((await run("predict", saved, flowers, "--probabilities")).out);
    expect(rows[0]).toEqual(["species", "P(species = a)", "P(species = b)", "P(species = c)"]);
    for (const [row, name] of [
      [1, "a"],
      [2, "b"],
      [3, "c"],
    ] as const) {
      expect(rows[row]![0]).toBe(name);
      expect(rows[row]!.slice(1).reduce((sum, share) => sum + Number(share), 0)).toBeCloseTo(1, 5);
    }
  });

  it("goes on from a checkpoint to the bits of a run that was never stopped", async () => {
    const last = (name: string) =>
      readFileSync(join(folder, name, readdirSync(join(folder, name)).sort().at(-1)!));
    const options = ["--model", "mlp:8", "--epochs", "6"];
    await train(...options, "--checkpoint", join(folder, "whole"));
    await train(...options.slice(0, 2), "--epochs", "3", "--checkpoint", join(folder, "parts"), "--resume");
    const { out } = await train(...options, "--checkpoint", join(folder, "parts"), "--resume");
    expect(out.split("\n")[0]).toMatch(/^epoch 4\/6 /);
    expect(last("parts").equals(last("whole"))).toBe(true);
  });

  it("never begins in a folder of checkpoints unless it is told to", async () => {
    const runs = join(folder, "runs");
    await train("--epochs", "2", "--checkpoint", runs);
    const before = readdirSync(runs);
    const { code, err } = await train("--epochs", "2", "--checkpoint", runs);
    expect(code).toBe(2);
    expect(err).toContain("holds checkpoints up to step 6; give --resume to go on, or --overwrite");
    expect(readdirSync(runs)).toEqual(before);
    const other = await train("--epochs", "2", "--checkpoint", runs, "--resume", "--model", "mlp:4");
    expect(other.err).toContain('was begun with model "linear"; got "mlp:4"');
    expect((await train("--epochs", "1", "--checkpoint", runs, "--overwrite")).code).toBe(0);
    expect(readdirSync(runs)).not.toEqual(before);
  });

  it("goes on with the schedule and the wrappers of its beginning alone", async () => {
    const runs = join(folder, "schedules");
    const go = (steps: number, wrapper: string) =>
      run(
        ...["train", "adam", "--data", houses, "--epochs", "2", "--checkpoint", runs, "--resume"],
        ...["--lr", `cosineDecay:init=0.1,steps=${steps}`, "--wrap", wrapper],
      );
    expect((await go(10, "sam:rho=0.1")).code).toBe(0);
    expect((await go(10, "sam:rho=0.1")).code).toBe(0);
    const rate = await go(20, "sam:rho=0.1");
    expect(rate.err).toContain('with learning rate "cosineDecay:init=0.1,steps=10"; got "cosineDecay:');
    expect((await go(10, "sam:rho=0.2")).err).toContain('with wrappers ["sam:rho=0.1"]; got ["sam:rho=0.2"]');
  });

  it("keeps the best model of a run that diverges, says so once, and fails", async () => {
    const saved = join(folder, "diverged.safetensors");
    const { code, err } = await run(
      ...["train", "sgd", "--data", houses, "--lr", "multiStep:init=0.05,milestones=9,decayRate=1e40"],
      ...["--save", saved],
    );
    expect(err.trimEnd().split("\n").at(-1)).toMatch(
      /^error: diverged: a gradient or an update of step 10 is not finite; a smaller learning rate may help\. The model of epoch \d, the best, is in /,
    );
    expect(code).toBe(1);
    expect((await run("predict", saved, houses)).code).toBe(0);
  });

  it("prints JSON, a line for each evaluation, and writes events for TensorBoard", async () => {
    const logs = join(folder, "logs");
    const { out } = await train("--epochs", "3", "--json", "--tensorboard", logs);
    const events = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type)).toEqual(["epoch", "epoch", "epoch", "end"]);
    expect(events[3]).toMatchObject({ reason: "done", epochs: 3, test: { rmse: expect.any(Number) } });
    expect(readdirSync(logs)).toHaveLength(1);
  });
});

describe("wrong input", () => {
  it.each([
    [["train", "adam"], "--data is missing: a CSV file, or one of airfoil, auto-mpg"],
    [["train", "adam", "--data", "nowhere.csv"], 'cannot read the data file "nowhere.csv" (ENOENT)'],
    [["train", "adam", "--data", flowers, "--target", "species"], "--model logistic"],
    [["train", "adam", "--data", houses, "--model", "mpl:8"], "there is no model"],
    [
      ["train", "adam", "--data", houses, "--model", "softmax", "--task", "regression"],
      "--model softmax is for classes",
    ],
    [["train", "adam", "--data", houses, "--resume"], "--resume needs --checkpoint FOLDER"],
    [["train", "adam", "--data", houses, "--every", "5"], "--every needs --checkpoint FOLDER"],
    [["train", "adam", "--data", houses, "--keep", "5"], "--keep needs --checkpoint FOLDER"],
    [
      ["train", "adam", "--data", houses, "--heartbeat", "off"],
      "--heartbeat off needs the processes of a job",
    ],
    [["train", "adam", "--data", houses, "--heartbeat", "on"], 'unknown value for --heartbeat "on"'],
    [["train", "--workload", "quadratic-deep", "--heartbeat", "off"], "--heartbeat does not go with"],
    [
      ["train", "adam", "--data", houses, "--checkpoint", houses],
      "there is a file of that name; name a folder",
    ],
    [
      ["train", "adam", "--data", houses, "--patience", "3", "--validation", "0"],
      "--patience needs rows to validate on",
    ],
    [
      ["train", "adam", "--data", houses, "--batch-size", "5000"],
      "--batch-size must be at most 79, the rows to train on; got 5000",
    ],
    [
      ["train", "adam", "--data", houses, "--validation", "0.6", "--test", "0.6"],
      "validation and test must leave rows to train on",
    ],
    [
      ["train", "adam", "--data", houses, "--model", "char-transformer"],
      "--workload char-transformer trains it",
    ],
    [["train", "adam", "--data", houses, "--validation", "1.5"], "--validation must be a share in [0, 1)"],
    [
      ["train", "adam", "--data", houses, "--save", join(folder, "none", "m.safetensors")],
      "cannot write the model",
    ],
    [["predict", houses, houses], "no safetensors file"],
    [["predict", join(folder, "none"), houses], "cannot read the model"],
  ])("%j", async (args, message) => {
    const { code, err, out } = await run(...args);
    expect(err).toContain(message);
    expect(
      err
        .trimEnd()
        .split("\n")
        .filter((line) => line.startsWith("error: ")),
    ).toHaveLength(1);
    expect([code, out]).toEqual([2, ""]);
  });

  it("leaves a file alone that it would have overwritten", async () => {
    await writeFile(join(folder, "kept"), "kept");
    await run("train", "adam", "--data", join(folder, "nowhere.csv"), "--save", join(folder, "kept"));
    expect(readFileSync(join(folder, "kept"), "utf8")).toBe("kept");
    expect(existsSync(join(folder, "none"))).toBe(false);
  });
});
