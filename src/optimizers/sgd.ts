/**
 * Stochastic gradient descent, with momentum and Nesterov's form of it.
 * Robbins, Monro: A Stochastic Approximation Method, 1951; momentum: see `trace`.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import { choose, type Like, likeOf } from "../compose/presets.ts";
import { flag } from "../options/kinds.ts";
import { onlyIn } from "../options/option.ts";
import { type Hyper, HyperparameterError, schedulable, schedulables } from "../rule/hyper.ts";
import { addDecayedWeights } from "../transforms/add-decayed-weights.ts";
import { momentumAfterRate } from "../transforms/momentum-after-rate.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { trace } from "../transforms/trace.ts";

/** Options of `sgd`. */
export interface SgdOptions extends WhereOptions, MomentsOptions {
  /** Which form: `"torch"`, `"optax"`, `"keras"` or `"textbook"`. */
  readonly like?: Like | undefined;
  /** Step size; default 0.01, torch 0.001. */
  readonly learningRate?: Hyper | undefined;
  /**
   * Momentum: the share of the sum of gradients that a step keeps, in [0, 1]. Without it there is no momentum; in keras it is then 0.
   */
  readonly momentum?: Hyper | undefined;
  /** Dampening: the share of each new gradient that is left out of the sum, from the second step on. Needs momentum; not in keras. */
  readonly dampening?: Hyper | undefined;
  /** Whether to look ahead along the new sum; default false. Needs momentum. */
  readonly nesterov?: boolean | undefined;
  /** L2 regularisation: this share of the parameter is added to its gradient; none without it. Decoupled in keras. */
  readonly weightDecay?: Hyper | undefined;
}

const rates = { default: 0.01, torch: 0.001, optax: 0.01, textbook: 0.01, keras: 0.01 };
/**
 * Gradient descent: a step against the gradient, or against a decaying sum of gradients.
 *
 * Use it, with momentum 0.9 and a falling rate, where the error on new data matters most: Wilson, Roelofs, Stern,
 * Srebro, Recht (The Marginal Value of Adaptive Gradient Methods in Machine Learning, NeurIPS 2017) find that it
 * generalises better than Adam where both are tuned, as in vision. You must search for its rate: without
 * momentum, 2 divided by the largest curvature is already too large.
 *
 * `like`: torch, optax, textbook and the default sum gradients and then apply the rate; keras applies the rate and then
 * sums, which differs once the rate changes, and its weight decay is decoupled.
 *
 * Defaults: the rate 0.01 is Keras', 0.001 torch's; optax and the textbook leave it to the user.
 *
 * Deviations: none. The first gradient is not dampened, as in torch.
 *
 * Memory: none; 4 bytes a parameter with momentum, and always in the keras form (float32).
 *
 * @example
 * const descent = await sgd({ learningRate: 0.1, momentum: 0.9 }).init({ x: new Float32Array([1]) });
 */
export const sgd = defineOptimizer<SgdOptions>(
  "sgd",
  {
    ...momentsOption,
    like: likeOf(rates),
    ...schedulables("learningRate", "momentum", "weightDecay"),
    dampening: onlyIn(["default", "torch", "optax", "textbook"], schedulable("[0, 1]")),
    nesterov: flag,
  },
  ({ like, learningRate = choose(rates, like), ...given }) => {
    const { momentum, dampening, nesterov, weightDecay } = given;
    if (dampening !== undefined && momentum === undefined)
      throw new HyperparameterError("dampening needs momentum; give one");
    if (nesterov && momentum === undefined)
      throw new HyperparameterError("nesterov needs momentum; give one");
    if (like === "keras")
      return momentumAfterRate[nesterov ? "nesterov" : "plain"]({ learningRate, momentum, weightDecay });
    return chain(
      ...(weightDecay === undefined ? [] : [addDecayedWeights(weightDecay)]),
      ...(momentum === undefined ? [] : [trace({ momentum, dampening, nesterov })]),
      scaleByLearningRate(learningRate),
    );
  },
);
