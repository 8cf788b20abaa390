/**
 * Adagrad. Duchi, Hazan, Singer: Adaptive Subgradient Methods for Online Learning and Stochastic Optimization, JMLR 12
 * (2011), the diagonal form of section 1.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer } from "../compose/define-optimizer.ts";
import { choose, type Like } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { numberIn } from "../options/interval.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { scaleByRss } from "../transforms/scale-by-rss.ts";
import { type WeightDecayOptions, weightDecayOptions, withWeightDecay } from "../transforms/weight-decay.ts";

/** Options of `adagrad`. */
export interface AdagradOptions extends WeightDecayOptions {
  /** Which form: `"torch"`, `"optax"`, `"keras"` or `"textbook"`. */
  readonly like?: Like | undefined;
  /** Step size; default 0.01, keras 0.001, textbook 0.1. */
  readonly learningRate?: Hyper | undefined;
  /**
   * Added to the square root of the sum of squares, in optax, keras and textbook under it; default 1e-10, optax 1e-7, keras
   * 1e-7, textbook 1e-6.
   */
  readonly eps?: Hyper | undefined;
  /** Where the sum of squares starts, in [0, inf); default 0, optax 0.1, keras 0.1. */
  readonly initialAccumulator?: number | undefined;
  /** torch's decay of the rate: divides it by 1 + (t - 1) lrDecay; none without it. */
  readonly lrDecay?: Hyper | undefined;
}

const inverseTime = rule({
  name: "inverseTimeDecay",
  hyper: { lrDecay: 0 },
  bounds: { lrDecay: "[0, inf)" },
  text: "u = g / (1 + (t - 1)*lrDecay)",
});

const rates = { default: 0.01, torch: 0.01, optax: 0.01, keras: 0.001, textbook: 0.1 };
/**
 * Gradient descent with a rate for each element, which falls with the gradients it has seen.
 *
 * Use it for sparse gradients, such as those of words or clicks, and convex problems: the paper shows that rare
 * features, which get long steps here, are learnt as well as if their rates had been chosen in hindsight. Rates never
 * grow again, so long runs on problems that are not convex can stop too early. Use `rmsprop` or `adam` there: they forget old
 * gradients.
 *
 * `like`: torch and the default add eps to the square root; keras and textbook add it under the square root; optax does too, and
 * takes no step where the sum is 0. Weight decay is coupled as torch's, decoupled in keras.
 *
 * Defaults: torch's. optax and the textbook leave the rate to the user; here it is 0.01 for optax and, as in the textbook's
 * experiment, 0.1 for the textbook.
 *
 * Deviations: the paper's projection onto a feasible set is left out, as in all libraries.
 *
 * Memory: 4 bytes a parameter (float32).
 *
 * @example
 * const descent = await adagrad({ learningRate: 0.1 }).init({ x: new Float32Array([1]) });
 */
export const adagrad = defineOptimizer<AdagradOptions>(
  "adagrad",
  {
    learningRate: schedulable(),
    ...scaleByRss.options,
    initialAccumulator: numberIn("[0, inf)"),
    ...inverseTime.options,
    ...weightDecayOptions,
  },
  ({ learningRate, lrDecay, weightDecay, decoupledWeightDecay, ...sum }) => {
    const falling = lrDecay === undefined ? [] : [inverseTime({ lrDecay })];
    const rate = scaleByLearningRate(learningRate ?? choose(rates, sum.like));
    const decay = { like: sum.like, weightDecay, decoupledWeightDecay };
    return withWeightDecay("adagrad", decay, chain(scaleByRss(sum), ...falling), rate);
  },
);
