/**
 * Sophia. Liu, Li, Hall, Liang, Ma: Sophia: A Scalable Stochastic Second-order Optimizer for Language Model Pre-training, ICLR 2024,
 * Algorithm 3.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import { choose, type Like, presets } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { type Hyper, schedulables } from "../rule/hyper.ts";
import { addDecayedWeights } from "../transforms/add-decayed-weights.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";

const common = {
  name: "sophia",
  bounds: { gamma: "(0, inf)", maxDelta: "(0, inf)" },
  state: { m: 0, h: 0 },
  moments: { m: "first" },
  estimate: "h = b2*h + (1 - b2)*g",
} as const;

const paper = rule({
  ...common,
  hyper: { b1: 0.96, b2: 0.99, gamma: 0.01, eps: 1e-12, maxDelta: 1 },
  text: `
    m = b1*m + (1 - b1)*g
    h = h
    ratio = m / max(gamma*h, eps)
    u = clip(ratio, -maxDelta, maxDelta)`,
});
const optax = rule({
  ...common,
  hyper: { b1: 0.965, b2: 0.99, gamma: 0.01, eps: 1e-8, maxDelta: 1 },
  text: `
    m = b1*m + (1 - b1)*g
    h = h
    ratio = m / (1 - b1^t) / max(gamma*h, eps)
    u = clip(ratio, -maxDelta, maxDelta)`,
  presentPowers: true,
});

/**
 * The mean of gradients over a mean of estimates of the Hessian's diagonal, each element bounded: optax's `scale_by_sophia`. Estimates come by
 * `descent.estimate()`. Forms as `sophia`.
 *
 * @example
 * chain(scaleBySophia({ gamma: 0.02 }), scaleByLearningRate(1e-4))
 */
export const scaleBySophia = presets("scaleBySophia", { default: [paper], paper: [paper], optax: [optax] });

/** Options of `sophia`. */
export interface SophiaOptions extends WhereOptions, MomentsOptions {
  /** Which form: `"paper"` or `"optax"`. */
  readonly like?: Like | undefined;
  /** The longest step of an element over `maxDelta`; default 1e-4. */
  readonly learningRate?: Hyper | undefined;
  /** Decay rate of the mean of gradients; default 0.96, optax 0.965. */
  readonly b1?: Hyper | undefined;
  /** Decay rate of the mean of estimates, from one to the next; default 0.99. */
  readonly b2?: Hyper | undefined;
  /** Share of the estimated curvature that divides: the smaller, the more elements reach the bound; default 0.01. */
  readonly gamma?: Hyper | undefined;
  /** The least divisor, where the curvature is small or negative; default 1e-12, optax 1e-8. */
  readonly eps?: Hyper | undefined;
  /** Bound of each element's quotient, the paper's rho; default 1. */
  readonly maxDelta?: Hyper | undefined;
  /** Decoupled weight decay: the share of the parameter that a step of rate 1 subtracts; default 0.2, optax 1e-4. */
  readonly weightDecay?: Hyper | undefined;
}

const decays = { default: 0.2, paper: 0.2, optax: 1e-4 };

/**
 * Newton's method with the diagonal of the Hessian, made safe: means of gradients over a mean of estimated curvatures, and no element goes
 * further than the rate.
 *
 * Use it where products of the Hessian with a vector can be computed, now and then: the paper trains language models in half of AdamW's
 * steps. Hutchinson's estimate, every ten steps or so: draw a sign for each element; the gradient of the inner product of signs and gradient
 * is the Hessian times the signs; multiply it by the signs, element by element, and give that to `descent.estimate()` before the step. Without
 * any estimate a step is as long as the rate in every element; `minimize` and training from the command line have none to give, and refuse it.
 * `skipNonFinite()` looks at gradients alone: an estimate that is not finite stays in its element.
 *
 * `like`: paper and the default as Algorithm 3 stands; optax corrects the bias of the first moment, and there an estimate acts from the next
 * step on: call `estimate()` after the step.
 *
 * Defaults: the paper's for Hutchinson's estimate; the rate is that of the authors' code.
 *
 * Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const descent = await sophia({ learningRate: 0.01 }).init({ x: new Float64Array([2]) });
 * descent.estimate({ x: [6] });
 * descent.step({ x: [12] });
 */
export const sophia = defineOptimizer<SophiaOptions>(
  "sophia",
  { ...momentsOption, ...schedulables("learningRate", "weightDecay"), ...scaleBySophia.options },
  ({ learningRate = 1e-4, weightDecay, ...direction }) =>
    chain(
      scaleBySophia(direction),
      addDecayedWeights(weightDecay ?? choose(decays, direction.like)),
      scaleByLearningRate(learningRate),
    ),
);
