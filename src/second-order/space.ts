/** Parameters and gradients of a tree as one flat vector in float64, in the order of leaves. */
import type { Leaf } from "../descent/leaf.ts";
import { type Elements, type Live, type Structure, type Tree, treeOf } from "../descent/tree.ts";
import { arrayOf } from "../language/dtype.ts";

/** The arrays that users see, and the way between them and flat vectors. */
export class Space<P> {
  readonly structure: Structure;
  readonly leaves: readonly Leaf[];
  /** The number of elements. */
  readonly size: number;
  /** Whether all parameters are float32. */
  readonly isFloat32: boolean;
  readonly params: Live<P>;
  readonly grads: Live<P>;
  readonly #params: readonly Elements[];
  readonly #grads: readonly Elements[];

  constructor({ structure, leaves, values }: Tree) {
    this.structure = structure;
    this.leaves = leaves;
    this.size = leaves.reduce((sum, leaf) => sum + leaf.size, 0);
    this.isFloat32 = leaves.every(({ dtype }) => dtype === "float32");
    this.#params = leaves.map(({ dtype }, index) => new arrayOf[dtype](values[index]!));
    this.#grads = leaves.map(({ dtype, size }) => new arrayOf[dtype](size));
    this.params = this.#tree(this.#params);
    this.grads = this.#tree(this.#grads);
  }

  /** A tree over arrays in the order of leaves. */
  #tree(arrays: readonly Elements[]): Live<P> {
    const byPath = new Map(this.leaves.map(({ path }, index) => [path, arrays[index]!]));
    return treeOf(this.structure, (path) => byPath.get(path)) as Live<P>;
  }

  /** A tree with copies of a flat vector's elements. */
  treeOf(flat: Elements): Live<P> {
    let at = 0;
    const copies = this.leaves.map(({ size }) => {
      at += size;
      return flat.slice(at - size, at);
    });
    return this.#tree(copies);
  }

  /** Reads the parameters. */
  read(x: Float64Array): void {
    let at = 0;
    for (const values of this.#params) {
      x.set(values, at);
      at += values.length;
    }
  }

  /** Writes the parameters; `x` then has what they can hold of it. */
  write(x: Float64Array): void {
    copyOut(x, this.#params);
    this.read(x);
  }

  /** Reads the gradients, times 1 or -1. */
  readGradient(gradient: Float64Array, sign: number): void {
    let at = 0;
    for (const values of this.#grads)
      for (let i = 0; i < values.length; i++) gradient[at++] = sign * values[i]!;
  }

  /** Writes the gradients, times 1 or -1. */
  writeGradient(gradient: Float64Array, sign: number): void {
    copyOut(sign === 1 ? gradient : gradient.map((value) => sign * value), this.#grads);
  }

  clearGradient(): void {
    for (const values of this.#grads) values.fill(0);
  }

  /** The elements of each leaf out of rows of flat vectors, by path. */
  divide(rows: Elements): Record<string, Elements> {
    const count = rows.length / this.size;
    let first = 0;
    const entries = this.leaves.map(({ path, size }): [string, Elements] => {
      const values = rows.slice(0, count * size);
      for (let row = 0; row < count; row++) {
        const from = row * this.size + first;
        values.set(rows.subarray(from, from + size), row * size);
      }
      first += size;
      return [path, values];
    });
    return Object.fromEntries(entries);
  }

  /** The opposite: writes the elements of each leaf into rows. */
  unite(parts: Readonly<Record<string, Elements>>, rows: Elements): void {
    const count = rows.length / this.size;
    let first = 0;
    for (const { path, size } of this.leaves) {
      for (let row = 0; row < count; row++)
        rows.set(parts[path]!.subarray(row * size, (row + 1) * size), row * this.size + first);
      first += size;
    }
  }
}

function copyOut(from: Float64Array, to: readonly Elements[]): void {
  let at = 0;
  for (const values of to) {
    values.set(from.subarray(at, at + values.length));
    at += values.length;
  }
}
