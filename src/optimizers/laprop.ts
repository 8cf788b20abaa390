/**
 * LaProp. Ziyin, Wang, Ueda: LaProp: Separating Momentum and Adaptivity in Adam, 2020, Algorithm 1.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import { type Like, likeOf } from "../compose/presets.ts";
import { called, rule } from "../compose/rule.ts";
import { type Hyper, schedulables } from "../rule/hyper.ts";
import { addDecayedWeights } from "../transforms/add-decayed-weights.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";

/** Options of `laprop`. */
export interface LapropOptions extends WhereOptions, MomentsOptions {
  /** Which form: `"torch"` (the authors' code) or `"paper"`. */
  readonly like?: Like | undefined;
  /** Step size; default 4e-4. */
  readonly learningRate?: Hyper | undefined;
  /** Decay rate of the mean of normalized gradients, in [0, 1); default 0.9. The paper's mu. */
  readonly b1?: Hyper | undefined;
  /** Decay rate of the mean of squares, in [0, 1); default 0.999. The paper's nu. */
  readonly b2?: Hyper | undefined;
  /** Added to the square root of the mean of squares; default 1e-15. */
  readonly eps?: Hyper | undefined;
  /** Decoupled weight decay: the share of the parameter that a step of rate 1 subtracts; default 0. */
  readonly weightDecay?: Hyper | undefined;
}

const hyper = { b1: 0.9, b2: 0.999, eps: 1e-15 };

/**
 * LaProp's direction: the mean of gradients, each divided by the root of the mean of squares of its time.
 *
 * @param overrides - `b1` (default 0.9), the decay rate of the mean; `b2` (default 0.999), that of squares; `eps` (default 1e-15).
 * @example
 * chain(scaleByLaprop({ b2: 0.99 }), scaleByLearningRate(4e-4))
 */
export const scaleByLaprop = called(
  "scaleByLaprop",
  rule({
    name: "laprop",
    hyper,
    state: { m: 0, n: 0 },
    moments: { m: "first", n: "second" },
    text: `
    n = b2*n + (1 - b2)*g^2
    nHat = n / (1 - b2^t)
    m = b1*m + (1 - b1)*g / (sqrt(nHat) + eps)
    u = m / (1 - b1^t)`,
  }),
);

/** Gradients weigh by the rates of their steps, whose mean is `rateMean`; the decay comes after the step. */
const torch = rule({
  name: "laprop",
  hyper: { learningRate: 4e-4, ...hyper, weightDecay: 0 },
  state: { m: 0, n: 0, rateMean: 0 },
  moments: { m: "first", n: "second" },
  text: `
    n = b2*n + (1 - b2)*g^2
    nHat = n / (1 - b2^t)
    m = b1*m + (1 - b1)*learningRate*g / (sqrt(nHat) + eps)
    rateMean = b1*rateMean + (1 - b1)*learningRate
    d = where(rateMean == 0, 0, learningRate/rateMean*m)
    u = -d - learningRate*weightDecay*(p - d)`,
});

/**
 * Adam with its two halves apart: gradients are divided first and averaged then, so that momentum and adaptivity do not disturb
 * each other.
 *
 * Use it in place of AdamW where that is unstable, or with a small b2: Adam may diverge where b1 and b2 do not match. The paper
 * finds LaProp stable there, and faster than Adam on a variety of tasks. With b2 0 it is sign descent with momentum.
 *
 * `like`: paper and the default as Algorithm 1; torch is the authors' code, in which gradients weigh by the rates of their steps
 * (with a constant rate that is the same) and the decay comes after the step.
 *
 * Defaults: those of the authors' code.
 *
 * Deviations: in a step of rate 0 nothing moves; the authors' code moves by the mean then. The file in their repository does not
 * multiply the decay by the rate, later versions do. Their options `centered` and `amsgrad` are left out.
 *
 * Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const optimizer = laprop({ learningRate: 4e-4, b2: 0.99, weightDecay: 0.1 });
 */
export const laprop = defineOptimizer<LapropOptions>(
  "laprop",
  {
    ...momentsOption,
    like: likeOf({ default: 0, torch: 0, paper: 0 }),
    ...schedulables("learningRate", "weightDecay"),
    ...scaleByLaprop.options,
  },
  ({ like, ...given }) => {
    if (like === "torch") return torch(given);
    const { learningRate = 4e-4, weightDecay = 0, ...moments } = given;
    return chain(scaleByLaprop(moments), addDecayedWeights(weightDecay), scaleByLearningRate(learningRate));
  },
);
