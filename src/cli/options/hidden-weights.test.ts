/** Optimizers of whole matrices on the command line: built-in models say which tensors are hidden weights; where nothing says it, it is asked. */
import { describe, expect, it } from "vitest";
import { run } from "../../../test/cli.ts";
import type { Result } from "../../compare/index.ts";

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

describe("explain and cost", () => {
  it("ask for what no model says", async () => {
    const { code, err } = await run("explain", "muon");
    expect(err).toContain(
      'say which tensors they are and how they lie, as in --matrices "*" --layout out,in',
    );
    expect(code).toBe(2);
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
