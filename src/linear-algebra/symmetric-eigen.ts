/** Eigenvalues and eigenvectors of symmetric matrices in float64: reflections to a tridiagonal matrix, then implicit QL. */
import { exponentOf, powerOfTwo } from "../language/arithmetic.ts";
import { blockSize, own } from "./householder.ts";
import { implicitQl } from "./implicit-ql.ts";
import { type Kernels, panelColumns, plain } from "./kernels.ts";
import { checkLength, checkShape, checkSquare, columnStride, type Matrix, rowStride } from "./matrix.ts";
import { padded, Room } from "./room.ts";
import { formQ, reduce } from "./tridiagonal.ts";

/** Pairs of cosines and sines that wait: 256 KiB, which a processor's second-level cache holds. */
const leastPairs = 2 ** 14;
const mostRuns = 2 ** 10;

const pairsOf = (n: number): number => Math.min(Math.max(leastPairs, n), Math.max(1, n * n));

/** Elements of float64 that `symmetricEigen` needs to work on a matrix of n rows. */
export function eigenWorkspace(n: number): number {
  const stride = padded(n);
  return 2 * stride * stride + 6 * stride + 2 * pairsOf(n) + mostRuns + 2 * blockSize * (blockSize + stride);
}

/**
 * a = V diag(values) V'. Only what lies up to the diagonal of `a` is read. The values ascend; column k of `vectors` belongs to value k, and
 * its sign is what the algorithm gives. Where an element of `a` is infinite or NaN, everything is NaN.
 *
 * Errors, in units of float64: the values are within some multiples of |a|, and V'V is the identity within as many times n.
 *
 * @param values - n or more elements, of which n are written.
 * @param vectors - n x n. Transposed, its stored rows are the eigenvectors. It may be `a`.
 * @param a - n x n, symmetric.
 * @param workspace - `eigenWorkspace(n)` elements; with compiled kernels it lies in their memory.
 * @throws LinearAlgebraError for shapes that do not fit and a workspace that is too small.
 * @example
 * const values = new Float64Array(2);
 * const a = matrix(Float64Array.of(2, 1, 1, 2), 2, 2);
 * symmetricEigen(values, a, a, new Float64Array(eigenWorkspace(2)));
 * [...values].map(Math.round) // [1, 3]
 */
export function symmetricEigen(
  values: Float64Array,
  vectors: Matrix,
  a: Matrix,
  workspace: Float64Array,
  kernels: Kernels = plain,
): void {
  checkSquare("a matrix with eigenvalues", a);
  const n = a.rows;
  checkShape("the eigenvectors", vectors, n, n);
  checkLength("the eigenvalues", values, n);
  if (n === 0) return;
  const room = new Room(workspace, eigenWorkspace(n));
  const stride = padded(n);
  const [reduced, q] = [room.take("float64", stride * stride), room.take("float64", stride * stride)];
  const vector = () => room.take("float64", stride);
  const diagonal = vector();
  const parts = { diagonal, beside: vector(), taus: vector(), v: vector(), w: vector(), y: vector() };
  const pairs = room.take("float64", 2 * pairsOf(n));
  const runs = room.words(mostRuns);
  const small = { gram: room.take("float64", blockSize ** 2), s: room.take("float64", blockSize ** 2) };
  const between = [0, 1].map(() => own(room.take("float64", blockSize * stride), blockSize));

  const exponent = copyScaled(reduced, stride, a);
  if (exponent === undefined) {
    values.fill(Number.NaN, 0, n);
    writeVectors(vectors, () => Number.NaN);
    return;
  }
  parts.taus.fill(0);
  reduce(kernels, workspace, indexIn(workspace, reduced), n, stride, parts);
  formQ(
    kernels,
    { values: reduced, offset: 0, rows: n, columns: n, stride },
    parts.taus,
    { values: q, offset: 0, rows: n, columns: n, stride },
    { ...small, room: { one: between[0]!, other: between[1]! } },
  );
  const panels = reduced;
  writePanels(panels, q, n, stride);
  implicitQl(diagonal, parts.beside, n, {
    pairs,
    runs,
    apply: (runCount) =>
      kernels.rotate(workspace, {
        panels: indexIn(workspace, panels),
        rows: n,
        count: stride / panelColumns,
        pairs: indexIn(workspace, pairs),
        runs: indexIn(workspace, runs),
        runCount,
      }),
  });

  const order = Array.from({ length: n }, (_, k) => k).sort((j, k) => diagonal[j]! - diagonal[k]! || j - k);
  const back = powerOfTwo(exponent);
  for (let k = 0; k < n; k++) values[k] = diagonal[order[k]!]! * back;
  writeVectors(vectors, (row, column) => {
    const panel = row - (row % panelColumns);
    return panels[panel * n + order[column]! * panelColumns + (row % panelColumns)]!;
  });
}

const indexIn = (workspace: Float64Array, taken: Float64Array | Int32Array): number =>
  (taken.byteOffset - workspace.byteOffset) / 8;

/**
 * Copies a symmetric matrix in rows of `stride` elements, with zeros beyond its own, divided by a power of two so that its largest element
 * is about 1.
 *
 * @returns the exponent; undefined where an element is not finite.
 */
function copyScaled(to: Float64Array, stride: number, a: Matrix): number | undefined {
  const { values, offset, rows: n } = a;
  const [row, column] = [rowStride(a), columnStride(a)];
  to.fill(0);
  let largest = 0;
  let areFinite = true;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const value = values[offset + i * row + j * column]!;
      to[i * stride + j] = value;
      to[j * stride + i] = value;
      const magnitude = Math.abs(value);
      if (!(magnitude < Infinity)) areFinite = false;
      else if (magnitude > largest) largest = magnitude;
    }
  if (!areFinite) return undefined;
  if (largest === 0) return 0;
  const exponent = Math.min(1022, Math.max(-1022, exponentOf(largest)));
  const scale = powerOfTwo(-exponent);
  if (exponent !== 0) for (let i = 0; i < to.length; i++) to[i] = to[i]! * scale;
  return exponent;
}

/** Q' in panels of eight columns, which are rows of Q. */
function writePanels(panels: Float64Array, q: Float64Array, n: number, stride: number): void {
  for (let row = 0; row < stride; row++) {
    const panel = row - (row % panelColumns);
    const at = panel * n + (row % panelColumns);
    for (let j = 0; j < n; j++) panels[at + j * panelColumns] = row < n ? q[row * stride + j]! : 0;
  }
}

function writeVectors(vectors: Matrix, element: (row: number, column: number) => number): void {
  const { values, offset, rows: n } = vectors;
  const [row, column] = [rowStride(vectors), columnStride(vectors)];
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) values[offset + i * row + j * column] = element(i, j);
}
