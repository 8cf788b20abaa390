/**
 * NovoGrad. Ginsburg, Castonguay, Hrinchuk, Kuchaiev, Lavrukhin, Leary, Li, Nguyen, Zhang, Cohen: Stochastic Gradient
 * Methods with Layer-wise Adaptive Moments for Training of Deep Networks, 2019, Algorithm 1.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import { type Like, presets } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";

/** Options of `novograd`. */
export interface NovogradOptions extends WhereOptions, MomentsOptions {
  /** Which form: `"optax"` or `"paper"`. */
  readonly like?: Like | undefined;
  /** Step size; default 0.01. */
  readonly learningRate?: Hyper | undefined;
  /** Momentum: the share of the sum of normalised gradients that a step keeps, in [0, 1); default 0.95, optax 0.9. */
  readonly b1?: Hyper | undefined;
  /** Decay rate of the mean of squared norms, in [0, 1); default 0.98, optax 0.25. */
  readonly b2?: Hyper | undefined;
  /** Added to the square root of that mean; default 1e-8, optax 1e-6. */
  readonly eps?: Hyper | undefined;
  /** Added under the square root: optax's option, with `like: "optax"`; default 0. */
  readonly epsRoot?: Hyper | undefined;
  /** Weight decay: the share of the parameter added to the normalised gradient; default 0. */
  readonly weightDecay?: Hyper | undefined;
}

const hyper = { b1: 0.95, b2: 0.98, eps: 1e-8, weightDecay: 0 };
const common = {
  name: "novograd",
  hyper,
  state: { m: 0, v: 0 },
  moments: { m: "first", v: "second" },
} as const;

/** The mean starts at the first gradient that is not 0. */
const authors = rule({
  ...common,
  text: `
    v = where(v == 0, sumSquares(g), b2*v + (1 - b2)*sumSquares(g))
    m = b1*m + (g / (sqrt(v) + eps) + weightDecay*p)
    u = m`,
});

const paper = rule({
  ...common,
  text: `
    v = where(t == 1, sumSquares(g), b2*v + (1 - b2)*sumSquares(g))
    m = b1*m + (g / (sqrt(v) + eps) + weightDecay*p)
    u = m`,
});

const optax = rule({
  ...common,
  hyper: { ...hyper, b1: 0.9, b2: 0.25, eps: 1e-6, epsRoot: 0 },
  text: `
    v = where(t == 1, sumSquares(g), b2*v + (1 - b2)*sumSquares(g))
    m = b1*m + (g / (sqrt(v + epsRoot) + eps) + weightDecay*p)
    u = m`,
});

/**
 * NovoGrad's direction: a decaying sum of gradients, each divided by its tensor's mean norm. `like` as in `novograd`.
 *
 * @example
 * chain(scaleByNovograd({ weightDecay: 0.001 }), scaleByLearningRate(0.01))
 */
export const scaleByNovograd = presets("scaleByNovograd", {
  default: [authors],
  paper: [paper],
  optax: [optax],
});

/**
 * Gradient descent with momentum; gradients are divided by a moving average of their norm, one number a tensor.
 *
 * Use it in place of Adam for half of its state: the paper reports results as good as Adam's or better in speech, translation and
 * vision, with large rates and no warm-up. NVIDIA's Jasper was trained with it.
 *
 * `like`: in the default, as in the authors' code, the mean starts at the first gradient of a tensor that is not 0; in paper
 * and optax at the first step, so that after a first gradient of 0 steps are too long at first, by 1/sqrt(1 - b2). optax has
 * `epsRoot`, b1 0.9, b2 0.25, eps 1e-6.
 *
 * Defaults: b1 0.95, b2 0.98 and eps 1e-8 are those of the authors' code; the rate 0.01 is Glissade's choice, optax has
 * none.
 *
 * Deviations: eps is added in the first step too. The paper leaves it out there, and a gradient of 0 would give 0/0.
 *
 * Memory: 4 bytes a parameter (float32), and a number for each tensor.
 *
 * @example
 * const descent = await novograd({ learningRate: 0.01, weightDecay: 0.001 }).init({ x: new Float32Array([1]) });
 */
export const novograd = defineOptimizer<NovogradOptions>(
  "novograd",
  { ...momentsOption, learningRate: schedulable(), ...scaleByNovograd.options },
  ({ learningRate = 0.01, ...moments }) => chain(scaleByNovograd(moments), scaleByLearningRate(learningRate)),
);
