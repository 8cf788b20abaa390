/** RMSProp. Tieleman, Hinton: Lecture 6.5, Neural Networks for Machine Learning, 2012. */

import { chain } from "../compose/chain.ts";
import { defineOptimizer } from "../compose/define-optimizer.ts";
import { choose, type Like } from "../compose/presets.ts";
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
export interface RmspropOptions extends WeightDecayOptions {
  /** Whose form: `"torch"`, `"optax"`, `"keras"` or `"textbook"`. */
  readonly like?: Like | undefined;
  /** Step size; default 0.001, torch 0.01, textbook 0.01. */
  readonly learningRate?: Hyper | undefined;
  /** Share of the mean of squares that stays: torch's alpha, keras' rho; default 0.9, torch 0.99. */
  readonly decay?: Hyper | undefined;
  /** Added to the root of that mean, in optax, keras and textbook under it; default 1e-8, keras 1e-7, textbook 1e-6. */
  readonly eps?: Hyper | undefined;
  /** Where the mean of squares starts, in [0, inf); default 0. */
  readonly initialScale?: number | undefined;
  /**
   * Whether the means are divided by 1 - decay^t, which makes up for a start at 0; default false. In the default form and
   * optax.
   */
  readonly biasCorrection?: boolean | undefined;
  /** Whether the square of the mean is taken out of the mean of squares; default false. Not in textbook. */
  readonly centered?: boolean | undefined;
  /** Share of a leaky sum of steps that stays, in [0, 1]; without it no sum is kept. */
  readonly momentum?: Hyper | undefined;
  /** Whether to look ahead along that sum; default false. Needs momentum. */
  readonly nesterov?: boolean | undefined;
}

const rates = { default: 0.001, torch: 0.01, optax: 0.001, keras: 0.001, textbook: 0.01 };
/**
 * Gradient descent with each element divided by the root of the leaky mean of its squares.
 *
 * Use it where the scale of gradients changes during training, as in reinforcement learning: Mnih et al. (Human-level
 * control through deep reinforcement learning, Nature 2015) trained DQN with it, centered. The lecture gives it as
 * `rprop` for batches. `adam` is the same with momentum and corrected starts, and the more usual choice today.
 *
 * `like`: torch and the default add eps to the root; optax, keras and textbook add it under the root. With momentum,
 * torch and the default apply the rate to the sum; optax and keras sum what the rate was applied to. Weight decay is
 * coupled as torch's, decoupled in keras.
 *
 * Defaults: decay 0.9 and the rate 0.001 are those of the lecture and of Keras, eps 1e-8 that of torch and optax. optax
 * leaves the rate to the user; torch's is 0.01, as the textbook's.
 *
 * Deviations: the lecture has no eps. The centered form is Graves': Generating Sequences With Recurrent Neural
 * Networks, 2013. Rounding can make its variance less than 0 where gradients hardly change; libraries step to NaN then.
 * Here it counts as 0, like optax and keras where adding eps leaves it at 0 or less: the length of such steps is left to
 * eps, which should be larger than its default.
 *
 * Memory: 4 bytes a parameter, 4 more if centered, 4 more with momentum (float32).
 *
 * @example
 * const descent = await rmsprop({ learningRate: 0.01 }).init({ x: new Float32Array([1]) });
 */
export const rmsprop = defineOptimizer<RmspropOptions>(
  "rmsprop",
  {
    ...schedulables("learningRate", "momentum"),
    ...scaleByRms.options,
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
