/**
 * The parameters of a descent on their way into jax-js and the gradients on their way back. Tensors that lie side by side in the
 * descent's memory go in as one array, cut up where the function is traced; gradients come out one by one, since joining them would
 * cost jax-js more than the copies do.
 */
import type { Traced, Values } from "./jax.ts";
import { JaxError } from "./jax-error.ts";
import { type Leaf, leafAt, mapTree } from "./leaves.ts";

/** A tensor within a run: which of the tree's leaves, and where it begins. */
interface Piece {
  readonly leaf: number;
  readonly from: number;
}

/** Tensors side by side in one memory, with the few elements of alignment between them. */
interface Run {
  readonly values: () => Values;
  readonly pieces: readonly Piece[];
}

/** Tensors lie at multiples of 32 bytes; regions of different things lie further apart. */
const widestGap = 32;

/** Reads parameters out of a descent and writes gradients into it. */
export class Parameters {
  readonly #leaves: readonly Leaf[];
  readonly #tree: unknown;
  readonly #runs: readonly Run[];
  readonly #writes: readonly ((gradient: ArrayLike<number>) => void)[];

  /** @throws JaxError for a descent whose memory is not on the host. */
  constructor(params: unknown, grads: unknown) {
    const { leaves, reads, tree } = leavesOf(params);
    this.#leaves = leaves;
    this.#tree = tree;
    this.#runs = runsOf(leaves, reads);
    this.#writes = leavesOf(grads).writes;
  }

  /** The values of every run, as they are now. */
  read(): Values[] {
    return this.#runs.map(({ values }) => values());
  }

  /** Within a trace: the parameters' arrays, in the order of their tree, out of those of the runs. */
  cut(runs: readonly Traced[]): Traced[] {
    const arrays: Traced[] = [];
    for (const [index, { pieces }] of this.#runs.entries()) {
      const run = runs[index]!;
      for (const { leaf, from } of pieces) {
        const { values, shape } = this.#leaves[leaf]!;
        const part = run.shape[0] === values.length ? run.ref : run.ref.slice([from, from + values.length]);
        arrays[leaf] = part.reshape([...shape]);
      }
      run.dispose();
    }
    return arrays;
  }

  /** Arrays in the order of the tree, as a tree. */
  build(arrays: readonly unknown[]): unknown {
    return mapTree(this.#tree, (index) => arrays[index as number]);
  }

  /** Writes gradients, in the order of the tree. */
  write(gradients: readonly ArrayLike<number>[]): void {
    for (const [index, write] of this.#writes.entries()) write(gradients[index]!);
  }

  /** The parameters with their shapes, for messages. */
  toString(): string {
    const shown = this.#leaves
      .slice(0, 8)
      .map(({ path, shape }) => `${path || "the root"} [${shape.join(", ")}]`);
    return shown.join(", ") + (this.#leaves.length > shown.length ? ", ..." : "");
  }
}

/** The leaves of a descent's tree, how each is read and written, and the tree with their numbers. */
function leavesOf(live: unknown) {
  const leaves: Leaf[] = [];
  const reads: (() => Values)[] = [];
  const writes: ((values: ArrayLike<number>) => void)[] = [];
  const tree = mapTree(live, (value, path, around, key) => {
    const leaf = leafAt(value, path);
    if (!leaf) {
      throw new JaxError(
        "parameters",
        `the parameter "${path}" is not in the host's memory; init the descent on the device wasm or js`,
      );
    }
    const place = around as Record<string, number>;
    reads.push(leaf.isNumber ? () => Float64Array.of(place[key]!) : () => leaf.values);
    writes.push(
      leaf.isNumber
        ? (values) => {
            place[key] = values[0]!;
          }
        : (values) => leaf.values.set(values),
    );
    return leaves.push(leaf) - 1;
  });
  return { leaves, reads, writes, tree };
}

/** The runs that tensors lie in. */
function runsOf(leaves: readonly Leaf[], reads: readonly (() => Values)[]): Run[] {
  const order = leaves
    .map((_, leaf) => leaf)
    .sort((a, b) => leaves[a]!.values.byteOffset - leaves[b]!.values.byteOffset);
  const runs: number[][] = [];
  for (const leaf of order) {
    const run = runs.find((members) => isBeside(leaves[members.at(-1)!]!, leaves[leaf]!));
    if (run) run.push(leaf);
    else runs.push([leaf]);
  }
  return runs.map((members) => {
    const [first, last] = [leaves[members[0]!]!.values, leaves[members.at(-1)!]!.values];
    const width = first.BYTES_PER_ELEMENT;
    const start = first.byteOffset;
    const pieces = members.map((leaf) => ({ leaf, from: (leaves[leaf]!.values.byteOffset - start) / width }));
    if (members.length === 1) return { values: reads[members[0]!]!, pieces };
    const length = (last.byteOffset + last.byteLength - start) / width;
    const whole = new (first.constructor as new (b: ArrayBufferLike, at: number, n: number) => Values)(
      first.buffer,
      start,
      length,
    );
    return { values: () => whole, pieces };
  });
}

/** Whether one tensor follows another in the same memory. */
function isBeside(one: Leaf, next: Leaf): boolean {
  if (one.isNumber || next.isNumber) return false;
  const [a, b] = [one.values, next.values];
  const gap = b.byteOffset - (a.byteOffset + a.byteLength);
  return a.buffer === b.buffer && a.constructor === b.constructor && gap >= 0 && gap < widestGap;
}
