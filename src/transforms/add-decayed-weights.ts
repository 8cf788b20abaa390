/**
 * Weight decay: adds a share of the parameter to its update.
 * Loshchilov, Hutter: Decoupled Weight Decay Regularization, ICLR 2019.
 */

import { chain } from "../compose/chain.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { partition } from "../compose/partition.ts";
import { rule } from "../compose/rule.ts";
import { argument, type Hyper, reader } from "../rule/hyper.ts";
import { type Pattern, pattern } from "../rule/pattern.ts";

const decay = rule({ name: "addDecayedWeights", hyper: { weightDecay: 0 }, text: "u = g + weightDecay*p" });

/** Which parameters decay: a pattern of their paths, as in `partition`. */
export interface DecayOptions {
  readonly where?: Pattern | undefined;
}

const readShare = argument<Hyper>("addDecayedWeights", "weightDecay", decay.options.weightDecay);
const read = reader<DecayOptions>("addDecayedWeights", { where: pattern });

/**
 * Adds `weightDecay * p` to updates: before the rescaling (`scaleByAdam`) this is L2 regularisation, after it decoupled decay.
 *
 * @param weightDecay - the share, 0 or more.
 * @example
 * chain(scaleByAdam(), addDecayedWeights(0.01, { where: "*.weight" }), scaleByLearningRate(0.001))
 */
export function addDecayedWeights(weightDecay: Hyper, options: DecayOptions = {}): Optimizer<"weightDecay"> {
  const everywhere = decay({ weightDecay: readShare(weightDecay) });
  const { where } = read(options);
  return where === undefined
    ? everywhere
    : partition([
        [where, everywhere],
        ["*", chain()],
      ]);
}
