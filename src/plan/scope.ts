/** Scopes: what a value changes with. Compilers call this uniformity. */
import type { Extent } from "../language/operations.ts";

/**
 * What a value depends on: the step alone, or also the tensor, its unit, its matrix (of the last two axes), the row or column of
 * that, or the element.
 */
export type Scope = "uniform" | Exclude<Extent, "global"> | "matrix" | "element";

/** Scopes of values that a slice of a tensor has; the tensor itself is the coarsest slice. */
export type SliceScope = Exclude<Scope, "uniform" | "element">;

/** All of them, coarser ones first. Of a matrix the units are its rows; of a batch of matrices a unit has whole ones. */
export const sliceScopes: readonly SliceScope[] = ["tensor", "unit", "matrix", "row", "column"];

const order: readonly Scope[] = ["uniform", ...sliceScopes, "element"];

/** The narrowest scope that holds both: what changes with the row and with the column changes with the element. */
export function wider(a: Scope, b: Scope): Scope {
  const [narrow, wide] = order.indexOf(a) < order.indexOf(b) ? [a, b] : [b, a];
  if (narrow === "unit" && wide === "matrix") return "row";
  return wide === "column" && (narrow === "unit" || narrow === "row") ? "element" : wide;
}

/**
 * What a reduction over an extent changes with where its argument has fewer values than elements: by extent and the argument's
 * scope. The host computes these from the argument's values; where the argument changes with the element there is a pass.
 */
const reduced: Readonly<Record<Exclude<Extent, "global">, Partial<Record<Scope, SliceScope>>>> = {
  tensor: {
    uniform: "tensor",
    tensor: "tensor",
    unit: "tensor",
    matrix: "tensor",
    row: "tensor",
    column: "tensor",
  },
  unit: { uniform: "tensor", tensor: "tensor", unit: "unit", matrix: "unit", row: "unit", column: "unit" },
  row: { uniform: "tensor", tensor: "tensor", unit: "unit", matrix: "matrix", row: "row", column: "matrix" },
  column: {
    uniform: "tensor",
    tensor: "tensor",
    unit: "matrix",
    matrix: "matrix",
    row: "matrix",
    column: "column",
  },
};

/** The scope of a reduction within tensors that the host computes; undefined if it needs a pass. */
export const reducedScope = (extent: Exclude<Extent, "global">, of: Scope): SliceScope | undefined =>
  reduced[extent][of];
