/**
 * Adam-mini. Zhang, Chen, Li, Ding, Wu, Kingma, Ye, Luo, Sun: Adam-mini: Use Fewer Learning Rates To Gain More,
 * ICLR 2025, Algorithm 1.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import { rule } from "../compose/rule.ts";
import { oneOf } from "../options/kinds.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { addDecayedWeights } from "../transforms/add-decayed-weights.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";

/** Options of `adamMini`. */
export interface AdamMiniOptions extends WhereOptions, MomentsOptions {
  /** Step size; default 0.001. */
  readonly learningRate?: Hyper | undefined;
  /** Decay rate of the first moment; default 0.9. */
  readonly b1?: Hyper | undefined;
  /** Decay rate of the second moment; default 0.999. */
  readonly b2?: Hyper | undefined;
  /** Added to the square root of the second moment; default 1e-8. */
  readonly eps?: Hyper | undefined;
  /** Decoupled weight decay: the share of the parameter that a step of rate 1 subtracts; default 0. */
  readonly weightDecay?: Hyper | undefined;
  /** Which elements share a second moment: each slice along the first axis, such as an output neuron (default), or the tensor. */
  readonly blocks?: "rows" | "tensor" | undefined;
}

const common = {
  name: "adamMini",
  hyper: { b1: 0.9, b2: 0.999, eps: 1e-8 },
  state: { m: 0, v: 0 },
  moments: { m: "first", v: "second" },
} as const;

const directions = {
  rows: rule({
    ...common,
    text: `
    m = b1*m + (1 - b1)*g
    v = b2*v + (1 - b2)*unitMean(g^2)
    mHat = m / (1 - b1^t)
    vHat = v / (1 - b2^t)
    u = mHat / (sqrt(vHat) + eps)`,
  }),
  tensor: rule({
    ...common,
    text: `
    m = b1*m + (1 - b1)*g
    v = b2*v + (1 - b2)*mean(g^2)
    mHat = m / (1 - b1^t)
    vHat = v / (1 - b2^t)
    u = mHat / (sqrt(vHat) + eps)`,
  }),
};

/**
 * AdamW with one second moment for each block of parameters: the mean of g^2 over it in place of g^2.
 *
 * Use it in place of AdamW for half of its state: the paper trains language models up to 13 billion parameters with it as
 * well as with AdamW, at the same rates. Its blocks follow the Hessian's: rows of most matrices; single heads of queries and
 * keys (give each head as a tensor of its own); whole tensors elsewhere (`blocks: "tensor"`).
 *
 * Defaults: those of the authors' package, which chooses blocks by parameter names; use `partition` for that here.
 *
 * Memory: 4 bytes a parameter (float32), and 8 bytes a block.
 *
 * @example
 * const optimizer = partition([
 *   ["*.bias", adamw({ learningRate: 1e-3 })],
 *   ["*", adamMini({ learningRate: 1e-3, weightDecay: 0.1 })],
 * ]);
 */
export const adamMini = defineOptimizer<AdamMiniOptions>(
  "adamMini",
  {
    ...momentsOption,
    learningRate: schedulable(),
    ...directions.rows.options,
    weightDecay: schedulable(),
    blocks: oneOf(...Object.keys(directions)),
  },
  ({ learningRate = 0.001, weightDecay = 0, blocks = "rows", ...moments }) =>
    chain(directions[blocks](moments), addDecayedWeights(weightDecay), scaleByLearningRate(learningRate)),
);
