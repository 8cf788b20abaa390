/** Which parameters a pattern chooses, and what a partition does with them. */
import { describe, expect, it, test } from "vitest";
import { partition } from "../compose/partition.ts";
import { rule } from "../compose/rule.ts";
import { matches, type Pattern } from "./pattern.ts";
import { Partition } from "./transformation.ts";

const scaled = rule({ name: "scaled", hyper: { factor: 1 }, text: "u = factor*g" });

describe("a pattern", () => {
  test.each<[Pattern, string[], string[]]>([
    ["*", ["", "bias", "layer1.bias", "a\nb"], []],
    [
      "*.bias",
      ["bias", "layer1.bias", "a.b.bias", "layer1/bias", "a.b/bias"],
      ["xbias", "layer1.xbias", "bias.x", "biases"],
    ],
    ["*bias", ["bias", "xbias", "layer1.bias"], ["bias.x"]],
    ["bias", ["bias"], ["layer1.bias", "bias.0", "xbias", "Bias"]],
    ["layer*.bias", ["layer1.bias", "layer.bias", "layer1.norm.bias"], ["bias", "xlayer1.bias"]],
    ["*.norm.*", ["norm.weight", "block1.norm.weight"], ["norm", "xnorm.weight", "block1.norm"]],
    ["layer1.*", ["layer1.bias", "layer1."], ["layer1", "layer12.bias", "xlayer1.bias"]],
    ["a.b", ["a.b", "a/b"], ["axb", "ab"]],
    ["a/b", ["a.b", "a/b"], ["axb"]],
    ["*/kernel", ["kernel", "dense/kernel", "net.dense.kernel"], ["xkernel", "kernel/x"]],
    ["dense.*", ["dense/kernel", "dense.kernel"], ["dense", "dense1/kernel"]],
    ["*.dense.*", ["net/dense/kernel", "dense.kernel"], ["net/dense", "xdense/kernel"]],
    ["w+[1]", ["w+[1]"], ["ww1", "w+1"]],
    ["(a|b)$^", ["(a|b)$^"], ["a", "b"]],
    ["a*b*c", ["abc", "aXbYc", "abbc"], ["acb", "ab"]],
    ["", [""], ["a"]],
    ["*.", ["", "a."], ["a"]],
    [/bias/, ["bias", "layer1.bias", "biases"], ["Bias"]],
    [/^bias$/i, ["bias", "BIAS"], ["xbias"]],
    [(path) => path.length > 3, ["bias"], ["w"]],
    [(path, shape) => path !== "x" && shape.length === 2, ["w"], ["x"]],
  ])("%s matches %j and not %j", (pattern, yes, no) => {
    for (const path of yes) expect(matches(pattern, path, [2, 3]), path).toBe(true);
    for (const path of no) expect(matches(pattern, path, [2, 3]), path).toBe(false);
  });

  it.each([/bias/g, /bias/y, /bias/gy])(
    "%s matches anywhere and keeps no memory of earlier matches",
    (pattern) => {
      const found = Array.from({ length: 4 }, () => matches(pattern, "layer1.bias", []));
      expect(found).toEqual([true, true, true, true]);
      expect(pattern.lastIndex).toBe(0);
    },
  );

  it("given as a function sees the shape", () => {
    const matrix: Pattern = (_, shape) => shape.length === 2;
    expect([matches(matrix, "w", [2, 3]), matches(matrix, "w", [6])]).toEqual([true, false]);
  });
});

describe("partition", () => {
  it("keeps its cases in order", () => {
    const cases: [Pattern, ReturnType<typeof scaled>][] = [
      ["*.bias", scaled()],
      ["*", scaled({ factor: 2 })],
    ];
    const made = partition(cases);
    const [only] = made.links as [Partition];
    expect(only).toBeInstanceOf(Partition);
    expect(only.cases.map(([{ pattern }, chosen]) => [pattern, chosen])).toEqual(cases);
  });

  it("refuses an object that has the name of a regular expression alone", () => {
    const pattern = { [Symbol.toStringTag]: "RegExp" } as unknown as RegExp;
    expect(() => partition([[pattern, scaled()]])).toThrow(/^partition: case 1: pattern must be a pattern/);
  });

  it("gives each parameter the transformation of the first pattern that matches", async () => {
    const optimizer = partition([
      ["*.bias", scaled({ factor: 1 })],
      [/^layer1/, scaled({ factor: 10 })],
      [(_, shape) => shape[0] === 2, scaled({ factor: 100 })],
      ["*", scaled({ factor: 1000 })],
    ]);
    const params = { layer1: { bias: [0], w: [0] }, bias: [0], pair: [0, 0], rest: [0] };
    const descent = await optimizer.init(params);
    descent.step({ layer1: { bias: [1], w: [1] }, bias: [1], pair: [1, 1], rest: [1] });
    const { layer1, bias, pair, rest } = descent.params;
    expect([layer1.bias, layer1.w, bias, pair, rest].map((x) => x[0])).toEqual([1, 10, 1, 100, 1000]);
    descent.dispose();
  });

  it("says which parameter no pattern matches, and which patterns there are", async () => {
    function isMatrix(_: string, shape: readonly number[]): boolean {
      return shape.length === 2;
    }
    const optimizer = partition([
      ["*.bias", scaled()],
      [/^conv/i, scaled()],
      [isMatrix, scaled()],
    ]);
    await expect(optimizer.init({ layer1: { weight: [1] } })).rejects.toThrow(
      'no pattern of the partition matches "layer1.weight"; patterns: *.bias, /^conv/i, isMatrix; end with "*" to match the rest',
    );
    await expect(partition([]).init([1])).rejects.toThrow(
      'no pattern of the partition matches ""; patterns: none;',
    );
  });
});
