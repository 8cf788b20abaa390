/** AdEMAMix. Pagliardini, Ablin, Grangier: The AdEMAMix Optimizer: Better, Faster, Older, ICLR 2025, Algorithm 1. */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { momentsOption } from "../compose/moments.ts";
import { presets } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { addDecayedWeights } from "../transforms/add-decayed-weights.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import type { MomentOptions } from "./adam.ts";

/** Half-lives, and so the reciprocals of logarithms, grow linearly. */
const full = rule({
  name: "ademamix",
  hyper: { b1: 0.9, b2: 0.999, b3: 0.9999, alpha: 5, eps: 1e-8, warmup: 0 },
  bounds: { alpha: "[0, inf)", warmup: "[0, inf)" },
  state: { m1: 0, m2: 0, v: 0 },
  moments: { m1: "first", m2: "first", v: "second" },
  text: `
    alphaT = where(t < warmup, t*alpha/warmup, alpha)
    b3T = where(t < warmup, min(exp(1 / ((1 - t/warmup)/log(b1) + t/warmup/log(b3))), b3), b3)
    m1 = b1*m1 + (1 - b1)*g
    m2 = b3T*m2 + (1 - b3T)*g
    v = b2*v + (1 - b2)*g^2
    u = (m1 / (1 - b1^t) + alphaT*m2) / (sqrt(v / (1 - b2^t)) + eps)`,
});
const root = rule({
  name: "ademamix",
  hyper: { b1: 0.9, b2: 0.999, b3: 0.9999, alpha: 5, eps: 1e-8, epsRoot: 0 },
  bounds: { alpha: "[0, inf)" },
  state: { m1: 0, m2: 0, v: 0 },
  moments: { m1: "first", m2: "first", v: "second" },
  text: `
    m1 = b1*m1 + (1 - b1)*g
    m2 = b3*m2 + (1 - b3)*g
    v = b2*v + (1 - b2)*g^2
    u = (m1 / (1 - b1^t) + alpha*m2) / (sqrt(v / (1 - b2^t) + epsRoot) + eps)`,
  presentPowers: true,
});

/**
 * Mixes a fast and a slow mean of updates and divides by Adam's second moment: optax's `scale_by_ademamix`. Forms as `ademamix`.
 *
 * @example
 * chain(scaleByAdemamix({ alpha: 8 }), scaleByLearningRate(0.001))
 */
export const scaleByAdemamix = presets("scaleByAdemamix", { default: [full], paper: [full], optax: [root] });

/** Options of `ademamix`. */
export interface AdemamixOptions extends MomentOptions, WhereOptions {
  /** Decay rate of the slow mean; default 0.9999. */
  readonly b3?: Hyper | undefined;
  /** Weight of the slow mean; default 5. */
  readonly alpha?: Hyper | undefined;
  /** Steps in which alpha grows from 0 and b3 from b1 to their values; default 0. Not in optax. */
  readonly warmup?: Hyper | undefined;
  /** Decoupled weight decay: the share of the parameter that a step of rate 1 subtracts; default 0. */
  readonly weightDecay?: Hyper | undefined;
}

/**
 * AdamW with two means of gradients: a fast one, and a slow one that remembers tens of thousands of steps.
 *
 * Use it for long runs: the paper's language model of 1.3 billion parameters reaches on 101 billion tokens what AdamW
 * reaches on 197 billion. Set `warmup` to the length of the run, as the paper does; for short runs it lowers b3 to 0.999.
 *
 * `like`: paper and the default have `warmup`, in which alpha grows linearly and so does the half-life of b3; optax has
 * none. In both, alpha and b3 may be schedules.
 *
 * Defaults: those of optax's `ademamix`.
 *
 * Deviations: the authors' code adds 1e-8 inside the logarithms of the warmup and defaults to alpha 2; optax's
 * `scale_by_ademamix`, unlike its `ademamix`, to alpha 6.
 *
 * Memory: 12 bytes a parameter (float32).
 *
 * @example
 * const optimizer = ademamix({ learningRate: 0.001, weightDecay: 0.1, warmup: 100_000 });
 */
export const ademamix = defineOptimizer<AdemamixOptions>(
  "ademamix",
  { ...momentsOption, learningRate: schedulable(), ...scaleByAdemamix.options, weightDecay: schedulable() },
  ({ learningRate = 0.001, weightDecay = 0, ...own }) =>
    chain(scaleByAdemamix(own), addDecayedWeights(weightDecay), scaleByLearningRate(learningRate)),
);
