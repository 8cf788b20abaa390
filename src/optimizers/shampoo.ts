/**
 * Shampoo. Gupta, Koren, Singer: Shampoo: Preconditioned Stochastic Tensor Optimization, ICML 2018; Shi et al.: A Distributed Data-Parallel
 * PyTorch Implementation of the Distributed Shampoo Optimizer, arXiv 2309.06497, Algorithms 1 to 3.
 */

import { bySides } from "../compose/by-sides.ts";
import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { oneOf, whole } from "../options/kinds.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { type Pattern, pattern } from "../rule/pattern.ts";
import { addDecayedWeights } from "../transforms/add-decayed-weights.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { shampooRules } from "../transforms/scale-by-shampoo.ts";
import { shampooOfElements } from "../transforms/shampoo-of-elements.ts";

/** Options of `shampoo`. */
export interface ShampooOptions extends WhereOptions {
  /** Step size, that of Adam, whose length a step has; default 0.001. */
  readonly learningRate?: Hyper | undefined;
  /** Decay rate of the mean of gradients; default 0.9. */
  readonly b1?: Hyper | undefined;
  /** Decay rate of the two matrices and of Adam's second moment; 1 means sums. Default 0.999. */
  readonly b2?: Hyper | undefined;
  /** Added to the eigenvalues of the two matrices, which are raised to it at least; default 1e-12. */
  readonly eps?: Hyper | undefined;
  /** Added to the root of Adam's second moment; default 1e-8. */
  readonly graftEps?: Hyper | undefined;
  /** Decoupled weight decay: the share of the parameter that a step of rate 1 subtracts; default 0. */
  readonly weightDecay?: Hyper | undefined;
  /** Every how many steps the inverse roots follow the matrices; default 100. */
  readonly every?: Hyper | undefined;
  /** The first step with inverse roots: those before it are Adam's. Default 100. */
  readonly start?: Hyper | undefined;
  /** r of the inverse root L^(-1/r); default 4, with one side alone 2. */
  readonly root?: Hyper | undefined;
  /**
   * How inverse roots are computed: by eigenvalues, or by the coupled Newton iteration (`"newton"`), products in the parameters' type, which
   * needs an `eps` that is not far below the largest eigenvalue. Default `"eigen"`.
   */
  readonly inverse?: "eigen" | "newton" | undefined;
  /** The longest side that has a matrix, of its square and the inverse root; default 1024. */
  readonly maxSide?: number | undefined;
  /**
   * Which tensors of two axes are taken as matrices, a pattern of their paths as in `partition`, or a function of path and shape; all without
   * it. Others go to Adam.
   */
  readonly matrices?: Pattern | undefined;
}

/**
 * Adam's lengths, another direction: the mean of gradients between the inverse roots of decaying means of g g' and g' g, which undo
 * correlations of rows and of columns.
 *
 * Use it in place of Adam for networks whose weights are matrices, at Adam's rates and decays; it won the first AlgoPerf competition. Inverse
 * roots are most of its work: `every` says how often.
 *
 * Defaults: those that the README of the authors' code has in place of Adam's, with `every` steps between inverse roots and Adam before the
 * first, and `maxSide` of the code.
 *
 * Deviations: the authors divide longer sides into blocks of `maxSide`; here such a side has no matrix, and where both are longer a step is
 * Adam's. So are those of vectors, which the authors take as matrices of one column. Eigenvalues are computed in float64.
 *
 * Memory: 8 bytes a parameter (float32), and of an m x n matrix 8 (m^2 + n^2) bytes; 12 more a parameter for the products.
 *
 * @example
 * const optimizer = shampoo({ learningRate: 1e-3, every: 10, start: 10 });
 */
export const shampoo = defineOptimizer<ShampooOptions>(
  "shampoo",
  {
    learningRate: schedulable(),
    ...shampooRules.eigen.both.options,
    weightDecay: schedulable(),
    inverse: oneOf(...Object.keys(shampooRules)),
    maxSide: whole(1, 2 ** 20),
    matrices: pattern,
  },
  ({
    learningRate = 0.001,
    weightDecay = 0,
    maxSide = 1024,
    matrices,
    root,
    inverse = "eigen",
    ...hyper
  }) => {
    const { b1, b2, graftEps } = hyper;
    const { both, rows, columns } = shampooRules[inverse];
    const step = (direction: Optimizer) =>
      chain(direction, addDecayedWeights(weightDecay), scaleByLearningRate(learningRate));
    return bySides(
      "shampoo",
      { matrices, maxSide },
      {
        both: step(both({ ...hyper, root })),
        rows: step(rows({ ...hyper, root: root ?? 2 })),
        columns: step(columns({ ...hyper, root: root ?? 2 })),
        others: step(shampooOfElements({ b1, b2, graftEps })),
      },
    );
  },
);
