/**
 * NAdamW: NAdam with decoupled weight decay. Dozat: Incorporating Nesterov Momentum into Adam, ICLR workshop 2016,
 * Algorithm 2; Loshchilov, Hutter: Decoupled Weight Decay Regularization, ICLR 2019, Algorithm 2.
 */

import { chain } from "../compose/chain.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { type Hyper, reader, schedulables } from "../rule/hyper.ts";
import { pattern } from "../rule/partition.ts";
import { addDecayedWeights, type DecayOptions } from "../transforms/add-decayed-weights.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { type NadamOptions, scaleByNadam } from "./nadam.ts";

/** Options of `nadamw`: those of `nadam`, and which parameters decay (`where`; all without it) how much. */
export interface NadamwOptions extends NadamOptions, DecayOptions {
  /** Share of the parameter that a step of rate 1 takes away; default 0.01, optax 1e-4. */
  readonly weightDecay?: Hyper | undefined;
}

const read = reader<NadamwOptions>("nadamw", {
  ...schedulables("learningRate", "weightDecay"),
  where: pattern,
  ...scaleByNadam.options,
});

/**
 * NAdam whose weight decay does not pass through the moments.
 *
 * Use it where AdamW is used: with a warmup and a cosine decay of its rate it is the baseline of the AlgoPerf benchmark
 * of training algorithms (Dahl et al. 2023).
 *
 * `like`: see `nadam`; torch is `NAdam(decoupled_weight_decay=True)`, keras `Nadam(weight_decay=...)`.
 *
 * Defaults: torch's NAdam; the decay of torch's AdamW, since torch and keras leave NAdam's at 0; optax its own.
 *
 * Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const optimizer = nadamw({ learningRate: 3e-4, weightDecay: 0.1, where: "*.weight" });
 */
export function nadamw(options: NadamwOptions = {}): Optimizer {
  const { like, learningRate = like === "keras" ? 0.001 : 0.002, ...given } = read(options);
  const { weightDecay = like === "optax" ? 1e-4 : 0.01, where, ...moments } = given;
  return chain(
    scaleByNadam({ like, ...moments }),
    addDecayedWeights(weightDecay, { where }),
    scaleByLearningRate(learningRate),
  );
}
