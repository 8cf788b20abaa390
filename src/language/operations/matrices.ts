/** Operations on whole matrices: never in a kernel, the planner makes routines of them. */
import type { OfMatrices, Rows } from "./row.ts";

const refused = { refused: "it takes whole matrices, and derivatives are of numbers" };

/** Of one square matrix another one. */
const ofOne = (tex: string) =>
  ({
    takes: ["matrix"],
    gives: "matrix",
    isOfMatrices: true,
    tex: `\\mathrm{${tex}}\\left(#1\\right)`,
    derivative: refused,
  }) as const;

/** Of a square matrix, a root and what is added to its eigenvalues another one. */
const inverseRoot = {
  takes: ["matrix", "number", "number"],
  gives: "matrix",
  isOfMatrices: true,
  tex: "\\left(#1 + #3 I\\right)^{-1/#2}",
  derivative: refused,
} as const;

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
  /** Eigenvectors of a symmetric matrix as columns, that of the largest eigenvalue first. Only what lies up to the diagonal is read. */
  eigh: ofOne("eigh"),
  /** The orthogonal factor of a square matrix, or of one of `rank` columns. */
  qr: ofOne("qr"),
  /** Columns over their norms, to which a number is added. */
  unitColumns: {
    takes: ["matrix", "number"],
    gives: "matrix",
    isOfMatrices: true,
    tex: "\\mathrm{unitColumns}\\left(#1, #2\\right)",
    derivative: refused,
  },
  /** The first of two, or the second where all of the first is 0. */
  nonzero: {
    takes: ["matrix", "matrix"],
    gives: "matrix",
    isOfMatrices: true,
    tex: "\\mathrm{nonzero}\\left(#1, #2\\right)",
    derivative: refused,
  },
  /** Independent normal numbers of a seed, in the shape of a matrix. */
  randomNormal: {
    takes: ["matrix", "number"],
    gives: "matrix",
    isOfMatrices: true,
    tex: "\\mathrm{normal}\\left(#2\\right)",
    derivative: refused,
  },
  /** A^(-1/root) of a symmetric matrix by its eigenvalues, to which eps is added; they are raised to eps at least. */
  inverseRoot,
  /** The same by products alone, the coupled Newton iteration; where it does not converge, another matrix if that is one, or the identity. */
  newtonRoot: { ...inverseRoot, takes: [...inverseRoot.takes, "matrix"], optional: 1 },
  /** The permutation matrix P by which A P has columns in the order of A's diagonal, the largest first. */
  sorting: ofOne("sorting"),
} as const satisfies Rows & Readonly<Record<string, OfMatrices>>;
