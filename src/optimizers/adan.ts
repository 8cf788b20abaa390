/**
 * Adan. Xie, Zhou, Li, Lin, Yan: Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models, IEEE
 * Transactions on Pattern Analysis and Machine Intelligence 46 (2024), Algorithm 1.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { momentsOption } from "../compose/moments.ts";
import { presets } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { addDecayedWeights } from "../transforms/add-decayed-weights.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import type { MomentOptions } from "./adam.ts";

const hyper = { b1: 0.98, b2: 0.92, b3: 0.99, eps: 1e-8 };
/** The first difference of gradients is 0. */
const common = {
  name: "adan",
  hyper,
  state: { m: 0, v: 0, n: 0, gPrev: "g" },
  moments: { m: "first", v: "first", n: "second" },
} as const;

const paper = rule({
  ...common,
  text: `
    d = g - gPrev
    gPrev = g
    m = b1*m + (1 - b1)*g
    v = b2*v + (1 - b2)*d
    n = b3*n + (1 - b3)*(g + b2*d)^2
    ahead = m / (1 - b1^t) + b2*v / (1 - b2^t)
    nHat = n / (1 - b3^t)
    u = ahead / (sqrt(nHat) + eps)`,
});
/** optax 0.2.8 takes the paper's 1 - b2 as it stands there, though b2 already is 1 minus the paper's. */
const optax = rule({
  ...common,
  hyper: { ...hyper, epsRoot: 1e-8 },
  text: `
    d = g - gPrev
    gPrev = g
    m = b1*m + (1 - b1)*g
    v = b2*v + (1 - b2)*d
    n = b3*n + (1 - b3)*(g + (1 - b2)*d)^2
    ahead = m / (1 - b1^t) + (1 - b2)*v / (1 - b2^t)
    nHat = n / (1 - b3^t)
    u = ahead / (sqrt(nHat + epsRoot) + eps)`,
  presentPowers: true,
});

/** The decayed parameter is the minimum of the step's model plus the decay's penalty. */
const proximalStep = rule({
  name: "adan",
  hyper: { learningRate: 0.001, weightDecay: 0 },
  text: "u = -learningRate*(g + weightDecay*p) / (1 + learningRate*weightDecay)",
});

/**
 * The mean of updates, looking ahead along the mean of their differences, over the root of a mean of squares: optax's `scale_by_adan`. Forms as `adan`.
 *
 * @example
 * chain(scaleByAdan({ b3: 0.999 }), scaleByLearningRate(0.001))
 */
export const scaleByAdan = presets("scaleByAdan", { default: [paper], paper: [paper], optax: [optax] });

/** Options of `adan`. */
export interface AdanOptions extends MomentOptions, WhereOptions {
  /** Decay rate of the mean of gradients; default 0.98. */
  readonly b1?: Hyper | undefined;
  /** Decay rate of the mean of their differences, and weight of differences; default 0.92. */
  readonly b2?: Hyper | undefined;
  /** Decay rate of the mean of squares; default 0.99. */
  readonly b3?: Hyper | undefined;
  /** Added under the square root: optax's option, with `like: "optax"`; default 1e-8. */
  readonly epsRoot?: Hyper | undefined;
  /** Decoupled weight decay: the share of the parameter that a step of rate 1 subtracts; proximal, except in optax; default 0. */
  readonly weightDecay?: Hyper | undefined;
}

/**
 * Adam with Nesterov's momentum, estimated from the differences of successive gradients.
 *
 * Use it for large batches and large rates: the paper trains vision and language models with it in about half of Adam's
 * steps. Its authors take rates 5 to 10 times Adam's and a weight decay of 0.02.
 *
 * `like`: paper and the default divide the parameter by 1 + learningRate weightDecay after the step; optax subtracts learningRate
 * weightDecay p in the step, and has the mistake below.
 *
 * Defaults: those of the authors' code, whose b1, b2 and b3 are 1 minus the paper's.
 *
 * Deviations: moments start at 0 and are corrected for it, as in the authors' code; the paper starts them at their first
 * values. optax 0.2.8 weighs differences by 1 - b2 = 0.08 where the paper has 0.92; reproduced under `like: "optax"` only.
 *
 * Memory: 16 bytes a parameter (float32).
 *
 * @example
 * const optimizer = adan({ learningRate: 0.005, weightDecay: 0.02 });
 */
export const adan = defineOptimizer<AdanOptions>(
  "adan",
  { ...momentsOption, learningRate: schedulable(), ...scaleByAdan.options, weightDecay: schedulable() },
  ({ learningRate = 0.001, weightDecay = 0, ...moments }) => {
    const coupled = [addDecayedWeights(weightDecay), scaleByLearningRate(learningRate)];
    const step = moments.like === "optax" ? coupled : [proximalStep({ learningRate, weightDecay })];
    return chain(scaleByAdan(moments), ...step);
  },
);
