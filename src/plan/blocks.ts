/**
 * Matrices as they lie in a tensor: those of a batch one after the other, and blocks, into which a matrix is divided. Each is a matrix by
 * itself to rules of whole ones.
 */
import type { Blocks } from "../rule/transformation.ts";

/** Where a matrix begins in its tensor, its sides, and how far its rows are apart, in elements. */
export interface MatrixPlace {
  readonly from: number;
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
}

/** The last two axes of a shape, its matrices, and how many blocks each has below and beside one another. */
function gridOf(shape: readonly number[], blocks: Blocks | undefined) {
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  const batch = shape.slice(0, -2).reduce((count, length) => count * length, 1);
  const of: Blocks = blocks ?? { rows, columns };
  const [down, across] = blocks ? [Math.ceil(rows / of.rows), Math.ceil(columns / of.columns)] : [1, 1];
  return { rows, columns, batch, of, down, across };
}

/** The matrices of a tensor: blocks row by row. */
export function placesIn(shape: readonly number[], blocks: Blocks | undefined): MatrixPlace[] {
  const { rows, columns, batch, of, down, across } = gridOf(shape, blocks);
  return Array.from({ length: batch * down * across }, (_, index) => {
    const [row, column] = [Math.floor(index / across) % down, index % across];
    const matrix = Math.floor(index / (down * across));
    return {
      from: (matrix * rows + row * of.rows) * columns + column * of.columns,
      rows: Math.min(of.rows, rows - row * of.rows),
      columns: Math.min(of.columns, columns - column * of.columns),
      stride: columns,
    };
  });
}

/** Whether some blocks of a tensor are smaller than others. */
export function areUneven(shape: readonly number[], blocks: Blocks | undefined): boolean {
  const { rows, columns, of } = gridOf(shape, blocks);
  return rows % of.rows !== 0 || columns % of.columns !== 0;
}

/** The block that an element lies in, and its row and column there, all three numbered through the tensor. */
export function placeOf(
  element: number,
  shape: readonly number[],
  blocks: Blocks,
): { readonly matrix: number; readonly row: number; readonly column: number } {
  const { rows, columns, of, down, across } = gridOf(shape, blocks);
  const [high, column] = [Math.floor(element / columns), element % columns];
  const [matrix, row] = [Math.floor(high / rows), high % rows];
  const [i, j] = [Math.floor(row / of.rows), Math.floor(column / of.columns)];
  const height = Math.min(of.rows, rows - i * of.rows);
  return {
    matrix: (matrix * down + i) * across + j,
    row: (matrix * rows + i * of.rows) * across + j * height + (row - i * of.rows),
    column: (matrix * down + i) * columns + column,
  };
}

/** Numbers of all blocks, of their rows and of their columns. */
export function countsIn(
  shape: readonly number[],
  blocks: Blocks,
): { readonly matrix: number; readonly row: number; readonly column: number } {
  const { rows, columns, batch, down, across } = gridOf(shape, blocks);
  return {
    matrix: batch * down * across,
    row: batch * rows * across,
    column: batch * columns * down,
  };
}
