/** Gradients of some rows, beside torch's SparseAdam. Its form of Adam is Keras's: epsilon is added to the uncorrected root. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { adam, rows, tensor } from "../../src/index.ts";

interface Record {
  readonly library: { readonly torch: string };
  readonly options: {
    readonly learningRate: number;
    readonly b1: number;
    readonly b2: number;
    readonly eps: number;
  };
  readonly shape: readonly number[];
  readonly start: readonly number[];
  readonly indices: readonly (readonly number[])[];
  readonly values: readonly (readonly number[])[];
  readonly trajectory: readonly (readonly number[])[];
  readonly state: { readonly m: readonly number[]; readonly v: readonly number[] };
}

const file = new URL("sparse-adam.json", import.meta.url);
const golden = JSON.parse(readFileSync(file, "utf8")) as Record;

const worst = (found: ArrayLike<number>, meant: readonly number[]): number =>
  Math.max(...meant.map((value, i) => Math.abs(found[i]! - value) / Math.max(1e-300, Math.abs(value))));

test.each(["js", "wasm", "native"] as const)("on %s", async (device) => {
  const { options, shape, start, indices, values, trajectory, state } = golden;
  const table = tensor(Float64Array.from(start), shape);
  const descent = await adam({ like: "keras", ...options }).init({ table }, { device });
  expect(indices.some((chosen) => new Set(chosen).size < chosen.length)).toBe(true);
  for (const [step, chosen] of indices.entries()) {
    descent.step({ table: rows(chosen, values[step]!) });
    expect(worst(descent.params.table.data, trajectory[step]!)).toBeLessThan(1e-13);
  }
  const saved = (await descent.snapshot()).state as unknown as {
    [Name in "m" | "v"]: { table: Float64Array };
  };
  expect(worst(saved.m.table, state.m)).toBeLessThan(1e-12);
  expect(worst(saved.v.table, state.v)).toBeLessThan(1e-12);
});
