/**
 * FedAvg. McMahan, Moore, Ramage, Hampson, Agüera y Arcas: Communication-Efficient Learning of Deep Networks from Decentralized
 * Data, AISTATS 2017, Algorithm 1, as the server's step of Reddi, Charles, Zaheer, Garrett, Rush, Konečný, Kumar, McMahan:
 * Adaptive Federated Optimization, ICLR 2021, Algorithm 1.
 */

import { defineOptimizer, type MaximizeOptions } from "../compose/define-optimizer.ts";
import { type Hyper, schedulables } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";

/** Options of `fedAvg`. */
export interface FedAvgOptions extends MaximizeOptions {
  /** The server's step size, the paper's eta; default 1, which makes the parameters the clients' mean. */
  readonly learningRate?: Hyper | undefined;
}

/**
 * The server of federated averaging: parameters move to the mean of what clients have trained, or a part of the way.
 *
 * Use it where data stay with their owners: each client of a round trains from the server's parameters and sends the delta, its parameters less
 * the server's. `beginRound` of `glissade/federated` takes deltas weighted by rows, and the gradient of the step is minus their mean.
 *
 * Defaults: rate 1, McMahan's algorithm.
 *
 * Deviations: none.
 *
 * Memory: none.
 *
 * @example
 * const descent = await fedAvg().init({ w: new Float32Array([1]) });
 */
export const fedAvg = defineOptimizer<FedAvgOptions>(
  "fedAvg",
  schedulables("learningRate"),
  ({ learningRate = 1 }) => scaleByLearningRate(learningRate),
);
