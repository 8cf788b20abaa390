/** Programs of kernels: forms have the bits of their operations, and blocks are used again. */
import { describe, expect, test } from "vitest";
import { adversarial, pairs } from "../../../../test/kernels/compute.ts";
import { arrayOf, type DType } from "../../../language/dtype.ts";
import { type Node, topological } from "../../../language/graph.ts";
import { operation } from "../../../language/operations.ts";
import type { Kernel, Value } from "../../../plan/kernel.ts";
import { type Form, forms } from "./forms.ts";
import { programOf } from "./program.ts";

/** A kernel that stores what a pattern computes, of loads and uniforms. */
function kernelOf({ pattern, operands }: Form, dtype: DType, isReversed: boolean): Kernel {
  const values: Value[] = [];
  const indices = new Map<Node, number>();
  for (const node of topological([pattern])) {
    const index = values.length;
    indices.set(node, index);
    if (node.kind === "call") {
      const args = node.args.map((arg) => indices.get(arg)!);
      const mayReverse = isReversed && (node.op === "add" || node.op === "mul");
      values.push({ kind: "call", op: node.op, args: mayReverse ? args.reverse() : args });
    } else if (node.kind === "symbol" && "st".includes(node.name)) {
      values.push({ kind: "uniform", index, type: "number" });
    } else values.push({ kind: "load", role: index });
  }
  return {
    dtype,
    roles: [...operands, "y"],
    storages: [...operands, "y"].map(() => dtype),
    values,
    stores: [{ role: operands.length, value: values.length - 1 }],
    reductions: [],
    columnReductions: [],
    segments: "any",
    uniforms: 0,
    inputs: 0,
    columns: 0,
  };
}

/** A kernel of some values, of which some are stored. */
const storing = (values: readonly Value[], stored: readonly number[]): Kernel => ({
  dtype: "float32",
  roles: stored.map((_, role) => `r${role}`),
  storages: stored.map(() => "float32"),
  values,
  stores: stored.map((value, role) => ({ role, value })),
  reductions: [],
  columnReductions: [],
  segments: "any",
  uniforms: 0,
  inputs: 0,
  columns: 0,
});

test("a value's block is used again after its last use", () => {
  const chain = Array.from({ length: 9 }, (_, index): Value => ({ kind: "call", op: "abs", args: [index] }));
  const program = programOf(storing([{ kind: "load", role: 0 }, ...chain], [9]));
  expect(program.instructions).toHaveLength(9);
  expect(program.blocks).toBe(1);
  // Here the second value lives to the end.
  expect(programOf(storing([{ kind: "load", role: 0 }, ...chain], [9, 1])).blocks).toBe(2);
});

test("a value is computed where it is stored, unless what was there is needed later or slices end within a vector", () => {
  const values: Value[] = [
    { kind: "load", role: 0 },
    { kind: "call", op: "abs", args: [0] },
    { kind: "call", op: "sqrt", args: [0] },
  ];
  expect(programOf(storing(values, [2])).stored).toEqual([0]);
  expect(programOf(storing(values, [1, 2])).stored).not.toContain(0);
  expect(programOf({ ...storing(values, [2]), segments: "row" }).stored).not.toEqual([0]);
});

test("loads that are stored are copied first, since a store may overwrite them", () => {
  const loads: Value[] = [0, 1].map((role) => ({ kind: "load", role }));
  const { instructions, stored } = programOf(storing(loads, [1, 0]));
  expect(instructions.map(({ a, out }) => [a, out])).toEqual([
    [1, stored[0]],
    [0, stored[1]],
  ]);
});

/** The value of a node, rounded after every operation. */
function rounded(node: Node, given: Readonly<Record<string, number>>, dtype: DType): number {
  if (node.kind === "symbol") return given[node.name]!;
  if (node.kind === "constant") return node.value;
  const [a = 0, b = 0, c = 0] = node.args.map((arg) => rounded(arg, given, dtype));
  return arrayOf[dtype].of(operation(node.op).evaluate!(a, b, c))[0]!;
}

describe.each(["float32", "float64"] as const)("in %s", (dtype) => {
  test.each(forms.map((form, index) => [form.operands.join(), index, form] as const))(
    "the form of %s (%i) has the bits of its operations",
    (_, __, form) => {
      const numbers = adversarial(dtype);
      const scalars = numbers.filter((_number, index) => index % 5 === 0);
      const arrays = pairs(dtype);
      const length = Math.ceil(arrays.length / 4) * 4;
      const memory = new arrayOf[dtype](length * 6);
      const at = form.operands.map((_name, n) => n * length);
      for (const scalar of scalars) {
        const given = arrays.map(([a, b], i) => ({ a, b, c: numbers[i % 7]!, s: scalar, t: -scalar }));
        for (const [n, name] of form.operands.entries()) {
          const values = given.map((one) => one[name as keyof typeof one]);
          memory.set(values, at[n]);
        }
        const out = 5 * length;
        const [a = 0, b = 0, c = 0, d = 0, e = 0] = at;
        form[dtype](memory, out + arrays.length, out, a, b, c, d, e);
        const expected = given.map((one) => rounded(form.pattern, one, dtype));
        expect([...memory.subarray(out, out + arrays.length)]).toEqual(expected);
      }
    },
  );

  test.each([false, true])("is one loop also where operands are exchanged: %s", (isReversed) => {
    for (const form of forms) {
      const { instructions } = programOf(kernelOf(form, dtype, isReversed));
      expect(instructions.map(({ loop }) => loop)).toEqual([form[dtype]]);
    }
  });
});
