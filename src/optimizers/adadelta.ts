/** Adadelta. Zeiler: ADADELTA: An Adaptive Learning Rate Method, 2012, Algorithm 1. */
import { chain } from "../compose/chain.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { choose, type Like } from "../compose/presets.ts";
import type { Hyper } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { scaleByAdadelta } from "../transforms/scale-by-adadelta.ts";

/** Options of `adadelta`. */
export interface AdadeltaOptions {
  readonly like?: Like | undefined;
  /** Step size; 1, which is the paper's method, except keras: 0.001. */
  readonly learningRate?: Hyper | undefined;
  readonly rho?: Hyper | undefined;
  readonly eps?: Hyper | undefined;
}

/**
 * Gradient descent in steps of the size of past steps: needs no rate.
 *
 * `like`: see `scaleByAdadelta`. Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const descent = await adadelta().init({ x: new Float32Array([1]) });
 */
export function adadelta({ like, learningRate, ...options }: AdadeltaOptions = {}): Optimizer {
  const defaults = { default: 1, torch: 1, optax: 1, paper: 1, keras: 0.001, textbook: 1 };
  return chain(
    scaleByAdadelta({ like, ...options }),
    scaleByLearningRate(learningRate ?? choose("adadelta", defaults, like)),
  );
}
