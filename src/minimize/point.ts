/**
 * Points of a function of parameters: arrays of their own, and the trees that the function sees. Copies values out of a
 * descent and gradients into it.
 */

import type { Leaf } from "../descent/leaf.ts";
import { type Elements, type Live, type Structure, tensor, treeOf } from "../descent/tree.ts";
import { arrayOf } from "../language/dtype.ts";

/** Numbers that are read and written one by one: an array, or a number of a live tree. */
export interface Cells {
  readonly length: number;
  [index: number]: number;
}

/** New arrays for leaves, with values where there are any. */
export const arraysOf = (leaves: readonly Leaf[], values?: readonly ArrayLike<number>[]): Elements[] =>
  leaves.map(({ dtype, size }, index) =>
    values ? arrayOf[dtype].from(values[index]!) : new arrayOf[dtype](size),
  );

/** A tree over arrays in the order of leaves; what is written into it is written into them. */
export function liveTree<P>(
  structure: Structure,
  leaves: readonly Leaf[],
  own: readonly Elements[],
): Live<P> {
  const byPath = new Map(leaves.map(({ path }, index) => [path, own[index]!]));
  return treeOf(structure, (path) => byPath.get(path)) as Live<P>;
}

/** A tree of plain properties, with copies, that prints plainly. */
export function plainTree<P>(structure: Structure, own: readonly Elements[]): Live<P> {
  let leaf = 0;
  const build = (at: Structure): unknown => {
    if (!("children" in at)) {
      const values = own[leaf++]!.slice();
      if (at.form === "number") return values[0];
      return at.form === "tensor" ? tensor(values, at.shape) : values;
    }
    const entries = at.children.map(([key, child]) => [key, build(child)] as const);
    return at.isArray ? entries.map(([, child]) => child) : Object.fromEntries(entries);
  };
  return build(structure) as Live<P>;
}

/** The cells of a live tree in the order of leaves: those of `descent.params` and `descent.grads`. */
export function cellsOf(structure: Structure, tree: unknown): Cells[] {
  if (!("children" in structure))
    return [structure.form === "tensor" ? (tree as { data: Elements }).data : (tree as Elements)];
  const parent = tree as Record<string, unknown>;
  return structure.children.flatMap(([key, child]) =>
    "form" in child && child.form === "number"
      ? [numberAt(parent as Record<string, number>, key)]
      : cellsOf(child, parent[key]),
  );
}

const numberAt = (parent: Record<string, number>, key: string): Cells => ({
  length: 1,
  get 0(): number {
    return parent[key]!;
  },
  set 0(value: number) {
    parent[key] = value;
  },
});

/** From this length on, `set` is faster than a loop. */
const long = 64;

/** Copies values, leaf by leaf. */
export function copyAll(from: readonly Cells[], to: readonly Cells[]): void {
  for (let leaf = 0; leaf < from.length; leaf++) {
    const [values, target] = [from[leaf]!, to[leaf]!];
    const { length } = values;
    if (length >= long && ArrayBuffer.isView(target))
      (target as unknown as Elements).set(values as ArrayLike<number>);
    else for (let i = 0; i < length; i++) target[i] = values[i]!;
  }
}

/** Euclidean norm, scaled so that no square overflows. */
export function normOf(leaves: readonly Cells[]): number {
  let largest = 0;
  for (let leaf = 0; leaf < leaves.length; leaf++) {
    const values = leaves[leaf]!;
    for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  }
  if (!(largest > 0 && largest < Infinity)) return largest;
  let sum = 0;
  for (let leaf = 0; leaf < leaves.length; leaf++) {
    const values = leaves[leaf]!;
    for (let i = 0; i < values.length; i++) {
      const part = values[i]! / largest;
      sum += part * part;
    }
  }
  return largest * Math.sqrt(sum);
}

/** Euclidean distance of two points. */
export const distance = (a: readonly Cells[], b: readonly Cells[]): number =>
  normOf(a.map((values, leaf) => Float64Array.from(values as ArrayLike<number>, (x, i) => x - b[leaf]![i]!)));
