/**
 * Inverse roots of symmetric positive definite matrices, A^(-1/r): by their eigenvalues, or by products alone. The latter is the coupled
 * Newton iteration of Guo, Higham, A Schur-Newton method for the matrix p-th root and its inverse, SIAM Journal on Matrix Analysis and
 * Applications 28 (2006).
 */
import { power } from "../language/arithmetic.ts";
import type { DType } from "../language/dtype.ts";
import { type Kernels, plain } from "./kernels.ts";
import {
  checkShape,
  checkSquare,
  columnStride,
  dtypeOf,
  LinearAlgebraError,
  type Matrix,
  matrix,
  rowStride,
} from "./matrix.ts";
import { elementsFor, Room } from "./room.ts";
import { eigenWorkspace, symmetricEigen } from "./symmetric-eigen.ts";

/** What is wanted of an inverse root. */
export interface RootOptions {
  /** r of A^(-1/r): a whole number from 1 on. */
  readonly root: number;
  /** What is added to the diagonal, at least, and by eigenvalues the least that they may be. Default: 0. */
  readonly epsilon?: number;
}

function checkRoot(root: number): void {
  if (!Number.isInteger(root) || root < 1)
    throw new LinearAlgebraError(`root must be a whole number from 1 on; got ${root}`);
}

/** Elements of float64 that `inverseRoot` needs to work on a matrix of n rows. */
export const inverseRootWorkspace = (n: number): number => eigenWorkspace(n) + 2 * n * n + n;

/**
 * out = (a + epsilon I)^(-1/root) by eigenvalues, in float64 whatever the type of `a`. Where the least eigenvalue is then below epsilon,
 * all are raised by what it lacks, as in distributed Shampoo. With epsilon 0, a singular matrix gives infinities or NaN.
 *
 * @param out - n x n; it may be `a`.
 * @param a - n x n, symmetric: only what lies up to the diagonal is read.
 * @param workspace - `inverseRootWorkspace(n)` elements; with compiled kernels it lies in their memory.
 * @throws LinearAlgebraError for shapes that do not fit, another root and a workspace that is too small.
 * @example
 * const a = matrix(Float64Array.of(16, 0, 0, 81), 2, 2);
 * inverseRoot(a, a, { root: 4 }, new Float64Array(inverseRootWorkspace(2)));
 * [...a.values].map((value) => Number(value.toFixed(3))) // [0.5, 0, 0, 0.333]
 */
export function inverseRoot(
  out: Matrix,
  a: Matrix,
  { root, epsilon = 0 }: RootOptions,
  workspace: Float64Array,
  kernels: Kernels = plain,
): void {
  checkRoot(root);
  checkSquare("a matrix with an inverse root", a);
  const n = a.rows;
  checkShape("the inverse root", out, n, n);
  const room = new Room(workspace, inverseRootWorkspace(n));
  const rest = room.take("float64", eigenWorkspace(n));
  const vectors = matrix(room.take("float64", n * n), n, n);
  const found = matrix(room.take("float64", n * n), n, n);
  const values = room.take("float64", n);
  symmetricEigen(values, vectors, a, rest, kernels);
  // They ascend, and epsilon is added to all.
  const least = (values[0] ?? 0) + epsilon;
  const raised = epsilon + (least < epsilon ? epsilon - least : 0);
  for (let k = 0; k < n; k++) {
    // Rounding may lose epsilon beside large eigenvalues. Half of the power on each side: the product is one with its own transpose.
    const factor = halfPower(Math.max(values[k]! + raised, epsilon), root);
    for (let i = 0; i < n; i++) vectors.values[i * n + k] = vectors.values[i * n + k]! * factor;
  }
  kernels.symmetricProduct(found, vectors, { ...vectors, transposed: true });
  copy(out, found);
}

/** x^(-1/(2 root)). */
function halfPower(x: number, root: number): number {
  // Square roots round correctly; other powers do not.
  const isPowerOfTwo = (root & (root - 1)) === 0;
  if (!isPowerOfTwo) return power(x, -1 / (2 * root));
  let taken = x;
  for (let r = 2 * root; r > 1; r /= 2) taken = Math.sqrt(taken);
  return 1 / taken;
}

/** Elements of float64 that `newtonInverseRoot` needs to work on a matrix of n rows. */
export const newtonWorkspace = (dtype: DType, n: number): number => 5 * elementsFor(dtype, n * n);

/** What is added to the diagonal at least, by the norm: eight times the precision. */
export const leastRidge: Readonly<Record<DType, number>> = { float32: 2 ** -20, float64: 2 ** -49 };

