/**
 * NAdamW: NAdam with decoupled weight decay. Dozat: Incorporating Nesterov Momentum into Adam, ICLR workshop 2016,
 * Algorithm 2; Loshchilov, Hutter: Decoupled Weight Decay Regularization, ICLR 2019, Algorithm 2.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { momentsOption } from "../compose/moments.ts";
import { type Hyper, schedulables } from "../rule/hyper.ts";
import { addDecayedWeights } from "../transforms/add-decayed-weights.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { type NadamMomentOptions, scaleByNadam } from "./nadam.ts";

/** Options of `nadamw`: those of `nadam`, and weight decay: how much, and of which parameters (`where`; all without it). */
export interface NadamwOptions extends NadamMomentOptions, WhereOptions {
  /** Decoupled weight decay: the share of the parameter that a step of rate 1 subtracts; default 0.01, optax 1e-4. */
  readonly weightDecay?: Hyper | undefined;
}

/**
 * NAdam with decoupled weight decay: the decay does not pass through the moments.
 *
 * Use it where AdamW is used: with a warmup and a cosine decay of its rate it is the baseline of the AlgoPerf benchmark
 * of training algorithms (Dahl et al. 2023).
 *
 * `like`: see `nadam`; torch is `NAdam(decoupled_weight_decay=True)`, keras `Nadam(weight_decay=...)`.
 *
 * Defaults: torch's NAdam; the decay is that of torch's AdamW, since NAdam's is 0 in torch and keras; optax has its own.
 *
 * Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const optimizer = nadamw({ learningRate: 3e-4, weightDecay: 0.1, where: "*.weight" });
 */
export const nadamw = defineOptimizer<NadamwOptions>(
  "nadamw",
  { ...momentsOption, ...schedulables("learningRate", "weightDecay"), ...scaleByNadam.options },
  ({ like, learningRate = like === "keras" ? 0.001 : 0.002, ...given }) => {
    const { weightDecay = like === "optax" ? 1e-4 : 0.01, ...moments } = given;
    return chain(
      scaleByNadam({ like, ...moments }),
      addDecayedWeights(weightDecay),
      scaleByLearningRate(learningRate),
    );
  },
);
