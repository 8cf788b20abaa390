/** Columns around a pass: values written to where the kernel reads them, results read back; padding is left alone. */
import { expect, test } from "vitest";
import type { PlacedPass } from "../runtime/host/arena.ts";
import { columnsOf } from "./columns.ts";
import { Table } from "./table.ts";

// Matrices of 3 and of 2 columns; an array of floats at byte 32, two of doubles at 96 and 192, all from byte 64 on.
const tensors = [
  { path: "a", shape: [4, 3], size: 12, dtype: "float32" as const },
  { path: "b", shape: [2], size: 2, dtype: "float32" as const },
];
const result = (reduction: number, op: "sum" | "max", register: number) => ({
  reduction,
  op,
  register,
  extent: "column" as const,
});
const placed = {
  pass: {
    inputs: { uniform: [], segment: [], column: [7] },
    kernel: { columnReductions: [{ op: "sum" }, { op: "max" }] },
    results: [
      result(1, "max", 9),
      result(0, "sum", 8),
      { reduction: 0, op: "sum", register: 3, extent: "row" },
    ],
  },
  slices: {
    columns: [
      { first: 0, at: 0, count: 3 },
      { first: 3, at: 8, count: 2 },
    ],
    columnInputs: [32],
    columnSums: [96, 192],
  },
} as unknown as PlacedPass;
const base = 64;

test("inputs go to their matrices, results come from theirs", () => {
  const memory = new Float32Array(128).fill(-1);
  const table = new Table("column", [9, 7, 8], tensors, []);
  table.of(7, 0).set([1, 2, 3]);
  table.of(7, 1).set([4, 5]);
  const around = columnsOf(placed, table, memory, base);
  around.before();
  expect([...memory.subarray(24, 34)]).toEqual([1, 2, 3, -1, -1, -1, -1, -1, 4, 5]);
  const [sums, most] = [96, 192].map((address) => new Float64Array(memory.buffer, base + address, 10));
  expect([...sums!]).toEqual(Array(10).fill(0));
  expect([...most!]).toEqual(Array(10).fill(Number.NEGATIVE_INFINITY));
  sums!.set([10, 20, 30, 99, 99, 99, 99, 99, 40, 50]);
  most!.set([11, 21, 31, 99, 99, 99, 99, 99, 41, 51]);
  around.after();
  expect([...table.of(8, 0), ...table.of(8, 1)]).toEqual([10, 20, 30, 40, 50]);
  expect([...table.of(9, 0), ...table.of(9, 1)]).toEqual([11, 21, 31, 41, 51]);
  around.before();
  expect([sums![0], most![8]]).toEqual([0, Number.NEGATIVE_INFINITY]);
});
