/**
 * NorMuon. Li, Liu, Liang, Chen, Zhao: NorMuon: Making Muon more efficient and scalable, 2025, Algorithm 1.
 */

import { defineOptimizer } from "../compose/define-optimizer.ts";
import { variants } from "../compose/variants.ts";
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

/** Options of `normuon`. */
export interface NormuonOptions extends MatrixDescentOptions, OthersOptions {
  /** Which form: `"paper"`; without it that of the authors' code. */
  readonly like?: "paper" | undefined;
  /** Step size of matrices; default 0.02. */
  readonly learningRate?: Hyper | undefined;
  /** Decoupled weight decay of matrices: the share that a step of rate 1 subtracts; default 0. */
  readonly weightDecay?: Hyper | undefined;
  /** Decay rate of the mean of squares of each output, in [0, 1); default 0.95. */
  readonly b2?: Hyper | undefined;
  /** Added to the root of that mean, and to the norm; default 1e-10. */
  readonly eps?: Hyper | undefined;
  /** Guards the division by the norm before the iterations; default 1e-7. */
  readonly normEps?: Hyper | undefined;
  /** Whether to look ahead along the momentum; default true, paper false. */
  readonly nesterov?: boolean | undefined;
  /**
   * By what the normalised matrix is multiplied: `"original"`, the root of max(1, out/in) (default); `"matchRms"`, 0.2 times the root of the
   * longer side, so that rates and decays of AdamW carry over (paper); `"spectral"`, the root of out/in; `"none"`.
   */
  readonly scale?: ShapeScale | undefined;
}

const rows = variants({
  name: "normuon",
  hyper: { b2: 0.95, eps: 1e-10 },
  state: { V: 0 },
  moments: { V: "second" },
  text: `
    V = b2*V + (1 - b2)*rowMean(g^2)
    o = g / (sqrt(V) + eps)
    u = norm(g) / (norm(o) + eps)*o`,
});
/** Outputs along the second axis. */
const columns = rows.variant({ text: "V = b2*V + (1 - b2)*columnMean(g^2)" });
/** The norm of a matrix with all singular values 1, whatever that of `g` is. */
const paper = rows.variant({ text: "u = sqrt(min(rowSize(g), columnSize(g))) / (norm(o) + eps)*o" });

/**
 * Muon whose steps are as long for each output: every row of the orthogonal matrix is divided by the root of a mean of its squares, then the
 * whole is brought back to its norm.
 *
 * Use it as `muon`, for the hidden weights of networks: orthogonalising makes singular values equal, but leaves some outputs with far longer
 * steps than others. The paper reports 11 per cent less training than with Muon for a language model of 1.1 billion parameters.
 *
 * `like`: the default, as the authors' code, gives the matrix back the norm that it had, has Nesterov's momentum, and Muon's scale; paper gives
 * it the norm of a matrix with singular values 1, without Nesterov's momentum, so that with its scale, `"matchRms"`, the root of the mean
 * square of a step of rate 1 is 0.2.
 *
 * Defaults: those of the authors' code, which are Muon's, with b2 0.95 and eps 1e-10; with `like: "paper"` begin with rates of AdamW.
 * `layout` has no default.
 * While it runs, `descent.set()` of `learningRate`, `weightDecay`, `b2` or `eps` changes that of matrices and of all others. Names of one alone are
 * `"normuon.learningRate"`, `"adamw.learningRate"`, and so with `weightDecay`, `"normuon.b2"`, `"adam.b2"`, `"normuon.eps"`, `"adam.eps"`.
 *
 * Deviations: everything is computed in the parameters' type; the authors round matrices to bfloat16 for the iterations. The norm before the
 * iterations is guarded by 1e-7, as in Muon. A gradient of zeros gives a step of zeros.
 *
 * Memory: 4 bytes a parameter of a matrix (float32) and 8 bytes an output; 8 bytes a parameter of all others; 4 more and some matrices that all
 * tensors share for the iterations.
 *
 * @example
 * const optimizer = normuon({ matrices: /^blocks.*weight$/, layout: "out,in", learningRate: 0.02, adamLearningRate: 3e-4 });
 */
export const normuon = defineOptimizer<NormuonOptions>(
  "normuon",
  {
    ...matrixDescentOptions,
    ...schedulables("b2", "normEps"),
    like: oneOf("paper"),
  },
  ({ like, learningRate = 0.02, weightDecay = 0, b2, eps, normEps = 1e-7, nesterov, scale, ...given }) => {
    const isPaper = like === "paper";
    const how = {
      ...given,
      ...{ learningRate, weightDecay },
      normEps,
      nesterov: nesterov ?? !isPaper,
      normalized: rows.with(given.layout === "in,out" && columns, isPaper && paper)({ b2, eps }),
      scale: scale ?? (isPaper ? "matchRms" : "original"),
      needsLayout: "the mean of squares is of each output",
    } as const;
    return matrixDescent("normuon", how, adamw(optionsOfAdamw(given)));
  },
);
