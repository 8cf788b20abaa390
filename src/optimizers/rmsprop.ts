/** RMSProp. Tieleman, Hinton: Lecture 6.5, Neural Networks for Machine Learning, 2012. */

import { chain } from "../compose/chain.ts";
import { defineOptimizer } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import { choose, type Like } from "../compose/presets.ts";
import { numberIn } from "../options/interval.ts";
import { flag } from "../options/kinds.ts";
import { onlyIn } from "../options/option.ts";
import { type Hyper, HyperparameterError, schedulables } from "../rule/hyper.ts";
import { momentumAfterRate } from "../transforms/momentum-after-rate.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { scaleByRms } from "../transforms/scale-by-rms.ts";
import { scaleByStddev } from "../transforms/scale-by-stddev.ts";
import { trace } from "../transforms/trace.ts";
import { decays, type WeightDecayOptions, weightDecayOptions } from "../transforms/weight-decay.ts";

/** Options of `rmsprop`. */
export interface RmspropOptions extends WeightDecayOptions, MomentsOptions {
  /** Which form: `"torch"`, `"optax"`, `"keras"` or `"textbook"`. */
  readonly like?: Like | undefined;
  /** Step size; default 0.001, torch 0.01, textbook 0.01. */
  readonly learningRate?: Hyper | undefined;
  /** Decay rate of the mean of squares: torch's alpha, keras's rho; default 0.9, torch 0.99. */
  readonly decay?: Hyper | undefined;
  /** Added to the square root of that mean, in optax, keras and textbook under it; default 1e-8, keras 1e-7, textbook 1e-6. */
  readonly eps?: Hyper | undefined;
  /** Where the mean of squares starts, in [0, inf); default 0. */
  readonly initialScale?: number | undefined;
  /**
   * Whether the means are divided by 1 - decay^t, which corrects for their start at 0; default false. In the default form and
   * optax.
   */
  readonly biasCorrection?: boolean | undefined;
  /** Whether the square of the mean is subtracted from the mean of squares; default false. Not in textbook. */
  readonly centered?: boolean | undefined;
  /** Momentum: the share of the sum of steps that a step keeps, in [0, 1]. Without it there is no momentum. */
  readonly momentum?: Hyper | undefined;
  /** Whether to look ahead along that sum; default false. Needs momentum. */
  readonly nesterov?: boolean | undefined;
}

const rates = { default: 0.001, torch: 0.01, optax: 0.001, keras: 0.001, textbook: 0.01 };
/**
 * Gradient descent with each element divided by the square root of a moving average of its squares.
 *
 * Use it where the scale of gradients changes during training, as in reinforcement learning: Mnih et al. (Human-level
 * control through deep reinforcement learning, Nature 2015) trained DQN with it, centered. The lecture presents it as
 * `rprop` for batches. `adam` adds momentum and bias correction, and is the more common choice today.
 *
 * `like`: torch and the default add eps to the square root; optax, keras and textbook add it under it. With momentum,
 * torch and the default apply the rate to the sum; optax and keras sum steps to which the rate was applied. Weight decay is
 * coupled as torch's, decoupled in keras.
 *
 * Defaults: decay 0.9 and the rate 0.001 are those of the lecture and of Keras, eps 1e-8 that of torch and optax. optax
 * leaves the rate to the user; torch's is 0.01, as the textbook's.
 *
 * Deviations: the lecture has no eps. The centered form is Graves': Generating Sequences With Recurrent Neural
 * Networks, 2013. Rounding can make its variance negative where gradients hardly change; libraries then give NaN.
 * Here it counts as 0, in the optax and keras forms where it is still 0 or less with eps. Such steps are divided by eps alone,
 * so choose an eps larger than the default.
 *
 * Memory: 4 bytes a parameter, 4 more if centered, 4 more with momentum (float32).
 *
 * @example
 * const descent = await rmsprop({ learningRate: 0.01 }).init({ x: new Float32Array([1]) });
 */
export const rmsprop = defineOptimizer<RmspropOptions>(
  "rmsprop",
  {
    ...momentsOption,
    ...schedulables("learningRate", "momentum"),
    ...scaleByRms.options,
    initialScale: numberIn("[0, inf)"),
    centered: onlyIn(["default", "torch", "optax", "keras"], flag),
    nesterov: flag,
    ...weightDecayOptions,
  },
  ({ centered, momentum, nesterov = false, weightDecay, decoupledWeightDecay, ...given }) => {
    const { learningRate = choose(rates, given.like), ...means } = given;
    if (nesterov && momentum === undefined)
      throw new HyperparameterError("nesterov needs momentum; give one");
    const direction = (centered ? scaleByStddev : scaleByRms)(means);
    const { before, beside } = decays("rmsprop", { like: means.like, weightDecay, decoupledWeightDecay });
    const rate = scaleByLearningRate(learningRate);
    if (momentum === undefined) return chain(...before, direction, ...beside, rate);
    const isRateFirst = means.like === "optax" || means.like === "keras";
    if (isRateFirst && beside.length) {
      const step = momentumAfterRate[nesterov ? "nesterov" : "plain"];
      return chain(direction, step({ learningRate, momentum, weightDecay }));
    }
    const sum = trace({ momentum, nesterov });
    return isRateFirst
      ? chain(...before, direction, rate, sum)
      : chain(...before, direction, sum, ...beside, rate);
  },
);
