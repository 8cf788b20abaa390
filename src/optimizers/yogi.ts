/**
 * Yogi. Zaheer, Reddi, Sachan, Kale, Kumar: Adaptive Methods for Nonconvex Optimization, NeurIPS 2018, Algorithm 2.
 */
import { chain } from "../compose/chain.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import type { Hyper } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { type ScaleByYogiOptions, scaleByYogi } from "../transforms/scale-by-yogi.ts";

/** Options of `yogi`. */
export interface YogiOptions extends ScaleByYogiOptions {
  /** Step size; default 0.01. */
  readonly learningRate?: Hyper | undefined;
}

/**
 * Adam whose second moment moves by at most (1 - b2) g^2 a step, so that rates do not leap when gradients fall silent.
 *
 * `like`: see `scaleByYogi`. Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const descent = await yogi({ learningRate: 0.01 }).init({ x: new Float32Array([1]) });
 */
export function yogi({ learningRate = 0.01, ...options }: YogiOptions = {}): Optimizer {
  return chain(scaleByYogi(options), scaleByLearningRate(learningRate));
}
