/** Adam. Kingma, Ba: Adam: A Method for Stochastic Optimization, ICLR 2015, Algorithm 1. */
import { chain } from "../compose/chain.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { choose, type Like } from "../compose/presets.ts";
import type { Hyper } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { scaleByAdam } from "../transforms/scale-by-adam.ts";

/** Options of `adam`. */
export interface AdamOptions {
  readonly like?: Like | undefined;
  /** Step size; default 0.001, textbook 0.01. */
  readonly learningRate?: Hyper | undefined;
  /** Share of the first moment that stays; default 0.9. */
  readonly b1?: Hyper | undefined;
  /** Share of the second moment that stays; default 0.999. */
  readonly b2?: Hyper | undefined;
  /** Added to the root of the second moment; default 1e-8. */
  readonly eps?: Hyper | undefined;
  /** Added under the root: optax's option, with `like: "optax"`. */
  readonly epsRoot?: Hyper | undefined;
}

/**
 * Gradient descent along the mean of gradients over the root of the mean of their squares.
 *
 * `like`: see `scaleByAdam`. Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const descent = await adam({ learningRate: 0.01 }).init({ x: new Float32Array([1]) });
 */
export function adam({ like, learningRate, ...options }: AdamOptions = {}): Optimizer {
  const defaults = { default: 0.001, torch: 0.001, optax: 0.001, keras: 0.001, paper: 0.001, textbook: 0.01 };
  return chain(
    scaleByAdam({ like, ...options }),
    scaleByLearningRate(learningRate ?? choose("adam", defaults, like)),
  );
}
