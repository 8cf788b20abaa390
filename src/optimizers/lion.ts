/**
 * Lion. Chen, Liang, Huang, Real, Wang, Liu, Pham, Dong, Luong, Hsieh, Lu, Le: Symbolic Discovery of Optimization
 * Algorithms, NeurIPS 2023, Algorithm 2.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import { choose, type Like, likeOf } from "../compose/presets.ts";
import { called, rule } from "../compose/rule.ts";
import { type Hyper, schedulables } from "../rule/hyper.ts";
import { addDecayedWeights } from "../transforms/add-decayed-weights.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";

/** Options of `lion`. */
export interface LionOptions extends WhereOptions, MomentsOptions {
  /** Whose defaults: `"optax"`, `"keras"` or `"paper"`. */
  readonly like?: Like | undefined;
  /** How far every parameter moves in a step, in the parameter's unit; default 1e-4, keras 0.001. */
  readonly learningRate?: Hyper | undefined;
  /** Share of the mean of gradients in the direction, in [0, 1); default 0.9. */
  readonly b1?: Hyper | undefined;
  /** Decay rate of the mean of gradients, in [0, 1); default 0.99. */
  readonly b2?: Hyper | undefined;
  /** Decoupled weight decay: the share of the parameter that a step of rate 1 subtracts; default 0, optax 0.001. */
  readonly weightDecay?: Hyper | undefined;
}

/**
 * Lion's direction: the sign of a mix of the newest gradient and the mean of those before it.
 *
 * @param overrides - `b1` (default 0.9), the mean's share in the mix; `b2` (default 0.99), the decay rate of the mean.
 * @example
 * chain(scaleByLion({ b2: 0.98 }), scaleByLearningRate(1e-4))
 */
export const scaleByLion = called(
  "scaleByLion",
  rule({
    name: "lion",
    hyper: { b1: 0.9, b2: 0.99 },
    state: { m: 0 },
    moments: { m: "first" },
    text: `
    c = b1*m + (1 - b1)*g
    m = b2*m + (1 - b2)*g
    u = sign(c)`,
  }),
);

const authors = { rate: 1e-4, decay: 0 };
const forms = {
  default: authors,
  paper: authors,
  optax: { rate: 1e-4, decay: 0.001 },
  keras: { rate: 0.001, decay: 0 },
};
/**
 * Sign descent along a mix of the newest gradient and a slow mean of gradients, found by a search over programs.
 *
 * Use it in place of AdamW for half of its state, with large batches: the paper reports gains that grow with the batch
 * and none for small ones. It advises a rate 3 to 10 times smaller than AdamW's and a weight decay as much larger.
 *
 * `like`: one form; defaults differ, optax 0.001 for the weight decay, keras 0.001 for the rate.
 *
 * Defaults: the authors' code, rate 1e-4, b1 0.9, b2 0.99, no weight decay.
 *
 * Memory: 4 bytes a parameter (float32).
 *
 * @example
 * const descent = await lion({ learningRate: 1e-4, weightDecay: 0.1 }).init({ x: new Float32Array([1]) });
 */
export const lion = defineOptimizer<LionOptions>(
  "lion",
  {
    ...momentsOption,
    ...schedulables("learningRate", "weightDecay"),
    ...scaleByLion.options,
    like: likeOf(forms),
  },
  ({ like, ...given }) => {
    const { rate, decay } = choose(forms, like);
    const { learningRate = rate, weightDecay = decay, ...moments } = given;
    return chain(scaleByLion(moments), addDecayedWeights(weightDecay), scaleByLearningRate(learningRate));
  },
);
