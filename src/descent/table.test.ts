/** Tables of slices: where values lie, and the host's work for each slice with the values of the coarser ones around it. */
import { expect, test } from "vitest";
import { Graph } from "../language/graph.ts";
import { Registers } from "../plan/host.ts";
import { Table } from "./table.ts";

const tensors = [
  { path: "a", shape: [2, 2, 3], size: 12, dtype: "float32" as const },
  { path: "b", shape: [4], size: 4, dtype: "float32" as const },
];

test("values of a register lie side by side, those of a tensor within them, live", () => {
  const table = new Table("row", [7, 3], tensors, []);
  expect([table.items, table.starts]).toEqual([5, [0, 4, 5]]);
  expect([table.startOf(7), table.startOf(3), table.startOf(0)]).toEqual([0, 5, -1]);
  table.of(3, 0).set([1, 2, 3, 4]);
  table.of(3, 1).fill(9);
  expect([...table.values]).toEqual([0, 0, 0, 0, 0, 1, 2, 3, 4, 9]);
});

test("a tape finds a slice's values, those of its tensor and unit, and what is the same for all", () => {
  const graph = new Graph();
  const registers = new Registers();
  const [step, tensor, unit, row] = ["step", "tensor", "unit", "row"].map((name) => graph.symbol(name));
  const [all, ofTensor, ofUnit, ofRow] = [step, tensor, unit, row].map((node) => registers.of(node!));
  const inner = graph.call("add", graph.call("add", step!, tensor!), graph.call("add", unit!, row!));
  const tape = registers.tape([...(inner.kind === "call" ? inner.args : []), inner]);
  const file = registers.file();
  const result = registers.of(inner);
  file[all!] = 1000;
  const coarse = new Table("tensor", [ofTensor!], tensors, []);
  const middle = new Table("unit", [ofUnit!], tensors, [coarse]);
  const fine = new Table("row", [ofRow!, result], tensors, [coarse, middle]);
  coarse.values.set([100, 200]);
  middle.values.set([10, 20, 30]);
  fine.values.set([1, 2, 3, 4, 5]);
  fine.run(tape, file);
  expect([...fine.of(result, 0), ...fine.of(result, 1)]).toEqual([1111, 1112, 1123, 1124, 1235]);
  expect([...fine.of(ofRow!, 0)]).toEqual([1, 2, 3, 4]);
});

test("columns belong to their tensor alone", () => {
  const graph = new Graph();
  const registers = new Registers();
  const [tensor, row, column] = ["tensor", "row", "column"].map((name) => graph.symbol(name));
  const [ofTensor, ofRow, ofColumn] = [tensor, row, column].map((node) => registers.of(node!));
  const sum = graph.call("add", tensor!, column!);
  const tape = registers.tape([sum]);
  const file = registers.file();
  const coarse = new Table("tensor", [ofTensor!], tensors, []);
  const rows = new Table("row", [ofRow!], tensors, [coarse]);
  const fine = new Table("column", [ofColumn!, registers.of(sum)], tensors, [coarse, rows]);
  coarse.values.set([10, 20]);
  rows.values.fill(7);
  fine.values.set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  file[ofRow!] = -1;
  fine.run(tape, file);
  expect([...fine.of(registers.of(sum), 0)]).toEqual([11, 12, 13, 14, 15, 16]);
  expect([...fine.of(registers.of(sum), 1)]).toEqual([27, 28, 29, 30]);
  expect(file[ofRow!]).toBe(-1);
});
