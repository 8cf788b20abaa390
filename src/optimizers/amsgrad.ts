/** AMSGrad. Reddi, Kale, Kumar: On the Convergence of Adam and Beyond, ICLR 2018, Algorithm 2. */

import { chain } from "../compose/chain.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { reader, schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { scaleByAmsgrad } from "../transforms/scale-by-amsgrad.ts";
import type { AdamOptions } from "./adam.ts";

const read = reader<AdamOptions>("amsgrad", { learningRate: schedulable(), ...scaleByAmsgrad.options });

/**
 * Adam with the largest second moment seen so far, so that rates never grow back.
 *
 * Use it where Adam does not converge because the gradients that count are rare: the paper constructs such problems,
 * convex ones, and proves that this converges. One gradient that is far too large shortens the steps for good: clip.
 *
 * `like`: torch and the default take the maximum of the second moment and correct it; keras likewise, with eps on the
 * uncorrected root; optax takes the maximum of the corrected moment; paper corrects nothing.
 *
 * Defaults: torch's, which are Adam's; the paper has none.
 *
 * Deviations: eps, which the paper does not have: a gradient that has always been 0 would be 0/0.
 *
 * Memory: 12 bytes a parameter (float32).
 *
 * @param options - those of `adam`; the learning rate is 0.001 without one.
 * @example
 * const descent = await amsgrad({ learningRate: 0.01 }).init({ x: new Float32Array([1]) });
 */
export function amsgrad(options: AdamOptions = {}): Optimizer {
  const { learningRate = 0.001, ...moments } = read(options);
  return chain(scaleByAmsgrad(moments), scaleByLearningRate(learningRate));
}
