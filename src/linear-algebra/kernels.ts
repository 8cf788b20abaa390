/**
 * The inner loops of routines: all that takes time. Plain TypeScript here, which defines their bits; compiled code elsewhere repeats
 * them, so a routine has the same bits whatever runs its loops. Vectors are float64 and lie in one array.
 */
import type { Matrix } from "./matrix.ts";
import { product, subtractProduct, symmetricProduct } from "./product.ts";

/** Reflections of vectors, each in a row: x - (tau (v x)) v. */
export interface Reflection {
  /** Index of v; of the first x, how many there are, and elements from one to the next. */
  readonly v: number;
  readonly first: number;
  readonly count: number;
  readonly stride: number;
  /** Elements of each, a multiple of 8. */
  readonly length: number;
  readonly tau: number;
}

/** A symmetric matrix A, of which that up to the diagonal is kept: A becomes A - v w' - w v', and y = A u. */
export interface Update {
  /** Index of A, elements from one row to the next, and its size. */
  readonly a: number;
  readonly stride: number;
  readonly size: number;
  /** Indices of vectors. Where the size is odd, one more element is read and written; those of v, w and u must be zero. */
  readonly v: number;
  readonly w: number;
  readonly u: number;
  readonly y: number;
}

/** Columns of a matrix, eight side by side in each panel, whose rows are rotated in pairs. */
export interface Rotations {
  /** Index of the first panel, rows of each, and how many there are. */
  readonly panels: number;
  readonly rows: number;
  readonly count: number;
  /** Index of cosines and sines, side by side. */
  readonly pairs: number;
  /** Index of runs, and how many. A run is two words of 32 bits: its last row, and how many rows above take part. */
  readonly runs: number;
  readonly runCount: number;
}

/** The loops. */
export interface Kernels {
  product(out: Matrix, a: Matrix, b: Matrix): void;
  subtractProduct(out: Matrix, a: Matrix, b: Matrix): void;
  symmetricProduct(out: Matrix, a: Matrix, b: Matrix): void;
  reflect(values: Float64Array, reflection: Reflection): void;
  update(values: Float64Array, update: Update): void;
  rotate(values: Float64Array, rotations: Rotations): void;
}

/** Columns of a panel. */
export const panelColumns = 8;

/** Elements of a row of eight lanes: sums of products are taken in as many. */
const lanes = 8;

/** Reflects rows. The sum of products is taken in eight lanes, and those with an even number first. */
function reflect(values: Float64Array, { v, first, count, stride, length, tau }: Reflection): void {
  for (let r = 0; r < count; r++) {
    const x = first + r * stride;
    let [l0, l1, l2, l3] = [0, 0, 0, 0];
    let [l4, l5, l6, l7] = [0, 0, 0, 0];
    for (let i = 0; i < length; i += lanes) {
      l0 += values[v + i]! * values[x + i]!;
      l1 += values[v + i + 1]! * values[x + i + 1]!;
      l2 += values[v + i + 2]! * values[x + i + 2]!;
      l3 += values[v + i + 3]! * values[x + i + 3]!;
      l4 += values[v + i + 4]! * values[x + i + 4]!;
      l5 += values[v + i + 5]! * values[x + i + 5]!;
      l6 += values[v + i + 6]! * values[x + i + 6]!;
      l7 += values[v + i + 7]! * values[x + i + 7]!;
    }
    const factor = tau * (l0 + l2 + (l4 + l6) + (l1 + l3 + (l5 + l7)));
    for (let i = 0; i < length; i++) values[x + i] = values[x + i]! - factor * values[v + i]!;
  }
}

