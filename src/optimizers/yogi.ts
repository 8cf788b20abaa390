/**
 * Yogi. Zaheer, Reddi, Sachan, Kale, Kumar: Adaptive Methods for Nonconvex Optimization, NeurIPS 2018, Algorithm 2.
 */

import { defineOptimizer } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import type { Like } from "../compose/presets.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { type ScaleByYogiOptions, scaleByYogi, yogiOptions } from "../transforms/scale-by-yogi.ts";
import { type WeightDecayOptions, weightDecayOptions, withWeightDecay } from "../transforms/weight-decay.ts";

/** Options of `yogi`. */
export interface YogiOptions extends ScaleByYogiOptions, WeightDecayOptions, MomentsOptions {
  /** Which form: `"optax"`, `"keras"` (TensorFlow Addons), `"textbook"` or `"paper"`. */
  readonly like?: Like | undefined;
  /** Step size; default 0.01. */
  readonly learningRate?: Hyper | undefined;
  /** Decay rate of the first moment; default 0.9. */
  readonly b1?: Hyper | undefined;
  /** The second moment moves by (1 - b2) g^2 in a step; default 0.999. */
  readonly b2?: Hyper | undefined;
  /** Added to the square root of the second moment; default 0.001. */
  readonly eps?: Hyper | undefined;
  /**
   * Where the second moment starts, a number or `"gradient"` for the square of the first gradient, which should come
   * from a large batch; default 1e-6, textbook 0, paper "gradient".
   */
  readonly v0?: number | "gradient" | undefined;
  /** How the second moment follows g^2: by the sign of the difference, or by tanh(10 (v - g^2)); default "sign". */
  readonly activation?: "sign" | "tanh" | undefined;
}

/**
 * Adam whose second moment moves by at most (1 - b2) g^2 a step, so that rates do not jump when gradients become small.
 *
 * Use it in place of Adam where gradients are sparse or now and then much larger: the paper claims better results than
 * Adam's with little tuning in vision and language, and convergence that gets better with larger batches. It takes a
 * larger eps and a larger rate than Adam. The start of the second moment matters for early training.
 *
 * `like`: the default starts m at 0 and v at 1e-6 and corrects both; textbook starts both at 0, optax both at 1e-6;
 * keras is TensorFlow Addons, with the corrections in the rate; paper corrects nothing and starts v at the square of a
 * gradient. Weight decay is coupled (added to the gradient), decoupled in keras.
 *
 * Defaults: the paper's; the start of v that of TensorFlow Addons.
 *
 * Deviations: both moments are corrected, as in libraries, though v / (1 - b2^t) is not an exact correction: Yogi's v is
 * not linear in its start. In the paper the second moment starts at squares averaged over a large batch. optax
 * starts m at 1e-6 too, which no paper asks for; reproduced under `like: "optax"` only.
 *
 * Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const descent = await yogi({ learningRate: 0.01 }).init({ x: new Float32Array([1]) });
 */
export const yogi = defineOptimizer<YogiOptions>(
  "yogi",
  { ...momentsOption, learningRate: schedulable(), ...yogiOptions, ...weightDecayOptions },
  ({ learningRate = 0.01, weightDecay, decoupledWeightDecay, ...direction }) => {
    const decay = { like: direction.like, weightDecay, decoupledWeightDecay };
    return withWeightDecay("yogi", decay, scaleByYogi(direction), scaleByLearningRate(learningRate));
  },
);
