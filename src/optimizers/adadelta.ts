/** Adadelta. Zeiler: ADADELTA: An Adaptive Learning Rate Method, 2012, Algorithm 1. */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type MaximizeOptions } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import { choose, type Like } from "../compose/presets.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { scaleByAdadelta } from "../transforms/scale-by-adadelta.ts";

/** Options of `adadelta`. */
export interface AdadeltaOptions extends MaximizeOptions, MomentsOptions {
  /** Which form: `"torch"`, `"optax"`, `"keras"`, `"textbook"` or `"paper"`. */
  readonly like?: Like | undefined;
  /** Factor of the steps; default 1, keras 0.001. The paper has none. */
  readonly learningRate?: Hyper | undefined;
  /** Decay rate of the means of squares; default 0.9, keras 0.95, paper 0.95. */
  readonly rho?: Hyper | undefined;
  /** Added to both means under their square roots; sets the size of the first steps; default 1e-6, keras 1e-7, textbook 1e-5. */
  readonly eps?: Hyper | undefined;
}

const rates = { default: 1, torch: 1, optax: 1, paper: 1, keras: 0.001, textbook: 1 };
/**
 * Gradient descent whose steps are scaled by the size of past steps: needs no learning rate.
 *
 * Use it where you do not want to choose a rate: the paper finds it hardly sensitive to its hyperparameters on digits
 * and on speech. It starts slowly: only eps sets the size of the first steps.
 *
 * `like`: one formula, other values.
 *
 * Defaults: torch's, which are optax's too; the paper's are rho 0.95 and eps 1e-6. At Keras's rate of 0.001 it is a
 * thousand times slower than the paper's method, to which Keras's guide returns with a rate of 1.
 *
 * Deviations: there is a rate; the paper has none. optax 0.2.8 without a rate goes uphill, which is not reproduced.
 *
 * Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const descent = await adadelta().init({ x: new Float32Array([1]) });
 */
export const adadelta = defineOptimizer<AdadeltaOptions>(
  "adadelta",
  { ...momentsOption, learningRate: schedulable(), ...scaleByAdadelta.options },
  ({ like, learningRate = choose(rates, like), ...means }) =>
    chain(scaleByAdadelta({ like, ...means }), scaleByLearningRate(learningRate)),
);
