/** Optimizers of whole matrices on the command line: built-in models say which tensors are hidden weights; where nothing says it, it is asked. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder, run } from "../../../test/cli.ts";
import type { Result } from "../../compare/index.ts";
import { modelFrom, random } from "../../train/index.ts";
import { lackingHiddenWeights } from "./hidden-weights.ts";
import { createOptimizer } from "./registry.ts";

const cars = ["--data", "auto-mpg", "--epochs", "2", "--json"];

/** The test metrics of a run. */
async function testOf(...args: string[]): Promise<unknown> {
  const { out, err, code } = await run("train", ...args, ...cars);
  expect(err).not.toContain("error");
  expect(code).toBe(0);
  return (JSON.parse(out.trim().split("\n").at(-1)!) as { test: unknown }).test;
}

describe("train", () => {
  it("takes the hidden weights of the model, all but those of the outputs", async () => {
    const own = await testOf("muon", "--model", "mlp:6");
    const given = ["muon", "--model", "mlp:6", "--matrices", "layer1.weight"];
    expect(await testOf(...given, "--layout", "in,out")).toEqual(own);
    expect(await testOf(...given)).toEqual(own);
    expect(await testOf(...given, "--layout", "out,in")).not.toEqual(own);
    expect(
      await testOf("muon", "--model", "mlp:6", "--option", "matrices=*.weight", "--layout", "in,out"),
    ).not.toEqual(own);
  });

  it.each([
    [
      "a model without hidden layers",
      ["muon", "--model", "linear"],
      "muon takes hidden weights as whole matrices, and linear says of none of its tensors that it is one: take a model with hidden layers, such as mlp:64,64",
    ],
    [
      "an optimizer of elements",
      ["adam", "--model", "mlp:6", "--matrices", "*"],
      "--matrices is for optimizers of whole matrices (",
    ],
    [
      "a layout where rows and columns are alike",
      ["shampoo", "--model", "mlp:6", "--layout", "in,out"],
      "(adamuon, dion, muon, normuon), and not for shampoo: leave it out",
    ],
    ["another layout", ["muon", "--model", "mlp:6", "--layout", "rows"], 'unknown value for --layout "rows"'],
    [
      "a pattern that matches nothing",
      ["muon", "--model", "mlp:6", "--matrices", "dense", "--layout", "in,out"],
      'the pattern "dense"',
    ],
    [
      "two patterns",
      ["muon", "--model", "mlp:6", "--matrices", "a", "--option", "matrices=b"],
      "matrices of muon is given twice; give it once",
    ],
  ])("refuses %s", async (_, args, message) => {
    const { code, err } = await run("train", ...args, ...cars);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  it("refuses the workload without matrices", async () => {
    const { code, err } = await run("train", "muon", "--workload", "quadratic-deep");
    expect(err).toContain("quadratic-deep says of none of its tensors that it is one");
    expect(code).toBe(2);
  });
});

describe("compare", () => {
  it("tunes such an optimizer beside others; the command of its row trains it again", async () => {
    const choice = ["--model", "mlp:6", "--rates", "1e-2:1e-2:1", "--tuning-seeds", "1", "--seeds", "2"];
    const { out, code } = await run(
      "compare",
      ...cars,
      ...choice,
      "--optimizers",
      "adam,muon",
      "--workers",
      "0",
    );
    expect(code).toBe(0);
    const { rows } = (JSON.parse(out) as Result).problems[0]!;
    const row = rows.find(({ optimizer }) => optimizer === "muon")!;
    const words = row.command!.split(" ").slice(2);
    const again = await run("train", ...words, "--json");
    const { test } = JSON.parse(again.out.trim().split("\n").at(-1)!) as { test: { rmse: number } };
    expect(row.tests).toContain(test.rmse);
  });

  it("refuses a model without hidden weights before anything is trained", async () => {
    const { code, err, out } = await run("compare", "--data", "auto-mpg", "--optimizers", "adam,muon");
    expect(err).toContain("linear says of none of its tensors that it is one");
    expect([code, out]).toEqual([2, ""]);
  });
});

describe("kernels of convolutions", async () => {
  /** Twelve pictures of one of two kinds, a row each, with some noise that is the same in every run. */
  const pictures = join(folder, "pictures.csv");
  const pixels = Array.from({ length: 784 }, (_, pixel) => pixel);
  const rows = Array.from({ length: 12 }, (_, row) => {
    const kind = row % 2 === 0 ? "stripes" : "bars";
    const lines = pixels.map((pixel) => (kind === "bars" ? pixel % 28 : Math.floor(pixel / 28)) % 4);
    return [...lines.map((line, pixel) => line + ((row * 7 + pixel * 13) % 11) / 10), kind].join();
  });
  await writeFile(pictures, [[...pixels.map((pixel) => `p${pixel}`), "kind"].join(), ...rows].join("\n"));
  const data = ["--data", pictures, "--target", "kind", "--model", "lenet", "--epochs", "1", "--json"];

  it.each(["muon", "normuon", "adamuon", "dion"])(
    "%s flattens by what the model says of itself",
    async (name) => {
      const model = modelFrom("lenet");
      const optimizer = createOptimizer(name, lackingHiddenWeights(name, {}, model));
      const descent = await optimizer.init(model.init(random(0)) as object);
      expect((await descent.snapshot()).matrices).toMatchObject({
        "conv1.weight": expect.stringMatching(/^as 25 x 6\b/),
        "conv2.weight": expect.stringMatching(/^as 150 x 16\b/),
      });
    },
  );

  it.each(["soap", "shampoo"])("%s takes the tensors of two axes and kernels as vectors", async (name) => {
    const model = modelFrom("lenet");
    const optimizer = createOptimizer(name, lackingHiddenWeights(name, {}, model));
    const params = model.init(random(0)) as object;
    const descent = await optimizer.init(params);
    const { state } = await descent.snapshot();
    expect(Object.keys(state).filter((key) => key.endsWith("L")).length).toBeGreaterThan(0);
    expect(lackingHiddenWeights(name, { matrices: "dense1.weight" }, model)).toEqual({});
    expect(lackingHiddenWeights(name, {}, modelFrom("mlp:6", { task: "regression", features: 3 }))).toEqual(
      {},
    );
  });

  it("are flattened where the command says which, too", async () => {
    const model = modelFrom("lenet");
    const given = { matrices: "conv2.weight" };
    const optimizer = createOptimizer("muon", { ...given, ...lackingHiddenWeights("muon", given, model) });
    const descent = await optimizer.init(model.init(random(0)) as object);
    const { matrices } = await descent.snapshot();
    expect(matrices).toEqual({ "conv2.weight": expect.stringMatching(/^as 150 x 16\b/) });
  });

  it("need no option to train", async () => {
    const { out, code } = await run("train", "muon", ...data);
    expect(code).toBe(0);
    expect(JSON.parse(out.trim().split("\n").at(-1)!)).toHaveProperty("test.accuracy");
  }, 60_000);

  it("are so in a comparison", async () => {
    const args = ["--rates", "1e-3:1e-3:1", "--tuning-seeds", "1", "--seeds", "2", "--workers", "0"];
    const { out, code, err } = await run("compare", ...data, ...args, "--optimizers", "adam,muon");
    expect([code, err]).toEqual([0, expect.not.stringContaining("matrices")]);
    const { rows } = (JSON.parse(out) as Result).problems[0]!;
    expect(rows.map(({ optimizer }) => optimizer).sort()).toEqual(["adam", "muon"]);
  }, 120_000);
});

describe("explain and cost", () => {
  it("ask for what no model says", async () => {
    const { code, err } = await run("explain", "muon");
    const advice = '--matrices "*" --layout out,in';
    expect(err).toContain(`say which tensors they are and how they lie, as in ${advice}`);
    expect(code).toBe(2);
    const followed = await run("explain", "muon", ...advice.replaceAll('"', "").split(" "));
    expect(followed.out).toContain("A = X @ X'");
    const said = await run("explain", "muon", "--matrices", "*", "--layout", "out,in", "--shape", "8x4");
    expect(said.out).toContain("A = X @ X'");
  });

  it("know the one matrix whose bytes stand for all", async () => {
    const args = [
      "--parameters",
      "1e9",
      "--ranks",
      "4",
      "--bandwidth",
      "1e10",
      "--latency",
      "1e-6",
      "--json",
    ];
    const { out, code } = await run("cost", "muon", ...args);
    expect(code).toBe(0);
    expect((JSON.parse(out) as { memory: { whole: { state: number } } }).memory.whole.state).toBe(4e9);
  });
});
