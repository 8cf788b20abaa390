/**
 * FedAdagrad. Reddi, Charles, Zaheer, Garrett, Rush, Konečný, Kumar, McMahan: Adaptive Federated Optimization, ICLR 2021, Algorithm 2.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type MaximizeOptions } from "../compose/define-optimizer.ts";
import { rule } from "../compose/rule.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";

/** Options of `fedAdagrad`. */
export interface FedAdagradOptions extends MaximizeOptions {
  /** The server's step size, the paper's eta; default 0.1. */
  readonly learningRate?: Hyper | undefined;
  /** How adaptive it is: added to the root, and the root's own start, above 0; default 0.001. */
  readonly tau?: Hyper | undefined;
}

/** The gradient is minus the mean of the clients' deltas. */
const direction = rule({
  name: "fedAdagrad",
  hyper: { tau: 1e-3 },
  bounds: { tau: "(0, inf)" },
  state: { v: "tau^2" },
  text: `
    v = v + g^2
    u = g / (sqrt(v) + tau)`,
});

/**
 * Adagrad as the server of federated learning: a rate for each element, which falls with the deltas that it has seen.
 *
 * Use it where some parameters get deltas from few clients, such as those of rare words. `beginRound` of `glissade/federated` makes the gradient
 * of its step, minus the mean of the clients' deltas. Rates never grow again: `fedAdam` and `fedYogi` forget old rounds.
 *
 * Defaults: tau of the paper's experiments.
 *
 * Deviations: none; as in the paper's experiments there is no momentum.
 *
 * Memory: 4 bytes a parameter (float32).
 *
 * @example
 * const descent = await fedAdagrad({ learningRate: 0.1 }).init({ w: new Float32Array([1]) });
 */
export const fedAdagrad = defineOptimizer<FedAdagradOptions>(
  "fedAdagrad",
  { learningRate: schedulable(), ...direction.options },
  ({ learningRate = 0.1, ...rest }) => chain(direction(rest), scaleByLearningRate(learningRate)),
);
