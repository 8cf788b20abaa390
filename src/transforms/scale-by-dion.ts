/**
 * Dion's directions: orthonormal matrices of low rank. Ahn, Xu, Abreu, Langford: Dion: Distributed Orthonormalized Updates, arXiv 2504.05295,
 * Algorithm 1.
 */
import { matrixRule } from "../compose/matrix-rule.ts";

/** M keeps what the step leaves out of it; the columns of Q, from random ones on, turn to its right singular vectors. */
const definition = {
  name: "dion",
  hyper: { momentum: 0.95, eps: 1e-8, seed: 0 },
  bounds: { momentum: "[0, 1]", seed: "whole [0, inf)" },
  state: { M: 0, Q: 0 },
  thin: { Q: "columns" },
  text: `
    B = M + g
    when t == 1 { Q = randomNormal(Q, seed) }
    P = qr(B @ Q)
    R = B' @ P
    M = B - (1 - momentum)*P @ R'
    N = unitColumns(R, eps)
    repeat 1 { Q = nonzero(N, Q) }
    u = P @ N'`,
} as const;

const ofRank = (rank: number, tall: boolean) => matrixRule({ ...definition, rank, tall });
const made = new Map<string, ReturnType<typeof ofRank>>();

/** The rule of a rank, as a share of the shorter side: for matrices as they lie, or so that they have as many rows as columns or more. */
export function dionRule(rank: number, tall: boolean): ReturnType<typeof ofRank> {
  const key = `${rank} ${tall}`;
  const rule = made.get(key) ?? ofRank(rank, tall);
  made.set(key, rule);
  return rule;
}