/** An error, the largest sum of a row of |M - I|, from which on a root is of no use. */
export const tooFar = 0.1;

/** When the iteration ends. */
export interface NewtonOptions extends RootOptions {
  /** Largest sum of a row of |M - I| at which it ends. Default: 1e-6. */
  readonly tolerance?: number;
  /** Iterations at most. Default: 100. */
  readonly most?: number;
}

/** How far the iteration came. */
export interface NewtonResult {
  readonly iterations: number;
  /** Largest sum of a row of |M - I|: 0 where nothing is left to do. */
  readonly error: number;
}

/**
 * out = (a + epsilon I)^(-1/root) by products in the type of `a`. Rounding makes eigenvalues far below the norm negative, and the iteration
 * diverges from those, so at least `leastRidge` times the norm is added: Anil et al., Scalable Second Order Optimization for Deep Learning,
 * arXiv 2002.09018, add 1e-6 times the largest eigenvalue. Where it does not converge all the same, its result says so, and `out` is of no
 * use. Products of matrices that commute are taken by half.
 *
 * @param out - n x n; it may be `a`.
 * @param a - n x n, symmetric.
 * @param workspace - `newtonWorkspace(dtype, n)` elements; with compiled kernels it lies in their memory.
 * @throws LinearAlgebraError for shapes or types that do not fit, another root and a workspace that is too small.
 */
export function newtonInverseRoot(
  out: Matrix,
  a: Matrix,
  { root, epsilon = 0, tolerance = 1e-6, most = 100 }: NewtonOptions,
  workspace: Float64Array,
  kernels: Kernels = plain,
): NewtonResult {
  checkRoot(root);
  checkSquare("a matrix with an inverse root", a);
  const n = a.rows;
  checkShape("the inverse root", out, n, n);
  const dtype = dtypeOf(a);
  const room = new Room(workspace, newtonWorkspace(dtype, n));
  const taken = () => matrix(room.take(dtype, n * n), n, n);
  let [x, m, factor, one, other] = [taken(), taken(), taken(), taken(), taken()];
  copy(m, a);
  const ridge = Math.max(epsilon, leastRidge[dtype] * normOf(m));
  for (let i = 0; i < n; i++) m.values[i * n + i] = m.values[i * n + i]! + ridge;
  // The norm is at least the largest eigenvalue, so all of M begin between 0 and (1 + root)/2.
  const z = (root + 1) / (2 * normOf(m));
  x.values.fill(0);
  const start = power(z, 1 / root);
  for (let i = 0; i < n; i++) x.values[i * n + i] = start;
  for (let i = 0; i < n * n; i++) m.values[i] = m.values[i]! * z;

  let error = errorOf(m, n);
  let iterations = 0;
  for (; error > tolerance && iterations < most; iterations++) {
    for (let i = 0; i < n * n; i++) factor.values[i] = -m.values[i]! / root;
    for (let i = 0; i < n; i++) factor.values[i * n + i] = factor.values[i * n + i]! + (1 + 1 / root);
    kernels.symmetricProduct(one, x, factor);
    [x, one] = [one, x];
    // M times the factor's power, by squares.
    for (let left = root; ; ) {
      if (left % 2 === 1) {
        kernels.symmetricProduct(one, factor, m);
        [m, one] = [one, m];
      }
      left = Math.floor(left / 2);
      if (left === 0) break;
      kernels.symmetricProduct(other, factor, factor);
      [factor, other] = [other, factor];
    }
    const before = error;
    error = errorOf(m, n);
    // Rounding lets it fall no further.
    if (before < 0.5 && error > before / 2) break;
  }
  copy(out, x);
  return { iterations, error };
}

function normOf({ values }: Matrix): number {
  let squares = 0;
  for (const value of values) squares += value * value;
  return Math.sqrt(squares);
}

/** The largest sum of a row of |M - I|; NaN where there is one. */
function errorOf(m: Matrix, n: number): number {
  let largest = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += Math.abs(m.values[i * n + j]! - (i === j ? 1 : 0));
    largest = Math.max(largest, sum);
  }
  return largest;
}

function copy(to: Matrix, from: Matrix): void {
  const [toRow, toColumn, row, column] = [
    rowStride(to),
    columnStride(to),
    rowStride(from),
    columnStride(from),
  ];
  for (let i = 0; i < to.rows; i++)
    for (let j = 0; j < to.rows; j++)
      to.values[to.offset + i * toRow + j * toColumn] = from.values[from.offset + i * row + j * column]!;
}
