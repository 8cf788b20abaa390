/** Shampoo's matrices of a side, their inverse roots, and the products with them: Gupta, Koren, Singer, ICML 2018, Algorithm 1. */

/** The sums of a side, and its inverse root as of the last step that took one. */
const left = { sums: "L = b2*L + w*g @ g'", root: "A = inverseRoot(L / c, root, eps)" } as const;
const right = { sums: "R = b2*R + w*g' @ g", root: "B = inverseRoot(R / c, root, eps)" } as const;

/** By which sides have inverse roots: all, or the only one that is short enough. */
export const sides = {
  both: {
    name: "shampoo",
    state: { L: 0, R: 0, A: 0, B: 0 },
    squares: { L: "rows", A: "rows", R: "columns", B: "columns" },
    sums: `${left.sums}; ${right.sums}`,
    roots: `${left.root}; ${right.root}`,
    product: "A @ H @ B",
  },
  rows: {
    name: "shampooOfRows",
    state: { L: 0, A: 0 },
    squares: { L: "rows", A: "rows" },
    sums: left.sums,
    roots: left.root,
    product: "A @ H",
  },
  columns: {
    name: "shampooOfColumns",
    state: { R: 0, B: 0 },
    squares: { R: "columns", B: "columns" },
    sums: right.sums,
    roots: right.root,
    product: "H @ B",
  },
} as const;

/** Which sides of a matrix have inverse roots. */
export type ShampooSides = keyof typeof sides;
