/** Operations on whole matrices: never in a kernel, the planner makes routines of them. */
import type { OfMatrices, Rows } from "./row.ts";

const refused = { refused: "it takes whole matrices, and derivatives are of numbers" };

export const matrices = {
  product: {
    takes: ["matrix", "matrix"],
    gives: "matrix",
    isOfMatrices: true,
    // Tighter than "*": of c*A @ A the product is A @ A, which is symmetric.
    infix: ["@", 6],
    tex: "",
    derivative: refused,
  },
  transposed: {
    takes: ["matrix"],
    gives: "matrix",
    isOfMatrices: true,
    postfix: "'",
    tex: "#1^\\top",
    derivative: refused,
  },
} as const satisfies Rows & Readonly<Record<string, OfMatrices>>;
