/** What the definition of a device computes at an element: the values of a kernel, and the slices that the element lies in. */
import type { Pass, Plan } from "../../src/index.ts";
import { evaluate, meaningAt, meaningOf } from "../../src/language/index.ts";

type Tensor = Plan["groups"][number]["tensors"][number];
export type Scope = Plan["states"][number]["scope"];

/** Which slice of a scope an element belongs to. */
export function sliceOf(scope: Scope, { shape, size }: Tensor, element: number): number {
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
