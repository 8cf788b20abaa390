/**
 * QR factorisation by reflections in blocks: a block of columns is factored in float64, all else is products in the elements' own type.
 */
import { exponentOf, powerOfTwo } from "../language/arithmetic.ts";
import { bytesOf, type DType } from "../language/dtype.ts";
import { applyBlock, blockFactor, blockSize, own, reflector, writeIdentity } from "./householder.ts";
import { type Kernels, plain } from "./kernels.ts";
import {
  checkShape,
  columnStride,
  columnsOf,
  dtypeOf,
  LinearAlgebraError,
  type Matrix,
  matrix,
  part,
  rowStride,
  rowsOf,
} from "./matrix.ts";
import { elementsFor, padded, Room } from "./room.ts";

/** Elements of a row of a panel: some more than there are, so that rows of powers of two do not share places in the caches. */
const strideFor = (rows: number): number => padded(rows) + 8;

/** Elements of float64 that `qr` needs to work on a matrix. */
export function qrWorkspace(dtype: DType, rows: number, columns: number): number {
  const reflections = Math.min(rows, columns);
  return (
    2 * elementsFor(dtype, rows * columns) +
    elementsFor(dtype, reflections * rows) +
    elementsFor(dtype, padded(reflections, blockSize) * blockSize) +
    2 * elementsFor(dtype, blockSize * Math.max(rows, columns)) +
    blockSize * strideFor(rows) +
    2 * blockSize ** 2 +
    2 * blockSize
  );
}

/**
 * a = q r, with q of orthonormal columns and r upper triangular. For k = min(rows, columns), q is rows x k and r k x columns. The signs of
 * r's diagonal are what the algorithm gives. Where an element of `a` is infinite or NaN, everything is NaN.
 *
 * Errors, in units of the elements' type: q'q is the identity, and q r is `a` beside |a|, within some multiples.
 *
 * @param r - it may be `a`.
 * @param workspace - `qrWorkspace(...)` elements; with compiled kernels it lies in their memory.
 * @throws LinearAlgebraError for shapes or types that do not fit and a workspace that is too small.
 * @example
 * const [q, r] = [matrix(new Float64Array(4), 2, 2), matrix(new Float64Array(4), 2, 2)];
 * qr(q, r, matrix(Float64Array.of(3, 0, 4, 5), 2, 2), new Float64Array(qrWorkspace("float64", 2, 2)));
 * [...r.values].map(Math.round) // [-5, -4, 0, 3]
 */
export function qr(q: Matrix, r: Matrix, a: Matrix, workspace: Float64Array, kernels: Kernels = plain): void {
  const [rows, columns] = [rowsOf(a), columnsOf(a)];
  const count = Math.min(rows, columns);
  checkShape("q", q, rows, count);
  checkShape("r", r, count, columns);
  const dtype = dtypeOf(a);
  if (dtypeOf(q) !== dtype || dtypeOf(r) !== dtype)
    throw new LinearAlgebraError(
      `a, q and r must have elements of one type; got ${[a, q, r].map(dtypeOf).join(", ")}`,
    );
  if (count === 0) return;
  const room = new Room(workspace, qrWorkspace(dtype, rows, columns));
  const rest = matrix(room.take(dtype, rows * columns), rows, columns);
  const formed = matrix(room.take(dtype, rows * count), rows, count);
  const vectors = matrix(room.take(dtype, count * rows), count, rows);
  const factors = room.take(dtype, padded(count, blockSize) * blockSize);
  const between = [0, 1].map(() => own(room.take(dtype, blockSize * Math.max(rows, columns)), blockSize));
  const applied = { one: between[0]!, other: between[1]! };
  const panel = room.take("float64", blockSize * strideFor(rows));
  const [gram, s] = [room.take("float64", blockSize ** 2), room.take("float64", blockSize ** 2)];
  const [taus, pivots] = [room.take("float64", blockSize), room.take("float64", blockSize)];

  const exponent = copyScaled(rest, a);
  if (exponent === undefined) {
    writeElements(q, () => Number.NaN);
    writeElements(r, () => Number.NaN);
    return;
  }

  /** The factor of the block from `first` on: S of its reflections in order, as `blockFactor` has it. */
  const factorOf = (first: number, size: number, transposed: boolean): Matrix => ({
    ...matrix(factors, size, size, first * blockSize),
    transposed,
  });
  /** Its vectors, from the row on where they begin. */
  const vectorsFrom = (first: number, size: number): Matrix =>
    part(vectors, first, first, size, rows - first);

  for (let first = 0; first < count; first += blockSize) {
    const size = Math.min(blockSize, count - first);
    const length = rows - first;
    const stride = strideFor(length);
    readPanel(panel, stride, part(rest, first, first, length, size));
    for (let k = 0; k < size; k++) {
      const column = panel.subarray(k * stride, (k + 1) * stride);
      pivots[k] = reflect(column, k, length, taus, dtype);
      // What lies before the pivot is done: it is written, and is zero in the vector.
      for (let i = 0; i < k; i++) rest.values[(first + i) * columns + first + k] = column[i]!;
      column.fill(0, 0, k);
      const start = k - (k % 8);
      kernels.reflect(workspace, {
        v: indexIn(workspace, panel) + k * stride + start,
        first: indexIn(workspace, panel) + (k + 1) * stride + start,
        ...{ count: size - k - 1, stride, length: stride - start, tau: taus[k]! },
      });
      rest.values[(first + k) * columns + first + k] = pivots[k]!;
    }
    const v: Matrix = { values: panel, offset: 0, rows: size, columns: length, stride };
    kernels.symmetricProduct(matrix(gram, size, size), v, { ...v, transposed: true });
    blockFactor(s, gram, taus, size);
    factors.set(s.subarray(0, size * size), first * blockSize);
    for (let k = 0; k < size; k++)
      for (let i = 0; i < length; i++)
        vectors.values[(first + k) * rows + first + i] = panel[k * stride + i]!;
    const right = part(rest, first, first + size, length, columns - first - size);
    applyBlock(kernels, right, vectorsFrom(first, size), factorOf(first, size, false), applied);
  }
  const back = powerOfTwo(exponent);
  writeElements(r, (i, j) => (i <= j ? rest.values[i * columns + j]! * back : 0));

  writeIdentity(formed);
  for (let first = count - 1 - ((count - 1) % blockSize); first >= 0; first -= blockSize) {
    const size = Math.min(blockSize, count - first);
    const below = part(formed, first, first, rows - first, count - first);
    applyBlock(kernels, below, vectorsFrom(first, size), factorOf(first, size, true), applied);
  }
  writeElements(q, (i, j) => formed.values[i * count + j]!);
}

