/**
 * FedAdam. Reddi, Charles, Zaheer, Garrett, Rush, Konečný, Kumar, McMahan: Adaptive Federated Optimization, ICLR 2021, Algorithm 2.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type MaximizeOptions } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import { rule } from "../compose/rule.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";

/** Options of `fedAdam`. */
export interface FedAdamOptions extends MaximizeOptions, MomentsOptions {
  /** The server's step size, the paper's eta; default 0.1. */
  readonly learningRate?: Hyper | undefined;
  /** Decay rate of the mean of deltas, in [0, 1); default 0.9. */
  readonly b1?: Hyper | undefined;
  /** Decay rate of the mean of their squares, in [0, 1); default 0.99. */
  readonly b2?: Hyper | undefined;
  /** How adaptive it is: added to the root, and the root's own start, above 0; default 0.001. */
  readonly tau?: Hyper | undefined;
}

/** The gradient is minus the mean of the clients' deltas. */
const direction = rule({
  name: "fedAdam",
  hyper: { b1: 0.9, b2: 0.99, tau: 1e-3 },
  bounds: { tau: "(0, inf)" },
  state: { m: 0, v: "tau^2" },
  moments: { m: "first", v: "second" },
  text: `
    m = b1*m + (1 - b1)*g
    v = b2*v + (1 - b2)*g^2
    u = m / (sqrt(v) + tau)`,
});

/**
 * Adam as the server of federated learning, without bias correction.
 *
 * Use it where clients' data differ, and each trains for some steps between rounds. `beginRound` of `glissade/federated` makes the gradient of its step, minus the mean of the clients' deltas.
 *
 * Defaults: the paper's moments and tau.
 *
 * Deviations: none. Moments are not corrected and the second one starts at tau^2, unlike in `adam`.
 *
 * Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const descent = await fedAdam({ learningRate: 0.1 }).init({ w: new Float32Array([1]) });
 */
export const fedAdam = defineOptimizer<FedAdamOptions>(
  "fedAdam",
  { ...momentsOption, learningRate: schedulable(), ...direction.options },
  ({ learningRate = 0.1, ...rest }) => chain(direction(rest), scaleByLearningRate(learningRate)),
);
