/** Adamax. Kingma, Ba: Adam: A Method for Stochastic Optimization, ICLR 2015, Algorithm 2. */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type MaximizeOptions } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import { type Like, presets } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";

const common = {
  name: "adamax",
  hyper: { b1: 0.9, b2: 0.999, eps: 1e-8 },
  state: { m: 0, n: 0 },
  moments: { m: "first", n: "second" },
} as const;
const sized = {
  ...common,
  text: `
    m = b1*m + (1 - b1)*g
    n = max(b2*n, abs(g) + eps)
    mHat = m / (1 - b1^t)
    u = mHat / n`,
} as const;
const own = rule(sized);
const torch = rule({ ...sized, presentPowers: true });
const keras = rule({
  ...common,
  text: `
    m = b1*m + (1 - b1)*g
    n = max(b2*n, abs(g))
    mHat = m / (1 - b1^t)
    u = mHat / (n + eps)`,
  presentPowers: true,
});
/** The paper has no eps; where all gradients have been 0 nothing moves. */
const paper = rule({
  ...common,
  hyper: { b1: 0.9, b2: 0.999 },
  text: `
    m = b1*m + (1 - b1)*g
    n = max(b2*n, abs(g))
    mHat = m / (1 - b1^t)
    u = where(n == 0, 0, mHat / n)`,
});

/**
 * Divides updates by their largest size so far, which decays: optax's `scale_by_adamax`. Forms as `adamax`.
 *
 * @example
 * chain(scaleByAdamax({ b2: 0.99 }), scaleByLearningRate(0.002))
 */
export const scaleByAdamax = presets("scaleByAdamax", {
  default: [own],
  torch: [torch],
  optax: [torch],
  keras: [keras, { eps: 1e-7 }],
  paper: [paper],
});

/** Options of `adamax`. */
export interface AdamaxOptions extends MaximizeOptions, MomentsOptions {
  /** Whose formula and defaults. */
  readonly like?: Like | undefined;
  /** Step size; default 0.002, keras 0.001. */
  readonly learningRate?: Hyper | undefined;
  /** Decay rate of the first moment; default 0.9. */
  readonly b1?: Hyper | undefined;
  /** Decay rate of the largest size; default 0.999. */
  readonly b2?: Hyper | undefined;
  /** Added to sizes, or in keras to the largest of them; default 1e-8, keras 1e-7; the paper has none. */
  readonly eps?: Hyper | undefined;
}

/**
 * Adam with the largest gradient so far, which decays, in place of the square root of the mean of squares.
 *
 * Use it where every element's step should have a bound: the paper shows that no step exceeds the learning rate, a
 * simpler bound than Adam's. Keras's guide finds it sometimes better than Adam on models with embeddings.
 *
 * `like`: torch, optax and the default add eps to the size of every gradient; keras adds it to the largest; paper has
 * no eps and does not move an element whose gradients have all been 0.
 *
 * Defaults: torch's, which are the paper's with an eps.
 *
 * Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const descent = await adamax({ learningRate: 0.01 }).init({ x: new Float32Array([1]) });
 */
export const adamax = defineOptimizer<AdamaxOptions>(
  "adamax",
  { ...momentsOption, learningRate: schedulable(), ...scaleByAdamax.options },
  ({ like, learningRate = like === "keras" ? 0.001 : 0.002, ...moments }) =>
    chain(scaleByAdamax({ like, ...moments }), scaleByLearningRate(learningRate)),
);
