/** Dion. Ahn, Xu, Abreu, Langford: Dion: Distributed Orthonormalized Updates, 2025, arXiv 2504.05295, Algorithm 1. */

import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import type { Layout } from "../compose/hidden-weights.ts";
import type { MatrixViews } from "../compose/matrix-views.ts";
import { oneOf, share } from "../options/kinds.ts";
import { type Hyper, within } from "../rule/hyper.ts";
import type { Pattern } from "../rule/pattern.ts";
import { hiddenDescent, matrixDescentOptions } from "../transforms/matrix-descent.ts";
import { dionRule } from "../transforms/scale-by-dion.ts";
import type { ShapeScale } from "../transforms/scale-by-shape.ts";
import { adamw } from "./adamw.ts";

/** Options of `dion`. */
export interface DionOptions extends WhereOptions {
  /** Which form: `"paper"`; without it that of the authors' code. */
  readonly like?: "paper" | undefined;
  /**
   * Which tensors are hidden weights: a pattern of their paths as in `partition`, or a function of path and shape. It has no default:
   * embeddings and the output layer belong to AdamW, where all others go. Axes before the last two are those of a batch: each matrix is by
   * itself, with a random matrix of its own.
   */
  readonly matrices?: Pattern | undefined;
  /** How weights lie: `"out,in"` as in PyTorch, `"in,out"` as in JAX, Keras and TensorFlow. Needed where the scale depends on it; it has no default. */
  readonly layout?: Layout | undefined;
  /** How tensors are matrices, where not by their last two axes: as in `muon`. */
  readonly shapes?: MatrixViews | undefined;
  /** Step size of matrices; default 0.01. */
  readonly learningRate?: Hyper | undefined;
  /** Decoupled weight decay of matrices: the share that a step of rate 1 subtracts; default 0.01. */
  readonly weightDecay?: Hyper | undefined;
  /** Whether matrices decay only where the step goes the same way; default false. */
  readonly cautious?: boolean | undefined;
  /** What is left of the part of the momentum that a step takes, in [0, 1]; default 0.95. */
  readonly momentum?: Hyper | undefined;
  /** Added to the norms of columns; default 1e-8. */
  readonly eps?: Hyper | undefined;
  /** The rank of a step as a share of a matrix's shorter side, rounded up, in (0, 1]; default 1. */
  readonly rankFraction?: number | undefined;
  /** Of the random matrices that the first step begins with; default 0. */
  readonly seed?: Hyper | undefined;
  /**
   * By what the orthonormal matrix is multiplied: `"spectral"`, the root of out/in (default); `"original"`, the root of max(1, out/in);
   * `"matchRms"`, 0.2 times the root of the longer side; `"none"`.
   */
  readonly scale?: ShapeScale | undefined;
  /** Step size of all others; by default that of matrices. */
  readonly adamLearningRate?: Hyper | undefined;
  /** Decay rate of AdamW's first moment; default 0.9. */
  readonly adamB1?: Hyper | undefined;
  /** Decay rate of AdamW's second moment; default 0.95. */
  readonly adamB2?: Hyper | undefined;
  /** Added to the root of AdamW's second moment; by default `eps`. */
  readonly adamEps?: Hyper | undefined;
  /** Decoupled weight decay of all others; by default that of matrices. */
  readonly adamWeightDecay?: Hyper | undefined;
}

const { coefficients, form, steps, nesterov, moments, ...shared } = matrixDescentOptions as Required<
  typeof matrixDescentOptions
>;

/**
 * Momentum whose step is orthonormal in some directions: its largest ones, which a step of power iteration follows. What a step leaves out
 * stays in the momentum.
 *
 * Use it as `muon`, for the hidden weights of networks: at full rank steps are much the same, and a small `rankFraction` makes them cheap for
 * large matrices, at little cost for the loss.
 *
 * `like`: the default, as the authors' code, takes matrices so that they have as many rows as columns or more; paper takes them as they lie.
 *
 * Defaults: those of the authors' code, which has one rate and decay for all, and its AdamW in the form of torch. Where `layout` is needed,
 * it has none.
 * While it runs, `descent.set()` of `learningRate`, `weightDecay` or `eps` changes that of matrices and of all others. Names of one alone are
 * `"dion.learningRate"`, `"adamw.learningRate"`, and so with `weightDecay`, `"dion.eps"`, `"adam.eps"`.
 *
 * Deviations: everything is computed in the parameters' type, factorisations by reflections in blocks; the authors' code has a randomised
 * QR factorisation in float32 by default. Random numbers are of another generator, those of tensors of one shape the same. Ranks are no multiples of a
 * number. A gradient of zeros at the beginning gives a step of zeros, and leaves the random matrix as it is. In float32, a step whose rank is
 * above the gradient's has columns of rounding beside the others, each as long as they; a smaller `rankFraction` has none.
 *
 * Memory: 8 bytes a parameter (float32) of square matrices at full rank and of all others; of m x n with rank r 4, and 4 r min(m, n) bytes,
 * with paper 4 r n; 8 more a parameter and some matrices that all tensors share for the products.
 *
 * @example
 * const optimizer = dion({ matrices: /^blocks.*weight$/, layout: "out,in", rankFraction: 0.25 });
 */
export const dion = defineOptimizer<DionOptions>(
  "dion",
  {
    ...shared,
    like: oneOf("paper"),
    rankFraction: share,
    ...within({ momentum: "[0, 1]", seed: "whole [0, inf)" }),
  },
  ({ like, learningRate = 0.01, weightDecay = 0.01, eps = 1e-8, rankFraction = 1, ...given }) => {
    const others = adamw({
      like: "torch",
      learningRate: given.adamLearningRate ?? learningRate,
      b1: given.adamB1 ?? 0.9,
      b2: given.adamB2 ?? 0.95,
      eps: given.adamEps ?? eps,
      weightDecay: given.adamWeightDecay ?? weightDecay,
    });
    const direction = dionRule(
      rankFraction,
      like !== "paper",
    )({ momentum: given.momentum, eps, seed: given.seed });
    const how = { ...given, learningRate, weightDecay, scale: given.scale ?? "spectral" } as const;
    return hiddenDescent("dion", how, direction, others);
  },
);
