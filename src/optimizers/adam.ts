/** Adam. Kingma, Ba: Adam: A Method for Stochastic Optimization, ICLR 2015, Algorithm 1. */

import { defineOptimizer, type MaximizeOptions } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import { choose, type Like } from "../compose/presets.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { scaleByAdam } from "../transforms/scale-by-adam.ts";
import { type WeightDecayOptions, weightDecayOptions, withWeightDecay } from "../transforms/weight-decay.ts";

/** Options of Adam's moments, shared by most optimizers of its kind. */
export interface MomentOptions extends MaximizeOptions, MomentsOptions {
  /** Which form, where there are several: `"torch"`, `"optax"`, `"keras"`, `"textbook"`, `"paper"`. */
  readonly like?: Like | undefined;
  /** Step size; default 0.001, textbook 0.01. */
  readonly learningRate?: Hyper | undefined;
  /** Decay rate of the first moment; default 0.9. */
  readonly b1?: Hyper | undefined;
  /** Decay rate of the second moment; default 0.999. */
  readonly b2?: Hyper | undefined;
  /** Added to the square root of the second moment; default 1e-8, keras 1e-7, textbook 1e-6. */
  readonly eps?: Hyper | undefined;
  /** Added under the square root: optax's option, with `like: "optax"`; default 0. */
  readonly epsRoot?: Hyper | undefined;
}

/** The option of optimizers that can look ahead along their first moment. */
export interface NesterovOptions {
  /** Whether to look ahead along the first moment, as optax does; default false. In the default form and optax. */
  readonly nesterov?: boolean | undefined;
}

/** Options of `adam`. */
export interface AdamOptions extends MomentOptions, NesterovOptions, WeightDecayOptions {}

const rates = { default: 0.001, torch: 0.001, optax: 0.001, keras: 0.001, paper: 0.001, textbook: 0.01 };
/**
 * Gradient descent along the mean of gradients, divided by the square root of the mean of their squares.
 *
 * Use it first: the paper claims good results with little tuning for noisy and for sparse gradients. Its steps are about as
 * long as the rate whatever the gradients' scale, so one rate suits many problems. With weight decay take `adamw`: what
 * `weightDecay` adds to gradients here is divided by their size. Let the rate fall, since steps do not shrink with the
 * gradient. Where rare gradients matter most, Adam may diverge (Reddi, Kale, Kumar, ICLR 2018): take a larger b2, `amsgrad`
 * or `yogi`.
 *
 * `like`: torch, textbook, paper and the default add eps to the corrected square root; optax also has `epsRoot` under it;
 * keras adds eps to the uncorrected square root, the paper's eps-hat. Weight decay is coupled (L2 regularisation) as in torch, since
 * most code means that by the name; keras decouples it.
 *
 * Defaults: the paper's. optax leaves the rate to the user; the textbook's are those of its experiment.
 *
 * Deviations: none. In float32 the square of a gradient up to 2^-75 (2.6e-23) is 0, and with the default b2 so is (1 - b2) g^2 up
 * to 8e-22. A parameter whose gradients have all been smaller moves by the rate times m/eps.
 *
 * Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const descent = await adam({ learningRate: 0.01 }).init({ x: new Float32Array([1]) });
 */
export const adam = defineOptimizer<AdamOptions>(
  "adam",
  { learningRate: schedulable(), ...scaleByAdam.options, ...weightDecayOptions, ...momentsOption },
  ({ learningRate, weightDecay, decoupledWeightDecay, ...moments }) => {
    const rate = scaleByLearningRate(learningRate ?? choose(rates, moments.like));
    const decay = { like: moments.like, weightDecay, decoupledWeightDecay };
    return withWeightDecay("adam", decay, scaleByAdam(moments), rate);
  },
);
