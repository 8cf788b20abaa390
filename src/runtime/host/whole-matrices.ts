/** What routines do with whole matrices on the host's memory. */

import type { DType } from "../../language/dtype.ts";
import { quantile } from "../../language/quantile.ts";
import { hashOf, keyOf, uniformAt } from "../../language/random.ts";
import {
  inverseRoot,
  inverseRootWorkspace,
  newtonInverseRoot,
  newtonWorkspace,
  tooFar,
} from "../../linear-algebra/inverse-root.ts";
import { type Kernels, plain } from "../../linear-algebra/kernels.ts";
import {
  columnStride,
  columnsOf,
  dtypeOf,
  type Matrix,
  matrix,
  rowStride,
  rowsOf,
} from "../../linear-algebra/matrix.ts";
import { qr, qrWorkspace } from "../../linear-algebra/qr.ts";
import { elementsFor, Room } from "../../linear-algebra/room.ts";
import { eigenWorkspace, symmetricEigen } from "../../linear-algebra/symmetric-eigen.ts";
import type { Factorisation } from "../../plan/routines.ts";

/** All of them have the same bits, whatever computes them. */
export interface WholeMatrices
  extends Readonly<
    Record<Factorisation, (out: Matrix, a: Matrix, numbers: ArrayLike<number>, b?: Matrix) => void>
  > {
  /** out = a @ b */
  product(out: Matrix, a: Matrix, b: Matrix): void;
  /** The same where the product is symmetric: half of it is computed. */
  symmetricProduct(out: Matrix, a: Matrix, b: Matrix): void;
  /** out = a, which may lie the other way. */
  copy(out: Matrix, a: Matrix): void;
}

/** Elements of float64 that a function needs to work, which gives a matrix of n rows and so many columns. */
export const workspaceOf: Readonly<
  Record<Factorisation, (dtype: DType, n: number, columns: number) => number>
> = {
  eigh: (dtype, n) => eigenWorkspace(n) + n + elementsFor(dtype, n * n),
  qr: (dtype, n, columns) => qrWorkspace(dtype, n, columns) + elementsFor(dtype, columns * columns),
  sorting: () => 0,
  inverseRoot: (_, n) => inverseRootWorkspace(n),
  newtonRoot: newtonWorkspace,
  unitColumns: () => 0,
  nonzero: () => 0,
  randomNormal: () => 0,
};

function copy(out: Matrix, a: Matrix): void {
  const [down, across] = [rowStride(out), columnStride(out)];
  const [fromDown, fromAcross] = [rowStride(a), columnStride(a)];
  for (let i = 0; i < rowsOf(a); i++)
    for (let j = 0; j < columnsOf(a); j++)
      out.values[out.offset + i * down + j * across] = a.values[a.offset + i * fromDown + j * fromAcross]!;
}

/** Columns over their norms and a number. Norms are sums in float64, from the first row on. */
function unitColumns(out: Matrix, a: Matrix, { 0: eps = 0 }: ArrayLike<number>): void {
  const [rows, columns] = [rowsOf(a), columnsOf(a)];
  const at = (i: number, j: number) => a.values[a.offset + i * rowStride(a) + j * columnStride(a)]!;
  for (let j = 0; j < columns; j++) {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += at(i, j) * at(i, j);
    const length = Math.sqrt(sum) + eps;
    for (let i = 0; i < rows; i++)
      out.values[out.offset + i * rowStride(out) + j * columnStride(out)] = at(i, j) / length;
  }
}

/** The first, or the second where all of the first is 0. */
function nonzero(out: Matrix, a: Matrix, _: ArrayLike<number>, otherwise: Matrix = a): void {
  let isZero = true;
  for (let i = 0; i < rowsOf(a) && isZero; i++)
    for (let j = 0; j < columnsOf(a) && isZero; j++)
      isZero = a.values[a.offset + i * rowStride(a) + j * columnStride(a)] === 0;
  copy(out, isZero ? otherwise : a);
}

function identity(out: Matrix): void {
  for (let i = 0; i < rowsOf(out); i++)
    for (let j = 0; j < columnsOf(out); j++)
      out.values[out.offset + i * rowStride(out) + j * columnStride(out)] = i === j ? 1 : 0;
}

/** The stream of numbers that has no name. */
const unnamed = hashOf("");

/** Normal numbers, row by row, of a seed, from the number of the first on: those that `normal(seed, 0, number)` of the language has. */
function randomNormal(out: Matrix, _: Matrix, numbers: ArrayLike<number>): void {
  const { 0: seed = 0, 1: first = 0 } = numbers;
  const [key0, key1] = [keyOf(0, seed, 0, unnamed), keyOf(1, seed, 0, unnamed)];
  const [rows, columns] = [rowsOf(out), columnsOf(out)];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      out.values[out.offset + i * rowStride(out) + j * columnStride(out)] = quantile(
        uniformAt(key0, key1, first + i * columns + j),
      );
}

/** The columns of the identity in the order of the diagonal, the largest first; equal ones stay in their order. */
function sorting(out: Matrix, a: Matrix): void {
  const n = rowsOf(a);
  const step = rowStride(a) + columnStride(a);
  const order = Array.from({ length: n }, (_, k) => k).sort(
    (j, k) => a.values[a.offset + k * step]! - a.values[a.offset + j * step]!,
  );
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      out.values[out.offset + i * rowStride(out) + j * columnStride(out)] = order[j] === i ? 1 : 0;
}

/** All of them with some kernels; the workspace is as large as `workspaceOf` says of the largest matrix, in the memory of the kernels. */
export const wholeMatrices = (workspace: Float64Array, kernels: Kernels = plain): WholeMatrices => ({
  product: kernels.product,
  symmetricProduct: kernels.symmetricProduct,
  copy,
  eigh(out, a) {
    const n = rowsOf(a);
    const room = new Room(workspace, workspaceOf.eigh(dtypeOf(a), n, n));
    const rest = room.take("float64", eigenWorkspace(n));
    const values = room.take("float64", n);
    const ascending = matrix(room.take(dtypeOf(a), n * n), n, n);
    symmetricEigen(values, ascending, a, rest, kernels);
    const [down, across] = [rowStride(out), columnStride(out)];
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        out.values[out.offset + i * down + j * across] = ascending.values[i * n + (n - 1 - j)]!;
  },
  qr(out, a) {
    const [n, columns] = [rowsOf(a), columnsOf(a)];
    const room = new Room(workspace, workspaceOf.qr(dtypeOf(a), n, columns));
    const rest = room.take("float64", qrWorkspace(dtypeOf(a), n, columns));
    qr(out, matrix(room.take(dtypeOf(a), columns * columns), columns, columns), a, rest, kernels);
  },
  unitColumns,
  nonzero,
  randomNormal,
  sorting,
  inverseRoot: (out, a, numbers) => inverseRoot(out, a, rootOf(numbers), workspace, kernels),
  newtonRoot(out, a, numbers, otherwise) {
    const { error } = newtonInverseRoot(out, a, rootOf(numbers), workspace, kernels);
    if (error < tooFar) return;
    // The first element of an inverse root is above 0.
    if (otherwise && otherwise.values[otherwise.offset]! > 0) copy(out, otherwise);
    else identity(out);
  },
});

const rootOf = ({ 0: root = 0, 1: epsilon = 0 }: ArrayLike<number>) => ({ root, epsilon });
