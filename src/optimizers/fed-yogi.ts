/**
 * FedYogi. Reddi, Charles, Zaheer, Garrett, Rush, Konečný, Kumar, McMahan: Adaptive Federated Optimization, ICLR 2021, Algorithm 2.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type MaximizeOptions } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import { rule } from "../compose/rule.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";

/** Options of `fedYogi`. */
export interface FedYogiOptions extends MaximizeOptions, MomentsOptions {
  /** The server's step size, the paper's eta; default 0.01. */
  readonly learningRate?: Hyper | undefined;
  /** Decay rate of the mean of deltas, in [0, 1); default 0.9. */
  readonly b1?: Hyper | undefined;
  /** The second moment moves by (1 - b2) of the squared delta in a round, in [0, 1); default 0.99. */
  readonly b2?: Hyper | undefined;
  /** How adaptive it is: added to the root, and the root's own start, above 0; default 0.001. */
  readonly tau?: Hyper | undefined;
}

/** The gradient is minus the mean of the clients' deltas. */
const direction = rule({
  name: "fedYogi",
  hyper: { b1: 0.9, b2: 0.99, tau: 1e-3 },
  bounds: { tau: "(0, inf)" },
  state: { m: 0, v: "tau^2" },
  moments: { m: "first", v: "second" },
  text: `
    m = b1*m + (1 - b1)*g
    v = v - (1 - b2)*g^2*sign(v - g^2)
    u = m / (sqrt(v) + tau)`,
});

/**
 * Yogi as the server of federated learning, without bias correction: rates do not jump when a round's deltas become small.
 *
 * Use it where clients' data differ, and where rounds differ from one another: the second moment moves by at most a share of the
 * squared delta. `beginRound` of `glissade/federated` makes the gradient of its step, minus the mean of the clients' deltas.
 *
 * Defaults: the paper's moments and tau.
 *
 * Deviations: none. Moments are not corrected and the second one starts at tau^2, unlike in `yogi`.
 *
 * Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const descent = await fedYogi({ learningRate: 0.01 }).init({ w: new Float32Array([1]) });
 */
export const fedYogi = defineOptimizer<FedYogiOptions>(
  "fedYogi",
  { ...momentsOption, learningRate: schedulable(), ...direction.options },
  ({ learningRate = 0.01, ...rest }) => chain(direction(rest), scaleByLearningRate(learningRate)),
);
