/** AMSGrad. Reddi, Kale, Kumar: On the Convergence of Adam and Beyond, ICLR 2018, Algorithm 2. */
import { chain } from "../compose/chain.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { scaleByAmsgrad } from "../transforms/scale-by-amsgrad.ts";
import type { AdamOptions } from "./adam.ts";

/**
 * Adam with the largest second moment seen so far, so that rates never grow back.
 *
 * `like`: see `scaleByAmsgrad`. Memory: 12 bytes a parameter (float32).
 *
 * @param options - those of `adam`; the learning rate is 0.001 without one.
 * @example
 * const descent = await amsgrad({ learningRate: 0.01 }).init({ x: new Float32Array([1]) });
 */
export function amsgrad({ learningRate = 0.001, ...options }: AdamOptions = {}): Optimizer {
  return chain(scaleByAmsgrad(options), scaleByLearningRate(learningRate));
}
