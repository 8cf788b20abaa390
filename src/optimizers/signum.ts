/**
 * Signum: signSGD with momentum. Bernstein, Wang, Azizzadenesheli, Anandkumar: signSGD: Compressed Optimisation for
 * Non-Convex Problems, ICML 2018, Algorithm 2.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type MaximizeOptions } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import type { Like } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { oneOf } from "../options/kinds.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";

/** Options of `signum`. */
export interface SignumOptions extends MaximizeOptions, MomentsOptions {
  /** Which form: `"optax"` or `"paper"`, which are one. */
  readonly like?: Like | undefined;
  /** How far every parameter moves in a step, in the parameter's unit; default 0.001. */
  readonly learningRate?: Hyper | undefined;
  /** Decay rate of the mean of gradients, in [0, 1): the paper's and optax's beta; default 0.9. */
  readonly momentum?: Hyper | undefined;
}

const direction = rule({
  name: "signum",
  hyper: { momentum: 0.9 },
  bounds: { momentum: "[0, 1)" },
  state: { m: 0 },
  moments: { m: "first" },
  text: `
    m = momentum*m + (1 - momentum)*g
    u = sign(m)`,
});

/**
 * Moves every parameter by the learning rate against the sign of the mean of its gradients.
 *
 * Use it in place of `signSgd` where batches are small: the mean keeps noise from changing the sign. The paper reports results
 * like Adam's on ImageNet. `lion` is the same with more weight on the newest gradient.
 *
 * `like`: one form; the paper and optax agree.
 *
 * Defaults: momentum 0.9 is the paper's and optax'; the rate 0.001 is Glissade's choice, that of Adam, whose steps are
 * about as long.
 *
 * Memory: 4 bytes a parameter (float32).
 *
 * @example
 * const descent = await signum({ learningRate: 0.01, momentum: 0.95 }).init({ x: new Float32Array([1]) });
 */
export const signum = defineOptimizer<SignumOptions>(
  "signum",
  { ...momentsOption, like: oneOf("optax", "paper"), learningRate: schedulable(), ...direction.options },
  ({ like: _same, learningRate = 0.001, ...mean }) =>
    chain(direction(mean), scaleByLearningRate(learningRate)),
);
