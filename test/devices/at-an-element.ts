/** What the definition of a device computes at an element: the values of a kernel, and the slices that the element lies in. */
import type { Pass, Plan } from "../../src/index.ts";
import { evaluate, meaningAt, meaningOf } from "../../src/language/index.ts";

type Tensor = Plan["groups"][number]["tensors"][number];
export type Scope = Plan["states"][number]["scope"];

/** A matrix in a tensor: the numbers of its elements, row by row. */
export function matricesOf({ shape, view = shape, blocks }: Tensor): number[][][] {
  const [rows, columns] = [view.at(-2) ?? 1, view.at(-1) ?? 1];
  const batch = view.slice(0, -2).reduce((product, extent) => product * extent, 1);
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  const parts = (side: number, most = side) =>
    range(0, Math.ceil(side / most)).map((i) => range(i * most, Math.min(side, (i + 1) * most)));
  return range(0, batch).flatMap((matrix) =>
    parts(rows, blocks?.rows).flatMap((down) =>
      parts(columns, blocks?.columns).map((across) =>
        down.map((row) => across.map((column) => (matrix * rows + row) * columns + column)),
      ),
    ),
  );
}

/** The same for blocks: those of a tensor in their order, their rows one after the other, or their columns. */
function sliceInBlocks(scope: Scope, tensor: Tensor, element: number): number {
  const matrices = matricesOf(tensor);
  const inside = matrices.findIndex((matrix) => matrix.some((row) => row.includes(element)));
  if (scope === "matrix") return inside;
  const before = matrices.slice(0, inside);
  const found = matrices[inside]!;
  if (scope === "column")
    return (
      before.reduce((sum, [row]) => sum + row!.length, 0) +
      found.find((row) => row.includes(element))!.indexOf(element)
    );
  return before.reduce((sum, rows) => sum + rows.length, 0) + found.findIndex((row) => row.includes(element));
}

/** Which slice of a scope an element belongs to. */
export function sliceOf(scope: Scope, tensor: Tensor, element: number): number {
  const { shape, size, blocks } = tensor;
  if (blocks && !["element", "uniform", "tensor"].includes(scope))
    return sliceInBlocks(scope, tensor, element);
  const columns = shape.at(-1) ?? 1;
  if (scope === "element") return element;
  if (scope === "uniform" || scope === "tensor") return 0;
  if (scope === "column") {
    const matrix = shape.length < 2 ? 0 : Math.floor(element / (columns * shape.at(-2)!));
    return matrix * columns + (element % columns);
  }
  if (shape.length < 2) return 0;
  if (scope === "matrix") return Math.floor(element / (columns * shape.at(-2)!));
  return Math.floor(element / (scope === "row" ? columns : size / shape[0]!));
}

export const slicesOf = (scope: Scope, tensor: Tensor): number => sliceOf(scope, tensor, tensor.size - 1) + 1;

/** How many slices of a finer scope lie within each of another. */
export function countsWithin(fine: Scope, coarse: Scope, tensor: Tensor): number[] {
  const found = Array.from({ length: slicesOf(coarse, tensor) }, () => new Set<number>());
  for (let element = 0; element < tensor.size; element++)
    found[sliceOf(coarse, tensor, element)]!.add(sliceOf(fine, tensor, element));
  return found.map(({ size }) => size);
}

/** All values of a kernel at an element, from what is the same for the whole tensor and what is read there. */
export function valuesOf(
  { kernel, inputs }: Pass,
  uniform: readonly number[],
  read: (name: string) => number,
  element: number,
): number[] {
  const values: number[] = [];
  for (const value of kernel.values) {
    if (value.kind === "constant") values.push(value.value);
    else if (value.kind === "load") values.push(read(kernel.roles[value.role]!));
    else if (value.kind === "call") {
      const [first = 0, second = 0, third = 0] = value.args;
      const [a, b, c] = [values[first]!, values[second]!, values[third]!];
      const drawn = meaningAt(value.op);
      values.push(drawn ? drawn(element, a, b, c) : meaningOf(value.op)!(a, b, c));
    } else if (value.kind === "uniform") values.push(uniform[value.index]!);
    else values.push(evaluate(inputs[value.kind][value.index]!, read));
  }
  return values;
}

/** The elements of rows, each so wide. */
export const elementsOfRows = (rows: Iterable<number>, width: number): number[] =>
  [...rows].flatMap((row) => Array.from({ length: width }, (_, i) => row * width + i));
