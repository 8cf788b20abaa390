/** What routines do with whole matrices on the host's memory. */
import { columnStride, columnsOf, type Matrix, rowStride, rowsOf } from "../../linear-algebra/matrix.ts";
import { product, symmetricProduct } from "../../linear-algebra/product.ts";

/** All of them have the same bits, whatever computes them. */
export interface WholeMatrices {
  /** out = a @ b */
  product(out: Matrix, a: Matrix, b: Matrix): void;
  /** The same where the product is symmetric: half of it is computed. */
  symmetricProduct(out: Matrix, a: Matrix, b: Matrix): void;
  /** out = a, which may lie the other way. */
  copy(out: Matrix, a: Matrix): void;
}

function copy(out: Matrix, a: Matrix): void {
  const [down, across] = [rowStride(out), columnStride(out)];
  const [fromDown, fromAcross] = [rowStride(a), columnStride(a)];
  for (let i = 0; i < rowsOf(a); i++)
    for (let j = 0; j < columnsOf(a); j++)
      out.values[out.offset + i * down + j * across] = a.values[a.offset + i * fromDown + j * fromAcross]!;
}

/** In plain TypeScript, on any memory. */
export const wholeMatrices: WholeMatrices = { product, symmetricProduct, copy };
