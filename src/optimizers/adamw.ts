/** AdamW. Loshchilov, Hutter: Decoupled Weight Decay Regularization, ICLR 2019, Algorithm 2. */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { momentsOption } from "../compose/moments.ts";
import { choose, likeOf } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { oneOf } from "../options/kinds.ts";
import { type Hyper, HyperparameterError, schedulable } from "../rule/hyper.ts";
import { addDecayedWeights } from "../transforms/add-decayed-weights.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { scaleByAdam } from "../transforms/scale-by-adam.ts";
import type { MomentOptions, NesterovOptions } from "./adam.ts";

const rate = rule({ name: "rate", hyper: { learningRate: 0.001 }, text: "u = learningRate*g" });
const multiplier = rule({ name: "schedule", hyper: { schedule: 1 }, text: "u = -schedule*g" });

/** Options of `adamw`. */
export interface AdamwOptions extends MomentOptions, NesterovOptions, WhereOptions {
  /** Decoupled weight decay: the share of the parameter that a step of rate 1 subtracts; default 0.01, optax 1e-4, keras 0.004. */
  readonly weightDecay?: Hyper | undefined;
  /**
   * What the decay is multiplied by: the learning rate, as libraries do, or `schedule` alone, as the paper does.
   * Default `"rate"`; `"schedule"` with `like: "paper"`.
   */
  readonly decoupling?: "rate" | "schedule" | undefined;
  /** The paper's schedule multiplier: scales rate and decay alike; default 1. Needs `decoupling: "schedule"`. */
  readonly schedule?: Hyper | undefined;
}

const decays = { default: 0.01, torch: 0.01, optax: 1e-4, keras: 0.004, paper: 0.01 };
/**
 * Adam with decoupled weight decay: the decay does not pass through the moments.
 *
 * Use it to train transformers, with a warm-up and a falling rate, and wherever Adam is used with weight decay: the
 * paper shows that L2 regularisation, whose decay passes through the moments, hardly acts on parameters with large gradients,
 * and that decoupled decay generalises better and can be tuned independently of the rate. Leave out biases and normalisation
 * with `where`.
 *
 * `like`: the moments as in `adam`; libraries multiply the decay by the rate, the paper by the schedule's multiplier
 * only.
 *
 * Defaults: torch's. optax leaves the rate to the user, the paper the weight decay; torch's stand in.
 *
 * Deviations: the decay is multiplied by the rate, as in all libraries, except in the paper's form.
 *
 * Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const optimizer = adamw({ learningRate: 3e-4, weightDecay: 0.1, where: "*.weight" });
 */
export const adamw = defineOptimizer<AdamwOptions>(
  "adamw",
  {
    ...momentsOption,
    learningRate: schedulable(),
    ...scaleByAdam.options,
    like: likeOf(decays),
    weightDecay: schedulable(),
    decoupling: oneOf("rate", "schedule"),
    ...multiplier.options,
  },
  ({ like, learningRate = 0.001, weightDecay = choose(decays, like), ...rest }) => {
    const { schedule, decoupling, ...moments } = rest;
    const decay = addDecayedWeights(weightDecay);
    const direction = scaleByAdam({ like, ...moments });
    if ((decoupling ?? (like === "paper" ? "schedule" : "rate")) === "schedule") {
      return chain(direction, rate({ learningRate }), decay, multiplier({ schedule }));
    }
    if (schedule !== undefined) {
      throw new HyperparameterError(
        'schedule needs decoupling: "schedule"; give the schedule as learningRate instead',
      );
    }
    return chain(direction, decay, scaleByLearningRate(learningRate));
  },
);
