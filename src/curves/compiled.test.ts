/** Compiled expressions beside the language's own functions, bit for bit. */
import { expect, test } from "vitest";
import { exponential, logarithm } from "../language/arithmetic.ts";
import { Graph } from "../language/graph.ts";
import type { OperationName } from "../language/operations.ts";
import { compileBlocks } from "./compiled.ts";
import { foldingOf } from "./compiled-folding.ts";
import { Program } from "./program.ts";
import { blockRows } from "./system.ts";
import { Tape } from "./tape.ts";
import { Triangle } from "./triangle.ts";

const special = [
  0,
  -0,
  1,
  -1,
  1e-300,
  -1e-300,
  5e-324,
  2 ** -1022,
  2 ** -1021,
  709.78,
  709.79,
  745,
  745.2,
  746,
  -708,
  -745.1,
  -745.2,
  -746,
];
const infinite = [
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
  1e308,
  -1e308,
  Number.MAX_VALUE,
];
const spread = Array.from({ length: 4000 }, (_, i) => Math.tan(i) * 10 ** ((i % 25) - 12));

test.each<[OperationName, (x: number) => number]>([
  ["exp", exponential],
  ["log", logarithm],
])("%s has the bits of the language", (op, meaning) => {
  const graph = new Graph();
  // A parameter in it, so that it is computed row by row.
  const root = graph.call(op, graph.call("mul", graph.symbol("a"), graph.symbol("x")));
  const x = Float64Array.from([...special, ...infinite, ...spread, ...spread.map(Math.abs)]);
  const program = new Program([root], ["a"], ["x"]);
  const pass = compileBlocks(program)!;
  const tape = new Tape(program, new Map([["x", x]]), x.length, pass);
  tape.at([1]);
  const found = new Float64Array(x.length);
  tape.values(found);
  tape.free();
  expect(found).toEqual(x.map(meaning));
});

test.each(["pow", "sin", "tanh"] as const)("%s is left to the language: its code has other bits", (op) => {
  const graph = new Graph();
  const [a, x] = [graph.symbol("a"), graph.symbol("x")];
  const root = op === "pow" ? graph.call(op, x, a) : graph.call(op, graph.call("mul", a, x));
  expect(compileBlocks(new Program([root], ["a"], ["x"]))).toBeUndefined();
});

test.each<[string, (row: number, column: number) => number]>([
  ["numbers of all sizes", (row, column) => Math.sin(3 + row * (column + 1)) * 10 ** ((row % 9) - 4)],
  ["columns of zeros", (row, column) => (column % 2 ? 0 : Math.cos(row + column))],
  ["squares that vanish", (row, column) => Math.sin(row * (column + 2)) * 1e-170],
  ["squares that overflow", (row, column) => Math.sin(row * (column + 2)) * 1e160],
  ["columns that depend on each other", (row, column) => (1 + column) * (1 + (row % 7))],
  ["a row that is no number", (row, column) => (row === 700 && column === 1 ? Number.NaN : row - column)],
])("blocks are folded with the bits of a triangle: %s", (_, value) => {
  for (const count of [1, 2, 3, 5]) {
    const folding = foldingOf(count);
    const [folded, appended] = [new Triangle(count), new Triangle(count)];
    for (const [from, rows] of [
      [0, 30],
      [30, blockRows],
      [542, blockRows],
      [1054, 1],
      [1055, 7],
    ] as const) {
      const block = Float64Array.from({ length: (count + 1) * rows }, (_, at) =>
        value(from + (at % rows), Math.floor(at / rows)),
      );
      folding.block.fill(Number.NaN);
      for (let j = 0; j <= count; j++)
        folding.block.set(block.subarray(j * rows, (j + 1) * rows), j * folding.strideOf(rows));
      folding.fold(folded, rows);
      appended.append(block, rows);
    }
    expect(folded.values).toEqual(appended.values);
  }
});
