/**
 * MARS-AdamW, the form with one gradient a step. Yuan, Liu, Wu, Zhou, Gu: MARS: Unleashing the Power of Variance
 * Reduction for Training Large Models, ICML 2025, Algorithm 2.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import type { Like } from "../compose/presets.ts";
import { called, rule } from "../compose/rule.ts";
import { oneOf } from "../options/kinds.ts";
import { type Hyper, schedulables } from "../rule/hyper.ts";
import { addDecayedWeights } from "../transforms/add-decayed-weights.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";

/** Options of `mars`. */
export interface MarsOptions extends WhereOptions, MomentsOptions {
  /** Which form: `"paper"` is the only one. */
  readonly like?: Like | undefined;
  /** Step size; default 0.003. */
  readonly learningRate?: Hyper | undefined;
  /** Decay rate of the first moment, in [0, 1); default 0.95. */
  readonly b1?: Hyper | undefined;
  /** Decay rate of the second moment, in [0, 1); default 0.99. */
  readonly b2?: Hyper | undefined;
  /** Added to the square root of the second moment; default 1e-8. */
  readonly eps?: Hyper | undefined;
  /** Strength of the correction by the change of the gradient, 0 or more; 0 is none; default 0.025. */
  readonly gamma?: Hyper | undefined;
  /** Decoupled weight decay: the share of the parameter that a step of rate 1 subtracts; default 0. */
  readonly weightDecay?: Hyper | undefined;
}

/**
 * MARS-AdamW's direction: Adam's, of gradients that are corrected by their change and clipped to norm 1, tensor by
 * tensor.
 *
 * @param overrides - `b1` (default 0.95), `b2` (0.99), `eps` (1e-8) as Adam's; `gamma` (0.025), strength of the correction.
 * @example
 * chain(scaleByMars({ gamma: 0.05 }), scaleByLearningRate(0.003))
 */
export const scaleByMars = called(
  "scaleByMars",
  rule({
    name: "mars",
    hyper: { b1: 0.95, b2: 0.99, eps: 1e-8, gamma: 0.025 },
    bounds: { gamma: "[0, inf)" },
    state: { m: 0, v: 0, previous: 0 },
    moments: { m: "first", v: "second" },
    ratio: ["m", "v"],
    text: `
    c = g + gamma*(b1 / (1 - b1))*(g - previous)
    previous = g
    cClipped = c / max(norm(c), 1)
    m = b1*m + (1 - b1)*cClipped
    v = b2*v + (1 - b2)*cClipped^2
    mHat = m / (1 - b1^t)
    vHat = v / (1 - b2^t)
    u = mHat / (sqrt(vHat) + eps)`,
  }),
);

/**
 * AdamW on gradients whose variance is reduced by their change since the last step.
 *
 * Use it to train transformers from scratch: the paper reports lower losses than AdamW and Muon for GPT-2 at equal steps.
 * As its code does, give it matrices and leave biases and normalisation to `adamw`, with `partition`.
 *
 * `like`: paper and the default are one.
 *
 * Defaults: the authors' code. The paper trains GPT-2 small at rate 0.006 and weight decay 0.01.
 *
 * Deviations: the paper's exact form takes both gradients of the correction on one batch, at twice the cost; this is its
 * approximate form. In the first step the previous gradient is 0, as in the authors' code; the paper subtracts none.
 *
 * Memory: 12 bytes a parameter (float32).
 *
 * @example
 * const optimizer = partition([
 *   [(_, shape) => shape.length === 2, mars({ learningRate: 0.003, weightDecay: 0.01 })],
 *   ["*", adamw({ learningRate: 0.003 })],
 * ]);
 */
export const mars = defineOptimizer<MarsOptions>(
  "mars",
  {
    ...momentsOption,
    like: oneOf("paper"),
    ...schedulables("learningRate", "weightDecay"),
    ...scaleByMars.options,
  },
  ({ like: _same, learningRate = 0.003, weightDecay = 0, ...moments }) =>
    chain(scaleByMars(moments), addDecayedWeights(weightDecay), scaleByLearningRate(learningRate)),
);
