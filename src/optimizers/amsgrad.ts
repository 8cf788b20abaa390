/** AMSGrad. Reddi, Kale, Kumar: On the Convergence of Adam and Beyond, ICLR 2018, Algorithm 2. */

import { defineOptimizer } from "../compose/define-optimizer.ts";
import { momentsOption } from "../compose/moments.ts";
import { schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { scaleByAmsgrad } from "../transforms/scale-by-amsgrad.ts";
import { type WeightDecayOptions, weightDecayOptions, withWeightDecay } from "../transforms/weight-decay.ts";
import type { MomentOptions } from "./adam.ts";

/** Options of `amsgrad`; the learning rate is 0.001 without one. */
export interface AmsgradOptions extends MomentOptions, WeightDecayOptions {}

/**
 * Adam with the largest second moment seen so far, so that rates never grow again.
 *
 * Use it where Adam does not converge because the gradients that matter are rare: the paper constructs convex problems of
 * this kind and proves that AMSGrad converges. One far too large gradient shortens all later steps: clip gradients.
 *
 * `like`: torch and the default take the maximum of the second moment and correct it; keras too, but adds eps to the
 * uncorrected square root; optax takes the maximum of the corrected moment; paper corrects nothing. Weight decay is coupled as
 * torch's, decoupled in keras.
 *
 * Defaults: torch's, which are Adam's; the paper has none.
 *
 * Deviations: eps, which the paper does not have: a gradient that has always been 0 would be 0/0.
 *
 * Memory: 12 bytes a parameter (float32).
 *
 * @example
 * const descent = await amsgrad({ learningRate: 0.01 }).init({ x: new Float32Array([1]) });
 */
export const amsgrad = defineOptimizer<AmsgradOptions>(
  "amsgrad",
  { ...momentsOption, learningRate: schedulable(), ...scaleByAmsgrad.options, ...weightDecayOptions },
  ({ learningRate = 0.001, weightDecay, decoupledWeightDecay, ...moments }) => {
    const decay = { like: moments.like, weightDecay, decoupledWeightDecay };
    return withWeightDecay("amsgrad", decay, scaleByAmsgrad(moments), scaleByLearningRate(learningRate));
  },
);
