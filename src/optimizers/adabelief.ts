/**
 * AdaBelief. Zhuang, Tang, Ding, Tatikonda, Dvornek, Papademetris, Duncan: AdaBelief Optimizer: Adapting Stepsizes by the
 * Belief in Observed Gradients, NeurIPS 2020, Algorithm 2.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer } from "../compose/define-optimizer.ts";
import { momentsOption } from "../compose/moments.ts";
import { flagged } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import type { MomentOptions, NesterovOptions } from "./adam.ts";

const hyper = { b1: 0.9, b2: 0.999, eps: 1e-16 };
const common = {
  name: "adabelief",
  hyper,
  state: { m: 0, s: 0 },
  moments: { m: "first", s: "second" },
} as const;

const paper = rule({
  ...common,
  text: `
    m = b1*m + (1 - b1)*g
    s = b2*s + (1 - b2)*(g - m)^2 + eps
    mHat = m / (1 - b1^t)
    sHat = s / (1 - b2^t)
    u = mHat / (sqrt(sHat) + eps)`,
});
const nesterov = rule({
  ...common,
  text: `
    m = b1*m + (1 - b1)*g
    s = b2*s + (1 - b2)*(g - m)^2 + eps
    mHat = b1/(1 - b1^(t + 1))*m + (1 - b1)/(1 - b1^t)*g
    sHat = s / (1 - b2^t)
    u = mHat / (sqrt(sHat) + eps)`,
});

const inOptax = { ...common, hyper: { ...hyper, epsRoot: 1e-16 }, presentPowers: true } as const;
const optax = rule({
  ...inOptax,
  text: `
    m = b1*m + (1 - b1)*g
    s = b2*s + (1 - b2)*(g - m)^2 + epsRoot
    mHat = m / (1 - b1^t)
    sHat = s / (1 - b2^t)
    u = mHat / (sqrt(sHat) + eps)`,
});
const optaxNesterov = rule({
  ...inOptax,
  text: `
    m = b1*m + (1 - b1)*g
    s = b2*s + (1 - b2)*(g - m)^2 + epsRoot
    mHat = b1/(1 - b1^(t + 1))*m + (1 - b1)/(1 - b1^t)*g
    sHat = s / (1 - b2^t)
    u = mHat / (sqrt(sHat) + eps)`,
});

/**
 * Divides updates by how far they are from their mean: optax's `scale_by_belief`. Forms as `adabelief`.
 *
 * @example
 * chain(scaleByBelief({ eps: 1e-8 }), scaleByLearningRate(0.001))
 */
export const scaleByBelief = flagged(
  "scaleByBelief",
  "nesterov",
  { default: [paper], paper: [paper, { eps: 1e-8 }], optax: [optax] },
  { default: [nesterov], optax: [optaxNesterov] },
);

/** Options of `adabelief`. */
export interface AdabeliefOptions extends MomentOptions, NesterovOptions {
  /** Decay rate of the mean of squared deviations; default 0.999. */
  readonly b2?: Hyper | undefined;
  /** Added to that mean at every step and to its square root, in optax to the square root only; default 1e-16, paper 1e-8. */
  readonly eps?: Hyper | undefined;
  /** Added to the mean at every step: optax's option, with `like: "optax"`; default 1e-16. */
  readonly epsRoot?: Hyper | undefined;
}

/**
 * Adam that divides by how far gradients are from their mean, not by how large they are: long steps where they agree.
 *
 * Use it, as the paper claims, to train as fast as Adam and to generalise as SGD does. It is sensitive to eps: its
 * authors advise 1e-8 where SGD beats Adam, as for convolutional networks, and 1e-16 where Adam beats SGD, as for
 * transformers and GANs.
 *
 * `like`: paper and the default have one eps; optax has `epsRoot` for what is added to the mean of squared deviations.
 *
 * Defaults: those of the authors' package, whose eps is smaller than the paper's.
 *
 * Deviations: the authors' package also rectifies as `radam` does unless told not to; this is its `rectify=False`.
 *
 * Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const descent = await adabelief({ learningRate: 0.01 }).init({ x: new Float32Array([1]) });
 */
export const adabelief = defineOptimizer<AdabeliefOptions>(
  "adabelief",
  { ...momentsOption, learningRate: schedulable(), ...scaleByBelief.options },
  ({ learningRate = 0.001, ...moments }) => chain(scaleByBelief(moments), scaleByLearningRate(learningRate)),
);
