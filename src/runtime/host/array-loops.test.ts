/** Loops on arrays have the bits of the operations' meanings. */
import { describe, expect, test } from "vitest";
import { pairs } from "../../../test/kernels/compute.ts";
import { meaningOf } from "../../language/evaluate.ts";
import type { OperationName } from "../../language/operations.ts";
import { loopOf, reduceArray, type Source } from "./array-loops.ts";

const all = pairs("float64");
const source = (values: readonly number[]): Source => ({ values: Float64Array.from(values), stride: 1 });
const [x, y] = [source(all.map(([a]) => a)), source(all.map(([, b]) => b))];

describe.each<OperationName>([
  "add",
  "sub",
  "mul",
  "div",
  "sqrt",
  "min",
  "max",
  "where",
  "abs",
  "lt",
  "exp",
  "pow",
])("%s", (op) => {
  const meaning = meaningOf(op)!;

  test("has the bits of its meaning for each value", () => {
    const out = new Float64Array(all.length);
    loopOf(op)(out, x, y, x, 0, all.length);
    expect([...out]).toEqual(all.map(([a, b]) => meaning(a, b, a)));
  });

  test("takes one value for all, and a part of the values", () => {
    const out = new Float64Array(all.length).fill(7);
    const one: Source = { values: Float64Array.of(0.75), stride: 0 };
    loopOf(op)(out, one, y, one, 3, 9);
    const part = all.slice(3, 9).map(([, b]) => meaning(0.75, b, 0.75));
    expect([...out.subarray(0, 12)]).toEqual([7, 7, 7, ...part, 7, 7, 7]);
  });
});

test("a reduction goes through the values of each slice in order, and counts each as often as it stands for elements", () => {
  const values = Float64Array.of(1, 2, 3, -4, -0);
  const starts = Int32Array.of(0, 3, 3, 5);
  const weights = Float64Array.of(2, 5, 3);
  const reduced = (op: "sum" | "sumSquares" | "max") => {
    const out = new Float64Array(3);
    reduceArray(op, out, values, starts, weights, 0, 3);
    return [...out];
  };
  expect(reduced("sum")).toEqual([12, 0, -12]);
  expect(reduced("sumSquares")).toEqual([28, 0, 48]);
  expect(reduced("max")).toEqual([3, -Infinity, 0]);
});
