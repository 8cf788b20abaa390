/**
 * What reads rules of whole matrices. `matrixRule()` puts it here, so that programs without such rules do not load it.
 */
import type { MatrixShapes } from "../language/matrix-shapes.ts";
import type { productsIn } from "./products.ts";

/** What reads them, once `matrixRule()` was called. */
export const matrixReading: {
  of: { readonly Shapes: typeof MatrixShapes; readonly productsIn: typeof productsIn } | undefined;
} = { of: undefined };
