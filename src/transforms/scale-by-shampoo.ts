/**
 * Shampoo's directions, with the lengths of Adam's. Gupta, Koren, Singer: Shampoo: Preconditioned Stochastic Tensor Optimization, ICML 2018;
 * Shi et al.: A Distributed Data-Parallel PyTorch Implementation of the Distributed Shampoo Optimizer, arXiv 2309.06497, Algorithms 1 to 3.
 */
import { matrixRule } from "../compose/matrix-rule.ts";

const common = {
  hyper: { b1: 0.9, b2: 0.999, eps: 1e-12, graftEps: 1e-8, every: 100, start: 100, root: 4 },
  bounds: { b2: "[0, 1]", every: "whole [1, inf)", start: "whole [1, inf)", root: "whole [1, inf)" },
  presentPowers: true,
} as const;

/** M is the mean of gradients, D what Adam makes of it; the step has the direction of P and the length of D. */
const textOf = <S extends string, R extends string, P extends string>(sums: S, roots: R, product: P) =>
  `
    w = where(b2 < 1, 1 - b2, 1)
    c = where(b2 < 1, 1 - b2^t, 1)
    M = b1*M + (1 - b1)*g
    V = b2*V + w*g.^2
    H = M / (1 - b1^t)
    D = H ./ (sqrt(V / c) .+ graftEps)
    ${sums}
    when t == start || t > start && t == every*floor(t / every) { ${roots} }
    P = ${product}
    u = where(t < start, D, norm(D) / (norm(P) + 1e-16)*P)` as const;

/** The sums of a side, and its inverse root as of the last step that took one. */
const left = { sums: "L = b2*L + w*g @ g'", root: "A = inverseRoot(L / c, root, eps)" } as const;
const right = { sums: "R = b2*R + w*g' @ g", root: "B = inverseRoot(R / c, root, eps)" } as const;

const both = {
  ...common,
  name: "shampoo",
  state: { M: 0, V: 0, L: 0, R: 0, A: 0, B: 0 },
  squares: { L: "rows", A: "rows", R: "columns", B: "columns" },
  text: textOf(`${left.sums}; ${right.sums}`, `${left.root}; ${right.root}`, "A @ H @ B"),
} as const;

/** From the rows alone, where columns are too many. */
const rows = {
  ...common,
  name: "shampooOfRows",
  state: { M: 0, V: 0, L: 0, A: 0 },
  squares: { L: "rows", A: "rows" },
  text: textOf(left.sums, left.root, "A @ H"),
} as const;

/** From the columns alone. */
const columns = {
  ...common,
  name: "shampooOfColumns",
  state: { M: 0, V: 0, R: 0, B: 0 },
  squares: { R: "columns", B: "columns" },
  text: textOf(right.sums, right.root, "H @ B"),
} as const;

/** For texts that the compiler cannot check: those below are these with another name for inverse roots. */
const written = matrixRule<keyof (typeof common)["hyper"], string, string>;
const byProducts = <D extends { readonly text: string }>(definition: D) =>
  written({ ...definition, text: definition.text.replaceAll("inverseRoot", "newtonRoot") } as never);

/** By how inverse roots are computed: by eigenvalues, or by products alone. */
export const shampooRules = {
  eigen: { both: matrixRule(both), rows: matrixRule(rows), columns: matrixRule(columns) },
  newton: { both: byProducts(both), rows: byProducts(rows), columns: byProducts(columns) },
};