/** Two rows at a time; columns up to the diagonal in pairs, of which each has a sum of its own. */
function update(values: Float64Array, { a, stride, size, v, w, u, y }: Update): void {
  for (let i = 0; i < size; i += 2) {
    const [p, q] = [a + i * stride, a + (i + 1) * stride];
    const [v0, v1, w0, w1] = [values[v + i]!, values[v + i + 1]!, values[w + i]!, values[w + i + 1]!];
    const [u0, u1] = [values[u + i]!, values[u + i + 1]!];
    let [even0, odd0, even1, odd1] = [0, 0, 0, 0];
    for (let j = 0; j < i; j += 2) {
      const [vj, wj, uj] = [values[v + j]!, values[w + j]!, values[u + j]!];
      const x0 = values[p + j]! - v0 * wj - w0 * vj;
      const x1 = values[q + j]! - v1 * wj - w1 * vj;
      values[p + j] = x0;
      values[q + j] = x1;
      even0 += x0 * uj;
      even1 += x1 * uj;
      values[y + j] = values[y + j]! + u0 * x0 + u1 * x1;
      const [vk, wk, uk] = [values[v + j + 1]!, values[w + j + 1]!, values[u + j + 1]!];
      const z0 = values[p + j + 1]! - v0 * wk - w0 * vk;
      const z1 = values[q + j + 1]! - v1 * wk - w1 * vk;
      values[p + j + 1] = z0;
      values[q + j + 1] = z1;
      odd0 += z0 * uk;
      odd1 += z1 * uk;
      values[y + j + 1] = values[y + j + 1]! + u0 * z0 + u1 * z1;
    }
    // The corner: two rows and columns on the diagonal.
    const x00 = values[p + i]! - v0 * w0 - w0 * v0;
    const x01 = values[p + i + 1]! - v0 * w1 - w0 * v1;
    const x10 = values[q + i]! - v1 * w0 - w1 * v0;
    const x11 = values[q + i + 1]! - v1 * w1 - w1 * v1;
    values[p + i] = x00;
    values[p + i + 1] = x01;
    values[q + i] = x10;
    values[q + i + 1] = x11;
    values[y + i] = even0 + odd0 + (x00 * u0 + x10 * u1);
    values[y + i + 1] = even1 + odd1 + (x10 * u0 + x11 * u1);
  }
}

const allWords = new WeakMap<ArrayBufferLike, Int32Array>();

/** A memory as whole numbers of 32 bits. */
function wordsOf(buffer: ArrayBufferLike): Int32Array {
  const words = allWords.get(buffer) ?? new Int32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
  allWords.set(buffer, words);
  return words;
}

/** Rotates rows, from the last of a run upwards: the row that two rotations share is carried from one to the next. */
function rotate(values: Float64Array, given: Rotations): void {
  const { panels, rows, count, pairs, runs, runCount } = given;
  const words = wordsOf(values.buffer);
  const first = values.byteOffset / 4 + 2 * runs;
  for (let panel = 0; panel < count; panel++) {
    // Four columns at a time fit into registers.
    for (let half = 0; half < panelColumns; half += 4) {
      const top = panels + panel * rows * panelColumns + half;
      let pair = pairs;
      for (let run = 0; run < runCount; run++) {
        let at = top + words[first + 2 * run]! * panelColumns;
        let [h0, h1, h2, h3] = [values[at]!, values[at + 1]!, values[at + 2]!, values[at + 3]!];
        for (const end = pair + 2 * words[first + 2 * run + 1]!; pair < end; pair += 2) {
          const [c, s] = [values[pair]!, values[pair + 1]!];
          const above = at - panelColumns;
          const [x0, x1] = [values[above]!, values[above + 1]!];
          const [x2, x3] = [values[above + 2]!, values[above + 3]!];
          values[at] = s * x0 + c * h0;
          values[at + 1] = s * x1 + c * h1;
          values[at + 2] = s * x2 + c * h2;
          values[at + 3] = s * x3 + c * h3;
          h0 = c * x0 - s * h0;
          h1 = c * x1 - s * h1;
          h2 = c * x2 - s * h2;
          h3 = c * x3 - s * h3;
          at = above;
        }
        values[at] = h0;
        values[at + 1] = h1;
        values[at + 2] = h2;
        values[at + 3] = h3;
      }
    }
  }
}

/** The loops in plain TypeScript. */
export const plain: Kernels = { product, subtractProduct, symmetricProduct, reflect, update, rotate };
