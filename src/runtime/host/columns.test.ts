/** Columns around a pass: values written to where the kernel reads them, results read back; padding is left alone. */
import { expect, test } from "vitest";
import { Graph, type Node } from "../../language/graph.ts";
import { columnsOf } from "./columns.ts";
import type { PlacedPass } from "./placed-pass.ts";

// Matrices of 3 and of 2 columns, the first in two bands of rows; inputs at byte 32, sums in float64 at 96, maxima in float32
// at 256, all from byte 64 on.
const graph = new Graph();
const [input, sum, most, row] = ["input", "sum", "most", "row"].map((name) => graph.symbol(name));
const values = new Map<Node, Float64Array>([input!, sum!, most!].map((node) => [node, new Float64Array(5)]));
const result = (reduction: number, op: "sum" | "max", symbol: Node) => ({
  reduction,
  op,
  symbol,
  extent: "column" as const,
});
const placed = {
  pass: {
    inputs: { uniform: [], segment: [], column: [input] },
    kernel: { dtype: "float32", columnReductions: [{ op: "sum" }, { op: "max" }] },
    results: [
      result(1, "max", most!),
      result(0, "sum", sum!),
      { reduction: 0, op: "sum", symbol: row, extent: "row" },
    ],
  },
  slices: {
    columns: [
      { first: 0, count: 3, at: 0, reducedAt: [0, 8] },
      { first: 3, count: 2, at: 8, reducedAt: [16] },
    ],
    columnInputs: [32],
    columnSums: [96, 256],
  },
} as unknown as PlacedPass;
const base = 64;

test("inputs go to their matrices, results come from theirs", () => {
  const memory = new Float32Array(128).fill(-1);
  values.get(input!)!.set([1, 2, 3, 4, 5]);
  const work = columnsOf(placed, (node) => values.get(node)!, memory, base);
  work.before();
  expect([...memory.subarray(24, 34)]).toEqual([1, 2, 3, -1, -1, -1, -1, -1, 4, 5]);
  const sums = new Float64Array(memory.buffer, base + 96, 18);
  const maxima = new Float32Array(memory.buffer, base + 256, 18);
  expect([...sums]).toEqual(Array(18).fill(0));
  expect([...maxima]).toEqual(Array(18).fill(Number.NEGATIVE_INFINITY));
  sums.set([10, 20, 30, 99, 99, 99, 99, 99, 1, 2, 3, 99, 99, 99, 99, 99, 40, 50]);
  maxima.set([11, -0, 31, 99, 99, 99, 99, 99, 21, -1, 3, 99, 99, 99, 99, 99, 41, 51]);
  work.after();
  expect([...values.get(sum!)!]).toEqual([11, 22, 33, 40, 50]);
  // A maximum that is zero is +0.
  expect([...values.get(most!)!]).toEqual([21, 0, 31, 41, 51]);
  work.before();
  expect([sums[0], maxima[16]]).toEqual([0, Number.NEGATIVE_INFINITY]);
});
