/**
 * Reflections that make elements zero, one and in blocks. A block of them, applied one after the other, is I - V S V' with a small
 * triangular S, so that almost all work is products. Schreiber, Van Loan, A storage-efficient WY representation for products of Householder
 * transformations, SIAM Journal on Scientific and Statistical Computing 10 (1989).
 */
import type { Kernels } from "./kernels.ts";
import { columnsOf, type Matrix, matrix, part, transpose } from "./matrix.ts";

/** Reflections of a block. */
export const blockSize = 32;

/**
 * Replaces the elements of x from `first` to before `last` by v with v = 1 at `pivot`, such that I - tau v v' makes all of them zero but
 * the pivot. An x of which only the pivot is not zero stays what it is: tau is 0 then, and v is 0.
 *
 * @param round - to the type in which v is kept: tau belongs to the rounded v, so that the reflection is orthogonal.
 * @returns tau.
 */
export function reflector(
  x: Float64Array,
  first: number,
  last: number,
  pivot: number,
  round?: (value: number) => number,
): number {
  const alpha = x[pivot]!;
  let squares = 0;
  for (let i = first; i < last; i++) if (i !== pivot) squares += x[i]! * x[i]!;
  if (squares === 0) {
    x.fill(0, first, last);
    return 0;
  }
  const norm = Math.sqrt(alpha * alpha + squares);
  const divisor = alpha < 0 ? alpha - norm : alpha + norm;
  let own = 1;
  for (let i = first; i < last; i++) {
    if (i === pivot) continue;
    const quotient = x[i]! / divisor;
    const v = round ? round(quotient) : quotient;
    x[i] = v;
    own += v * v;
  }
  x[pivot] = 1;
  return 2 / own;
}

/** What blocks of reflections are applied with: three matrices of `blockSize` rows. */
export interface BlockRoom {
  /** Two with as many columns as what is reflected. */
  readonly one: Matrix;
  readonly other: Matrix;
}

/**
 * S, lower triangular, such that the product of reflections with the last on the left is I - V S V'.
 *
 * @param s - `count` x `count` elements by rows, from index 0 on.
 * @param gram - V' V by rows of `count`.
 */
export function blockFactor(s: Float64Array, gram: Float64Array, taus: Float64Array, count: number): void {
  s.fill(0, 0, count * count);
  for (let i = 0; i < count; i++) {
    const tau = taus[i]!;
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum += gram[i * count + k]! * s[k * count + j]!;
      s[i * count + j] = -tau * sum;
    }
    s[i * count + i] = tau;
  }
}

/** c = (I - V S V') c; `v` has the vectors in its rows. */
export function applyBlock(kernels: Kernels, c: Matrix, v: Matrix, s: Matrix, room: BlockRoom): void {
  const columns = columnsOf(c);
  if (columns === 0) return;
  const [one, other] = [room.one, room.other].map((a) => part(a, 0, 0, v.rows, columns)) as [Matrix, Matrix];
  kernels.product(one, v, c);
  kernels.product(other, s, one);
  kernels.subtractProduct(c, transpose(v), other);
}

/** Writes the identity, or its first columns. */
export function writeIdentity({ values, offset, rows, columns, stride = columns }: Matrix): void {
  for (let i = 0; i < rows; i++) {
    const at = offset + i * stride;
    values.fill(0, at, at + columns);
    if (i < columns) values[at + i] = 1;
  }
}

/** A matrix of so many whole rows that lies in an array of its own. */
export const own = (values: Matrix["values"], rows: number): Matrix =>
  matrix(values, rows, values.length / rows);
