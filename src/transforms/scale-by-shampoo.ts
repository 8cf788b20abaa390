/**
 * Shampoo's directions, with lengths of another optimizer's. Gupta, Koren, Singer: Shampoo: Preconditioned Stochastic Tensor Optimization,
 * ICML 2018; Shi et al.: A Distributed Data-Parallel PyTorch Implementation of the Distributed Shampoo Optimizer, arXiv 2309.06497,
 * Algorithms 1 to 3.
 */
import { matrixRule } from "../compose/matrix-rule.ts";
import { type Grafting, graftLines } from "./grafting.ts";
import { type ShampooSides, sides } from "./shampoo-sides.ts";

const common = {
  hyper: { b1: 0.9, b2: 0.999, eps: 1e-12, every: 100, start: 100, root: 4 },
  bounds: { b2: "[0, 1]", every: "whole [1, inf)", start: "whole [1, inf)", root: "whole [1, inf)" },
  presentPowers: true,
} as const;

/** By how inverse roots are computed: by eigenvalues, or by products alone, where one that does not converge leaves the last. */
export const inverseRoots = {
  eigen: (text: string) => text,
  newton: (text: string) => text.replace(/(\w) = inverseRoot\((.*?)\)/g, "$1 = newtonRoot($2, $1)"),
} as const;

/** For texts whose names the compiler cannot check, since options make them. */
const written = matrixRule<keyof (typeof common)["hyper"] | "graftEps", string, string>;
const made = new Map<string, ReturnType<typeof written>>();

/** The rule with these options. M is the mean of gradients, D the direction whose length that of P becomes. */
export function shampooRule(of: ShampooSides, grafting: Grafting, inverse: keyof typeof inverseRoots) {
  const key = [of, grafting, inverse].join();
  const known = made.get(key);
  if (known) return known;
  const { name, state, squares, sums, roots, product } = sides[of];
  const graft = graftLines[grafting];
  const lines = graft ? [graft.V && `V = ${graft.V}`, `D = ${graft.D}`].filter((line) => line) : [];
  const text = `
    w = where(b2 < 1, 1 - b2, 1)
    c = where(b2 < 1, 1 - b2^t, 1)
    M = b1*M + (1 - b1)*g
    H = M / (1 - b1^t)
    ${lines.join("\n")}
    ${sums}
    when t == start || t > start && t == every*floor(t / every) { ${inverseRoots[inverse](roots)} }
    P = ${product}
    u = ${graft ? "where(t < start, D, norm(D) / (norm(P) + 1e-16)*P)" : "where(t < start, H, P)"}`;
  const rule = written({
    ...common,
    name,
    hyper: { ...common.hyper, ...(graft?.V && { graftEps: 1e-8 }) },
    state: { M: 0, ...(graft?.V && { V: 0 }), ...state },
    squares,
    text,
  } as never);
  made.set(key, rule);
  return rule;
}
