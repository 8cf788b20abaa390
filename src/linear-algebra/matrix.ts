/** Matrices that lie in arrays: their shapes, parts of them, and what is said where shapes do not fit. */
import type { DType, Elements } from "../language/dtype.ts";

/** A matrix in row-major order somewhere in an array. */
export interface Matrix {
  readonly values: Elements;
  /** Index of its first element. */
  readonly offset: number;
  /** Rows and columns as they are stored. */
  readonly rows: number;
  readonly columns: number;
  /** Whether it is read and written as its transpose. */
  readonly transposed?: boolean;
  /** Elements from one stored row to the next; `columns` where it is absent. */
  readonly stride?: number;
}

/** What a routine of linear algebra throws where it cannot work with what it is given. */
export class LinearAlgebraError extends Error {
  override readonly name = "LinearAlgebraError";
}

/** A matrix of whole rows at the beginning of an array, or from `offset` on. */
export const matrix = (values: Elements, rows: number, columns: number, offset = 0): Matrix => ({
  values,
  offset,
  rows,
  columns,
});

/** The transpose: the same elements, read the other way. */
export const transpose = (a: Matrix): Matrix => ({ ...a, transposed: !a.transposed });

/** Rows of what is read: columns of what is stored, where it is transposed. */
export const rowsOf = (a: Matrix): number => (a.transposed ? a.columns : a.rows);

/** Columns of what is read. */
export const columnsOf = (a: Matrix): number => (a.transposed ? a.rows : a.columns);

/** Elements from one row of what is read to the next. */
export const rowStride = (a: Matrix): number => (a.transposed ? 1 : (a.stride ?? a.columns));

/** Elements from one column of what is read to the next. */
export const columnStride = (a: Matrix): number => (a.transposed ? (a.stride ?? a.columns) : 1);

/** The type of its elements. */
export const dtypeOf = ({ values }: Matrix): DType =>
  values instanceof Float32Array ? "float32" : "float64";

/** Rows and columns of a matrix from a row and a column on, without copying. */
export function part(a: Matrix, row: number, column: number, rows: number, columns: number): Matrix {
  const offset = a.offset + row * rowStride(a) + column * columnStride(a);
  const [storedRows, storedColumns] = a.transposed ? [columns, rows] : [rows, columns];
  return { ...a, offset, rows: storedRows, columns: storedColumns, stride: a.stride ?? a.columns };
}

const shapeOf = (a: Matrix): string => `${rowsOf(a)} x ${columnsOf(a)}`;

/** @throws LinearAlgebraError where the shapes of `a` and `b` give no product, `out` is of another shape, or elements differ in type. */
export function checkProduct(out: Matrix, a: Matrix, b: Matrix): void {
  if (columnsOf(a) !== rowsOf(b)) {
    throw new LinearAlgebraError(
      `a product needs as many columns on the left as rows on the right; got ${shapeOf(a)} and ${shapeOf(b)}: transpose one of them`,
    );
  }
  if (rowsOf(out) !== rowsOf(a) || columnsOf(out) !== columnsOf(b)) {
    throw new LinearAlgebraError(
      `the product of ${shapeOf(a)} and ${shapeOf(b)} is ${rowsOf(a)} x ${columnsOf(b)}; got a result of ${shapeOf(out)}: give one of that shape`,
    );
  }
  if (dtypeOf(out) !== dtypeOf(a) || dtypeOf(out) !== dtypeOf(b)) {
    const types = [out, a, b].map(dtypeOf).join(", ");
    throw new LinearAlgebraError(
      `a product and its factors must have elements of one type; got ${types}: convert them first`,
    );
  }
}

/** @throws LinearAlgebraError where a matrix that must be square is not. */
export function checkSquare(name: string, a: Matrix): void {
  if (rowsOf(a) !== columnsOf(a)) {
    throw new LinearAlgebraError(`${name} must be square; got ${shapeOf(a)}`);
  }
}

/** @throws LinearAlgebraError where a matrix has not so many rows and columns. */
export function checkShape(name: string, a: Matrix, rows: number, columns: number): void {
  if (rowsOf(a) !== rows || columnsOf(a) !== columns) {
    throw new LinearAlgebraError(`${name} must be ${rows} x ${columns}; got ${shapeOf(a)}`);
  }
}

/** @throws LinearAlgebraError where an array is too short. */
export function checkLength(name: string, values: Elements, least: number): void {
  if (values.length < least) {
    throw new LinearAlgebraError(
      `${name} must have at least ${least} elements of ${values.BYTES_PER_ELEMENT} bytes; got ${values.length}`,
    );
  }
}
