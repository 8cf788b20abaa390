/** Tiger. Su: Tiger: A Tight-fisted Optimizer, 2023, https://github.com/bojone/tiger. */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import { rule } from "../compose/rule.ts";
import { type Hyper, schedulables } from "../rule/hyper.ts";
import { addDecayedWeights } from "../transforms/add-decayed-weights.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";

/** Options of `tiger`. */
export interface TigerOptions extends WhereOptions, MomentsOptions {
  /** How far every parameter moves in a step, in the parameter's unit; default 0.001. */
  readonly learningRate?: Hyper | undefined;
  /** Decay rate of the mean of gradients, in [0, 1): the author's beta; default 0.965. */
  readonly b1?: Hyper | undefined;
  /** Decoupled weight decay: the share of the parameter that a step of rate 1 subtracts; default 0.01. */
  readonly weightDecay?: Hyper | undefined;
}

const direction = rule({
  name: "tiger",
  hyper: { b1: 0.965 },
  state: { m: 0 },
  moments: { m: "first" },
  text: `
    m = b1*m + (1 - b1)*g
    u = sign(m)`,
});

/**
 * Lion with one decay rate in place of two: sign descent along the mean of gradients, with weight decay.
 *
 * Use it in place of AdamW for half of its state. Its author trains language models with it as well as with AdamW and LAMB,
 * and advises 0.945 for b1 in computer vision, 0.965 in language.
 *
 * Defaults: those of the author's code.
 *
 * Deviations: the author's code also multiplies the rate of a matrix by its root mean square, halves that of biases and does
 * not decay them: use `partition` for that. It shrinks
 * parameters whose gradient is NaN; put `skipNonFinite` before it here. It collects the gradients of several batches in the mean;
 * `accumulate` has a sum of its own.
 *
 * Memory: 4 bytes a parameter (float32).
 *
 * @example
 * const optimizer = tiger({ learningRate: 1e-3, weightDecay: 0.01, where: "*.weight" });
 */
export const tiger = defineOptimizer<TigerOptions>(
  "tiger",
  { ...momentsOption, ...schedulables("learningRate", "weightDecay"), ...direction.options },
  ({ learningRate = 0.001, weightDecay = 0.01, ...mean }) =>
    chain(direction(mean), addDecayedWeights(weightDecay), scaleByLearningRate(learningRate)),
);
