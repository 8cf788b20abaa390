/** Scopes: what a value changes with. Compilers call this uniformity. */
import type { Extent } from "../language/operations.ts";

/** What a value depends on: the step alone, or also the tensor, its unit, row or column, or the element. */
export type Scope = "uniform" | Exclude<Extent, "global"> | "element";

/** Scopes of values that a slice of a tensor has; the tensor itself is the coarsest slice. */
export type SliceScope = Exclude<Scope, "uniform" | "element">;

/** All of them, coarser ones first; a column belongs to the tensor alone. */
export const sliceScopes: readonly SliceScope[] = ["tensor", "unit", "row", "column"];

const order: readonly Scope[] = ["uniform", ...sliceScopes, "element"];

/** The narrowest scope that holds both: what changes with the row and with the column changes with the element. */
export function wider(a: Scope, b: Scope): Scope {
  const [narrow, wide] = order.indexOf(a) < order.indexOf(b) ? [a, b] : [b, a];
  return wide === "column" && (narrow === "unit" || narrow === "row") ? "element" : wide;
}
