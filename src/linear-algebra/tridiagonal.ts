/**
 * A symmetric matrix made tridiagonal by reflections, from the last row on, and their product. A = Q T Q'. Each step changes what is left of
 * the matrix and multiplies it by the next vector in one pass over memory. Martin, Reinsch, Wilkinson, Householder's tridiagonalization of a
 * symmetric matrix, Numerische Mathematik 11 (1968).
 */
import {
  applyBlock,
  type BlockRoom,
  blockFactor,
  blockSize,
  reflector,
  writeIdentity,
} from "./householder.ts";
import type { Kernels } from "./kernels.ts";
import { type Matrix, matrix, part } from "./matrix.ts";

/** Vectors of a reduction, each with as many elements as a row of A. */
export interface Vectors {
  readonly diagonal: Float64Array;
  /** Element k lies beside elements k and k + 1 of the diagonal. */
  readonly beside: Float64Array;
  readonly taus: Float64Array;
  readonly v: Float64Array;
  readonly w: Float64Array;
  readonly y: Float64Array;
}

/**
 * Reduces A, which lies in rows of a multiple of eight elements. Row i of A becomes the vector of a reflection, which has elements before i.
 *
 * @param values - an array in which everything lies; A begins at `a`, a row has `stride` elements, of which `n` count.
 */
export function reduce(
  kernels: Kernels,
  values: Float64Array,
  a: number,
  n: number,
  stride: number,
  vectors: Vectors,
): void {
  const { diagonal, beside, taus, v, w, y } = vectors;
  const indexOf = (vector: Float64Array) => (vector.byteOffset - values.byteOffset) / 8;
  const [vAt, wAt, yAt] = [indexOf(v), indexOf(w), indexOf(y)];
  v.fill(0);
  w.fill(0);
  for (let i = n - 1; i >= 0; i--) {
    const at = a + i * stride;
    const row = values.subarray(at, at + stride);
    // What the last step has left to do, in this row.
    const [vi, wi] = [v[i]!, w[i]!];
    for (let j = 0; j <= i; j++) row[j] = row[j]! - vi * w[j]! - wi * v[j]!;
    diagonal[i] = row[i]!;
    row.fill(0, i);
    if (i === 0) break;
    v[i] = 0;
    w[i] = 0;
    const alpha = row[i - 1]!;
    let squares = 0;
    for (let j = 0; j < i; j++) squares += row[j]! * row[j]!;
    const tau = reflector(row, 0, i, i - 1);
    taus[i] = tau;
    const norm = Math.sqrt(squares);
    beside[i - 1] = tau === 0 ? alpha : alpha < 0 ? norm : -norm;
    kernels.update(values, { a, stride, size: i, v: vAt, w: wAt, u: at, y: yAt });
    let product = 0;
    for (let j = 0; j < i; j++) product += row[j]! * y[j]!;
    const half = 0.5 * tau * tau * product;
    for (let j = 0; j < i; j++) {
      w[j] = tau * y[j]! - half * row[j]!;
      v[j] = row[j]!;
    }
  }
}

/** The product of the reflections in the rows of A, in q: n x n, by rows. */
export function formQ(
  kernels: Kernels,
  a: Matrix,
  taus: Float64Array,
  q: Matrix,
  small: { readonly gram: Float64Array; readonly s: Float64Array; readonly room: BlockRoom },
): void {
  const n = a.rows;
  writeIdentity(q);
  for (let first = 0; first < n; first += blockSize) {
    const last = Math.min(n, first + blockSize);
    const count = last - first;
    const v = part(a, first, 0, count, last);
    kernels.symmetricProduct(matrix(small.gram, count, count), v, { ...v, transposed: true });
    blockFactor(small.s, small.gram, taus.subarray(first, last), count);
    applyBlock(kernels, part(q, 0, 0, last, last), v, matrix(small.s, count, count), small.room);
  }
}
