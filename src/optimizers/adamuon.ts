/** AdaMuon. Si, Zhang, Shen: AdaMuon: Adaptive Muon Optimizer, 2025, Algorithm 1. */

import { defineOptimizer } from "../compose/define-optimizer.ts";
import { rule } from "../compose/rule.ts";
import { oneOf } from "../options/kinds.ts";
import { type Hyper, schedulables } from "../rule/hyper.ts";
import {
  type MatrixDescentOptions,
  matrixDescent,
  matrixDescentOptions,
  type OthersOptions,
  optionsOfAdamw,
} from "../transforms/matrix-descent.ts";
import type { ShapeScale } from "../transforms/scale-by-shape.ts";
import { adamw } from "./adamw.ts";

/** Options of `adamuon`. */
export interface AdamuonOptions extends MatrixDescentOptions, OthersOptions {
  /** Which form: `"paper"`; without it that of the authors' first code. */
  readonly like?: "paper" | undefined;
  /** Step size of matrices; default 0.02. */
  readonly learningRate?: Hyper | undefined;
  /** Decoupled weight decay of matrices: the share that a step of rate 1 subtracts; default 0.01. */
  readonly weightDecay?: Hyper | undefined;
  /** Decay rate of the mean of squares, in [0, 1); default 0.999, paper 0.95. */
  readonly b2?: Hyper | undefined;
  /** Added to the root of that mean, and to the norm; default 1e-8. */
  readonly eps?: Hyper | undefined;
  /** Guards the division by the norm before the iterations; default 1e-7. */
  readonly normEps?: Hyper | undefined;
  /** Whether to look ahead along the momentum; default true, paper false. */
  readonly nesterov?: boolean | undefined;
  /**
   * By what the normalised matrix is multiplied: `"matchRms"`, 0.2 times the root of the longer side, so that the root of the mean square of
   * a step of rate 1 is 0.2, about that of AdamW's (default); `"original"`, the root of max(1, out/in); `"spectral"`, the root of out/in;
   * `"none"`.
   */
  readonly scale?: ShapeScale | undefined;
}

const common = { name: "adamuon", state: { V: 0 }, moments: { V: "second" } } as const;

const normalized = rule({
  ...common,
  hyper: { b2: 0.999, eps: 1e-8 },
  text: `
    V = b2*V + (1 - b2)*g^2
    VHat = V / (1 - b2^t)
    o = g / (sqrt(VHat) + eps)
    u = sqrt(min(rowSize(g), columnSize(g))) / (norm(o) + eps)*o`,
});
/** Without correction, which the norm takes out again but for `eps`. */
const paper = rule({
  ...common,
  hyper: { b2: 0.95, eps: 1e-8 },
  text: `
    V = b2*V + (1 - b2)*g^2
    o = g / (sqrt(V) + eps)
    u = sqrt(min(rowSize(g), columnSize(g))) / (norm(o) + eps)*o`,
});

/**
 * Muon with a rate for each element: the orthogonal matrix is divided by the root of a mean of its squares, then brought to the norm of a
 * matrix with all singular values 1.
 *
 * Use it as `muon`, for the hidden weights of networks, where single elements differ in noise. With its scale, rates and decays of AdamW carry
 * over: begin with those.
 *
 * `like`: the default, as the authors' code of July 2025, makes the momentum orthogonal, looking ahead, and corrects the mean of squares; paper makes
 * the sign of the momentum orthogonal, does not look ahead, and corrects nothing. With `nesterov: true` that is the authors' code since August 2025.
 *
 * Defaults: those of the authors' first code, and Keller Jordan's for AdamW; with `like: "paper"` b2 is 0.95, as momentum is: the
 * paper has one number for both, so give both to change it.
 * While it runs, `descent.set()` of `learningRate`, `weightDecay`, `b2` or `eps` changes that of matrices and of all others. Names of one alone are
 * `"adamuon.learningRate"`, `"adamw.learningRate"`, and so with `weightDecay`, `"adamuon.b2"`, `"adam.b2"`, `"adamuon.eps"`, `"adam.eps"`.
 *
 * Deviations: everything is computed in the parameters' type; the authors round matrices to bfloat16 for the iterations. The norm after the division
 * is guarded by `eps`, in the paper by nothing. A gradient of zeros gives a step of zeros.
 *
 * Memory: 8 bytes a parameter (float32); 4 more and some matrices that all tensors share for the iterations.
 *
 * @example
 * const optimizer = adamuon({ matrices: /^blocks.*weight$/, learningRate: 1e-3, weightDecay: 0.1 });
 */
export const adamuon = defineOptimizer<AdamuonOptions>(
  "adamuon",
  {
    ...matrixDescentOptions,
    ...schedulables("b2", "normEps"),
    like: oneOf("paper"),
  },
  ({
    like,
    learningRate = 0.02,
    weightDecay = 0.01,
    b2,
    eps,
    normEps = 1e-7,
    nesterov = like !== "paper",
    scale = "matchRms",
    ...given
  }) => {
    const own = {
      learningRate,
      weightDecay,
      nesterov,
      scale,
      normEps,
      isSigned: like === "paper",
      normalized: (like === "paper" ? paper : normalized)({ b2, eps }),
    };
    return matrixDescent("adamuon", { ...given, ...own }, adamw(optionsOfAdamw(given)));
  },
);
