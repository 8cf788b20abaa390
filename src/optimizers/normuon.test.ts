/** What NorMuon and AdaMuon promise beside the table of conformance: what they ask for, how long steps are, zeros, equal bits. */
import { describe, expect, test } from "vitest";
import { adamuon, normuon, type Optimizer, PartitionError, tensor } from "../index.ts";

const [rows, columns] = [4, 6];

/** Random numbers that do not depend on the engine. */
function randomly(seed: number): Float64Array {
  let x = seed;
  return Float64Array.from({ length: rows * columns }, () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return x / 2 ** 31 - 1;
  });
}

/** Steps of an optimizer on a matrix of zeros with the same gradient, each divided by minus its rate of 1. */
async function stepsOf(
  optimizer: Optimizer,
  gradient: Float64Array,
  count = 1,
  device: "js" | "wasm" = "js",
  type: typeof Float64Array | typeof Float32Array = Float64Array,
): Promise<Float64Array[]> {
  const descent = await optimizer.init({ w: tensor(new type(gradient.length), [rows, columns]) }, { device });
  let before = new Float64Array(gradient.length);
  const steps = Array.from({ length: count }, () => {
    descent.step({ w: type.from(gradient) } as never);
    const after = Float64Array.from(descent.params.w.data);
    const step = after.map((value, i) => before[i]! - value);
    before = after;
    return step;
  });
  descent.dispose();
  return steps;
}

const rms = (values: Float64Array): number => Math.hypot(...values) / Math.sqrt(values.length);
const rowsOf = (matrix: Float64Array): Float64Array[] =>
  Array.from({ length: rows }, (_, i) => matrix.subarray(i * columns, (i + 1) * columns));

const common = { matrices: "w", layout: "out,in", learningRate: 1, weightDecay: 0 } as const;

describe("normuon", () => {
  test("asks for the layout whatever the scale is, since squares are of each output", async () => {
    const made = normuon({ matrices: "w", scale: "none" });
    const model = { w: tensor(new Float64Array(24), [4, 6]) };
    await expect(made.init(model)).rejects.toThrow(PartitionError);
    await expect(made.init(model)).rejects.toThrow(
      "normuon: layout has no default, since the mean of squares is of each output: give",
    );
  });

  test("moves all outputs by the same length in its first step, along either axis", async () => {
    const [step] = await stepsOf(normuon(common), randomly(3));
    for (const row of rowsOf(step!)) expect(rms(row) / rms(step!)).toBeCloseTo(1, 8);
    const [across] = await stepsOf(normuon({ ...common, layout: "in,out" }), randomly(3));
    for (let j = 0; j < columns; j++)
      expect(rms(across!.filter((_, i) => i % columns === j)) / rms(across!)).toBeCloseTo(1, 8);
  });

  test("of the paper takes steps of root mean square 0.2", async () => {
    for (const step of await stepsOf(normuon({ ...common, like: "paper" }), randomly(4), 3))
      expect(rms(step)).toBeCloseTo(0.2, 8);
  });
});

describe("adamuon", () => {
  test("takes steps of root mean square 0.2, without a layout", async () => {
    for (const step of await stepsOf(adamuon({ ...common, layout: undefined }), randomly(5), 3))
      expect(rms(step)).toBeCloseTo(0.2, 6);
  });

  test("divides by the sum of weights, so that a gradient that stays has steps that stay, whatever b2 becomes", async () => {
    const b2 = (count: number) => [0.9, 0.5, 0.99, 0][count % 4]!;
    const [first, ...others] = await stepsOf(adamuon({ ...common, b2, momentum: 0 }), randomly(6), 9);
    for (const step of others)
      for (const [i, value] of step.entries()) expect(value / first![i]!).toBeCloseTo(1, 9);
  });
});

describe.each([
  ["normuon", normuon],
  ["adamuon", adamuon],
] as const)("%s", (_, make) => {
  test("a gradient of zeros gives a step of zeros", async () => {
    const [step] = await stepsOf(make(common), new Float64Array(rows * columns));
    expect(step!.every((value) => value === 0)).toBe(true);
  });

  test("has the same bits on js and wasm, float32", async () => {
    const [one, other] = await Promise.all(
      (["js", "wasm"] as const).map((device) => stepsOf(make(common), randomly(7), 3, device, Float32Array)),
    );
    expect(other).toEqual(one);
  });
});
