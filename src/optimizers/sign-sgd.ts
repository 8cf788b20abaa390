/**
 * signSGD. Bernstein, Wang, Azizzadenesheli, Anandkumar: signSGD: Compressed Optimisation for Non-Convex Problems,
 * ICML 2018, Algorithm 1.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type MaximizeOptions } from "../compose/define-optimizer.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { scaleBySign } from "../transforms/scale-by-sign.ts";

/** Options of `signSgd`. */
export interface SignSgdOptions extends MaximizeOptions {
  /** How far every parameter moves in a step, in the parameter's unit; default 0.001. */
  readonly learningRate?: Hyper | undefined;
}

/**
 * Moves every parameter by the learning rate against the sign of its gradient.
 *
 * Use it to send gradients between machines at one bit an element, as the paper proposes, or as the simplest
 * baseline for Adam and Lion, whose elements also move by about the same length. For small batches take `signum`: the sign of a noisy
 * gradient is wrong nearly half of the time.
 *
 * `like`: none; libraries agree.
 *
 * Defaults: 0.001 is Glissade's choice, that of Adam, whose steps are about as long; optax has no default.
 *
 * Memory: 0 bytes a parameter (float32).
 *
 * @example
 * const descent = await signSgd({ learningRate: 0.01 }).init({ x: new Float32Array([1]) });
 */
export const signSgd = defineOptimizer<SignSgdOptions>(
  "signSgd",
  { learningRate: schedulable() },
  ({ learningRate = 0.001 }) => chain(scaleBySign(), scaleByLearningRate(learningRate)),
);