/** Makes a column a reflection's vector. @returns what the reflection makes of its pivot. */
function reflect(x: Float64Array, pivot: number, length: number, taus: Float64Array, dtype: DType): number {
  const alpha = x[pivot]!;
  let squares = 0;
  for (let i = pivot; i < length; i++) squares += x[i]! * x[i]!;
  const tau = reflector(x, pivot, length, pivot, bytesOf[dtype] === 4 ? Math.fround : undefined);
  taus[pivot] = tau;
  if (tau === 0) return alpha;
  return alpha < 0 ? Math.sqrt(squares) : -Math.sqrt(squares);
}

const indexIn = (workspace: Float64Array, taken: Float64Array): number =>
  (taken.byteOffset - workspace.byteOffset) / 8;

/** Columns of a matrix as rows of float64, with zeros beyond their ends. */
function readPanel(panel: Float64Array, stride: number, from: Matrix): void {
  const { values, offset, rows, columns } = from;
  const step = rowStride(from);
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < columns; k++) panel[k * stride + i] = values[offset + i * step + k]!;
  for (let k = 0; k < columns; k++) panel.fill(0, k * stride + rows, (k + 1) * stride);
}

function writeElements(to: Matrix, element: (row: number, column: number) => number): void {
  const { values, offset } = to;
  const [row, column] = [rowStride(to), columnStride(to)];
  for (let i = 0; i < rowsOf(to); i++)
    for (let j = 0; j < columnsOf(to); j++) values[offset + i * row + j * column] = element(i, j);
}

/** Squares of larger and smaller numbers leave the range of float64. */
const mostExponent = 400;

/**
 * Copies a matrix, divided by a power of two where squares of its largest element would leave the range.
 *
 * @returns the exponent; undefined where an element is not finite.
 */
function copyScaled(to: Matrix, a: Matrix): number | undefined {
  const { values, offset } = a;
  const [row, column] = [rowStride(a), columnStride(a)];
  let largest = 0;
  let areFinite = true;
  writeElements(to, (i, j) => {
    const value = values[offset + i * row + j * column]!;
    const magnitude = Math.abs(value);
    if (!(magnitude < Infinity)) areFinite = false;
    else if (magnitude > largest) largest = magnitude;
    return value;
  });
  if (!areFinite) return undefined;
  const exponent = largest === 0 ? 0 : Math.min(1022, Math.max(-1022, exponentOf(largest)));
  if (Math.abs(exponent) < mostExponent) return 0;
  const scale = powerOfTwo(-exponent);
  for (let i = 0; i < to.values.length; i++) to.values[i] = to.values[i]! * scale;
  return exponent;
}
