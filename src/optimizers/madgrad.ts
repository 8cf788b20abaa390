/**
 * MADGRAD. Defazio, Jelassi: Adaptivity without Compromise: A Momentumized, Adaptive, Dual Averaged Gradient Method for
 * Stochastic Optimization, JMLR 23 (2022), Algorithm 1.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { type Like, presets } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { addDecayedWeights } from "../transforms/add-decayed-weights.ts";

/** Options of `madgrad`. */
export interface MadgradOptions extends WhereOptions {
  /** Which form: `"torch"` (the authors' package), `"optax"` or `"paper"`. */
  readonly like?: Like | undefined;
  /** Step size; default 0.01. */
  readonly learningRate?: Hyper | undefined;
  /** Momentum, in [0, 1): the share of the parameter that a step keeps, the paper's 1 - c; default 0.9. */
  readonly momentum?: Hyper | undefined;
  /** Added to the cube root, and to the rate in torch and optax; default 1e-6. */
  readonly eps?: Hyper | undefined;
  /** L2 regularisation: this share of the parameter is added to its gradient; default 0. */
  readonly weightDecay?: Hyper | undefined;
}

const common = {
  name: "madgrad",
  hyper: { learningRate: 0.01, momentum: 0.9, eps: 1e-6 },
  bounds: { momentum: "[0, 1)" },
  state: { s: 0, v: 0, x0: "p" },
} as const;

const paper = rule({
  ...common,
  text: `
    gamma = learningRate
    lambda = gamma*sqrt(t)
    s = s + lambda*g
    v = v + lambda*g^2
    d = v^(1/3) + eps
    x0 = x0
    z = project(x0 - where(d == 0, 0, s / d))
    u = (1 - momentum)*(z - p)`,
});
const authors = rule({
  ...common,
  text: `
    gamma = where(learningRate == 0, 0, learningRate + eps)
    lambda = gamma*sqrt(t)
    s = s + lambda*g
    v = v + lambda*g^2
    d = v^(1/3) + eps
    x0 = x0
    z = project(x0 - where(d == 0, 0, s / d))
    u = (1 - momentum)*(z - p)`,
});
const optax = rule({
  ...common,
  text: `
    gamma = learningRate + eps
    lambda = gamma*sqrt(t)
    s = s + lambda*g
    v = v + lambda*g^2
    d = v^(1/3) + eps
    x0 = x0
    z = project(x0 - where(d == 0, 0, s / d))
    u = (1 - momentum)*(z - p)`,
});

const direction = presets("madgrad", {
  default: [paper],
  paper: [paper],
  torch: [authors],
  optax: [optax],
});

/**
 * Dual averaging: z is the start plus a step along the sum of all gradients, divided by the cube root of the sum of their
 * squares; the parameter is a moving average of z.
 *
 * Use it where Adam generalises worse than SGD: the paper reports results as good as SGD's or better in vision and as Adam's in
 * language. The authors' package advises a new search for the rate, and a weight decay smaller than SGD's, often 0.
 *
 * `like`: paper and the default as Algorithm 1; torch is the authors' package, which adds eps to a rate other than 0;
 * optax adds it always.
 *
 * Defaults: the authors' package.
 *
 * Deviations: with eps 0, an element whose gradient has always been 0 does not move, as in the authors' package; the paper has 0/0.
 *
 * Memory: 12 bytes a parameter (float32).
 *
 * @example
 * const descent = await madgrad({ learningRate: 0.01 }).init({ x: new Float32Array([1]) });
 */
export const madgrad = defineOptimizer<MadgradOptions>(
  "madgrad",
  { ...direction.options, weightDecay: schedulable() },
  ({ weightDecay = 0, ...averaging }) => chain(addDecayedWeights(weightDecay), direction(averaging)),
);
