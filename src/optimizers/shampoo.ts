/**
 * Shampoo. Gupta, Koren, Singer: Shampoo: Preconditioned Stochastic Tensor Optimization, ICML 2018; Shi et al.: A Distributed Data-Parallel
 * PyTorch Implementation of the Distributed Shampoo Optimizer, arXiv 2309.06497, Algorithms 1 to 3.
 */

import { bySides } from "../compose/by-sides.ts";
import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { oneOf, whole } from "../options/kinds.ts";
import { type Hyper, HyperparameterError, schedulable } from "../rule/hyper.ts";
import { type Pattern, pattern } from "../rule/pattern.ts";
import { addDecayedWeights } from "../transforms/add-decayed-weights.ts";
import { type Grafting, graftings, shampooOfElements } from "../transforms/grafting.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { inverseRoots, shampooRule } from "../transforms/scale-by-shampoo.ts";
import type { ShampooSides } from "../transforms/shampoo-sides.ts";

/** Options of `shampoo`. */
export interface ShampooOptions extends WhereOptions {
  /** Step size, that of the optimizer whose length a step has; default 0.001. */
  readonly learningRate?: Hyper | undefined;
  /** Decay rate of the mean of gradients; default 0.9. */
  readonly b1?: Hyper | undefined;
  /** Decay rate of the two matrices and of the second moment of `grafting`; 1 means sums. Default 0.999. */
  readonly b2?: Hyper | undefined;
  /**
   * Added to the eigenvalues of the two matrices, which are raised to it at least; default 1e-12. By `"newton"` at least 2^-20 times the
   * Frobenius norm is added in float32, 2^-49 times in float64.
   */
  readonly eps?: Hyper | undefined;
  /**
   * Whose length a step has, and who takes the steps before `start` and of tensors without inverse roots: `"adam"` (default), `"rmsprop"`,
   * without the correction of its start, `"adagrad"`, `"sgd"`, the mean of gradients, or `"none"`: the length is its own, early steps are those
   * of sgd, others Adam's.
   */
  readonly grafting?: Grafting | undefined;
  /** Added to the root of the second moment that this optimizer divides by; default 1e-8. Not in sgd. */
  readonly graftEps?: Hyper | undefined;
  /** Decoupled weight decay: the share of the parameter that a step of rate 1 subtracts; default 0. */
  readonly weightDecay?: Hyper | undefined;
  /** Every how many steps the inverse roots follow the matrices; default 100. */
  readonly every?: Hyper | undefined;
  /**
   * The first step with inverse roots, a number, not a schedule: roots begin in that very step. `descent.set` may move it to a step that is
   * still to come; default 100.
   */
  readonly start?: number | undefined;
  /** r of the inverse root L^(-1/r); default 4, with one side alone 2. */
  readonly root?: Hyper | undefined;
  /**
   * How inverse roots are computed: by eigenvalues, or by the coupled Newton iteration (`"newton"`), products in the parameters' type. Where
   * it does not converge, the last root stays, at first the identity. Default `"eigen"`.
   */
  readonly inverse?: "eigen" | "newton" | undefined;
  /** Longer sides are divided into blocks of so many rows or columns, those at the end of what is left, each a matrix by itself; default 1024. */
  readonly blockSize?: number | undefined;
  /** The longest side that has matrices; longer ones have none, and are not divided. All have them without it. */
  readonly maxSide?: number | undefined;
  /**
   * Which tensors of two axes are taken as matrices, a pattern of their paths as in `partition`, or a function of path and shape; all without
   * it. Others have no inverse roots.
   */
  readonly matrices?: Pattern | undefined;
}

/**
 * Adam's lengths, another direction: the mean of gradients between the inverse roots of decaying means of g g' and g' g, which undo
 * correlations of rows and of columns.
 *
 * Use it in place of Adam for networks whose weights are matrices, at Adam's rates and decays; it won the first AlgoPerf competition. Inverse
 * roots are most of its work: `every` says how often. In place of another optimizer take that one's rate, with `grafting`.
 *
 * Defaults: those that the README of the authors' code has in place of Adam's, with `every` steps between inverse roots and Adam before the
 * first, and `blockSize` of the code.
 *
 * Deviations: vectors, which the authors take as matrices of one column, have no inverse roots. Eigenvalues are computed in float64. A
 * second moment of decay rate 1 is a sum, also that of rmsprop. Its decay rate is that of the matrices. Gradients of low rank, float32: the
 * sums' rounding, up to some 1e-5 of their norm, is taken for eigenvalues where `eps` is below it; an `eps` above it, or `"newton"`, leaves
 * the direction of float64.
 *
 * Memory: 8 bytes a parameter (float32), 4 with sgd and without grafting, and of an m x n matrix or block 8 (m^2 + n^2) bytes; 12 more a
 * parameter for the products.
 *
 * @example
 * const optimizer = shampoo({ learningRate: 1e-3, every: 10, start: 10 });
 */
export const shampoo = defineOptimizer<ShampooOptions>(
  "shampoo",
  {
    learningRate: schedulable(),
    ...shampooRule("both", "adam", "eigen").options,
    start: whole(1, 2 ** 31),
    weightDecay: schedulable(),
    grafting: oneOf(...graftings),
    inverse: oneOf(...Object.keys(inverseRoots)),
    blockSize: whole(1, 2 ** 20),
    maxSide: whole(1, 2 ** 20),
    matrices: pattern,
  },
  ({
    learningRate = 0.001,
    weightDecay = 0,
    grafting = "adam",
    inverse = "eigen",
    blockSize = 1024,
    maxSide = Number.POSITIVE_INFINITY,
    matrices,
    root,
    graftEps,
    ...hyper
  }) => {
    if (grafting === "sgd" && graftEps !== undefined)
      throw new HyperparameterError(
        'shampoo: graftEps is added to the root of a second moment, and sgd has none; leave it out with grafting: "sgd"',
      );
    // Without grafting, those without inverse roots alone have a second moment.
    const graft = { ...hyper, ...(grafting !== "none" && grafting !== "sgd" && { graftEps }) };
    const step = (direction: Optimizer) =>
      chain(direction, addDecayedWeights(weightDecay), scaleByLearningRate(learningRate));
    const by = (sides: ShampooSides, exponent: Hyper | undefined) =>
      step(shampooRule(sides, grafting, inverse)({ ...graft, root: exponent }));
    return bySides(
      "shampoo",
      { matrices, maxSide, blockSize },
      {
        both: by("both", root),
        rows: by("rows", root ?? 2),
        columns: by("columns", root ?? 2),
        others: step(shampooOfElements(grafting, { ...hyper, graftEps })),
      },
    );
  },
);
