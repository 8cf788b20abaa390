/** Weight decay as an option of optimizers: coupled (added to the gradient) or decoupled. */
import { chain } from "../compose/chain.ts";
import type { WhereOptions } from "../compose/define-optimizer.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import type { Like } from "../compose/presets.ts";
import { flag } from "../options/kinds.ts";
import { type Hyper, HyperparameterError, schedulable } from "../rule/hyper.ts";
import { addDecayedWeights } from "./add-decayed-weights.ts";

/** Options of weight decay. */
export interface WeightDecayOptions extends WhereOptions {
  /**
   * Weight decay; none without it. As in torch, this share of the parameter is added to its gradient (L2 regularisation). In
   * keras, and with `decoupledWeightDecay`, a step of rate 1 subtracts it from the parameter, outside the moments.
   */
  readonly weightDecay?: Hyper | undefined;
  /** Whether the decay stays out of the gradient, as in AdamW; default false, true in keras. Needs weightDecay. */
  readonly decoupledWeightDecay?: boolean | undefined;
}

/** What they may be. */
export const weightDecayOptions = { weightDecay: schedulable(), decoupledWeightDecay: flag };

/** Where the decay stands in the chain: at most one link. */
export function decays(
  name: string,
  { like, weightDecay, decoupledWeightDecay }: WeightDecayOptions & { readonly like?: Like | undefined },
): { readonly before: readonly Optimizer[]; readonly beside: readonly Optimizer[] } {
  if (weightDecay === undefined) {
    if (decoupledWeightDecay !== undefined)
      throw new HyperparameterError(`${name}: decoupledWeightDecay needs weightDecay; give one`);
    return { before: [], beside: [] };
  }
  const link = [addDecayedWeights(weightDecay)];
  const isBeside = decoupledWeightDecay ?? like === "keras";
  return isBeside ? { before: [], beside: link } : { before: link, beside: [] };
}

/** A direction with its weight decay and its rate. */
export function withWeightDecay(
  name: string,
  options: WeightDecayOptions & { readonly like?: Like | undefined },
  direction: Optimizer,
  rate: Optimizer,
): Optimizer {
  const { before, beside } = decays(name, options);
  return chain(...before, direction, ...beside, rate);
}
