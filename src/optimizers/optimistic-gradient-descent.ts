/**
 * Optimistic gradient descent. Mokhtari, Ozdaglar, Pattathil: A Unified Analysis of Extra-gradient and Optimistic Gradient
 * Methods for Saddle Point Problems: Proximal Point Approach, AISTATS 2020, the generalised form; with alpha = beta = 1
 * that of Popov, 1980, and of Daskalakis, Ilyas, Syrgkanis, Zeng: Training GANs with Optimism, ICLR 2018.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type MaximizeOptions } from "../compose/define-optimizer.ts";
import type { Like } from "../compose/presets.ts";
import { called, rule } from "../compose/rule.ts";
import { oneOf } from "../options/kinds.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";

/** Options of `optimisticGradientDescent`. */
export interface OptimisticGradientDescentOptions extends MaximizeOptions {
  /** Which form: `"optax"` or `"paper"`, which are one. */
  readonly like?: Like | undefined;
  /** Step size; default 0.01. */
  readonly learningRate?: Hyper | undefined;
  /** Weight of the gradient; default 1. */
  readonly alpha?: Hyper | undefined;
  /** Weight of its change since the last step; default 1. */
  readonly beta?: Hyper | undefined;
}

/**
 * Looks one step ahead: adds the change of the gradient since the last step.
 *
 * @param overrides - `alpha` (default 1), the weight of the gradient; `beta` (default 1), that of its change.
 * @example
 * chain(scaleByOptimisticGradient({ beta: 0.5 }), scaleByLearningRate(0.01))
 */
export const scaleByOptimisticGradient = called(
  "scaleByOptimisticGradient",
  rule({
    name: "optimisticGradient",
    hyper: { alpha: 1, beta: 1 },
    state: { previous: "g" },
    text: `
    u = (alpha + beta)*g - beta*previous
    previous = g`,
  }),
);

/**
 * Gradient descent that expects the gradient to change again by as much as in the last step.
 *
 * Use it for games and saddle points, min over x and max over y: there gradient descent circles or diverges, while this
 * converges, as the papers prove for bilinear and strongly convex-concave problems. Let y maximize: `partition([["x",
 * optimisticGradientDescent()], ["y", optimisticGradientDescent({ maximize: true })]])`.
 *
 * `like`: one form; the paper and optax agree.
 *
 * Defaults: alpha and beta 1 are the papers' and optax'; the rate 0.01 is Glissade's choice, that of `sgd`.
 *
 * Deviations: none. The first step has no previous gradient and is plain descent, weighted by alpha; older versions of optax
 * took the previous gradient to be 0.
 *
 * Memory: 4 bytes a parameter (float32).
 *
 * @example
 * const descent = await optimisticGradientDescent({ learningRate: 0.1 }).init({ x: new Float32Array([1]) });
 */
export const optimisticGradientDescent = defineOptimizer<OptimisticGradientDescentOptions>(
  "optimisticGradientDescent",
  {
    like: oneOf("optax", "paper"),
    learningRate: schedulable(),
    ...scaleByOptimisticGradient.options,
  },
  ({ like: _same, learningRate = 0.01, ...weights }) =>
    chain(scaleByOptimisticGradient(weights), scaleByLearningRate(learningRate)),
);
