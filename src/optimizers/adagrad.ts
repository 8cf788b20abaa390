/**
 * Adagrad. Duchi, Hazan, Singer: Adaptive Subgradient Methods for Online Learning and Stochastic Optimization, JMLR 12
 * (2011), the diagonal form of section 1.
 */
import { chain } from "../compose/chain.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { choose, type Like } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import type { Hyper } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { scaleByRss } from "../transforms/scale-by-rss.ts";

/** Options of `adagrad`. */
export interface AdagradOptions {
  readonly like?: Like | undefined;
  /** Step size; default 0.01, keras 0.001, textbook 0.1. */
  readonly learningRate?: Hyper | undefined;
  readonly eps?: Hyper | undefined;
  /** Where the sum of squares starts. */
  readonly initialAccumulator?: number | undefined;
  /** torch's decay of the rate: divides it by 1 + (t - 1) lrDecay. */
  readonly lrDecay?: Hyper | undefined;
}

const inverseTime = rule({
  name: "inverseTimeDecay",
  hyper: { lrDecay: 0 },
  bounds: { lrDecay: "[0, inf)" },
  text: "u = g / (1 + (t - 1)*lrDecay)",
});

/**
 * Gradient descent with a rate for each element that falls with the gradients it has seen.
 *
 * `like`: see `scaleByRss`. Memory: 4 bytes a parameter (float32).
 *
 * @example
 * const descent = await adagrad({ learningRate: 0.1 }).init({ x: new Float32Array([1]) });
 */
export function adagrad({ like, learningRate, lrDecay, ...options }: AdagradOptions = {}): Optimizer {
  const defaults = { default: 0.01, torch: 0.01, optax: 0.01, keras: 0.001, textbook: 0.1 };
  return chain(
    scaleByRss({ like, ...options }),
    ...(lrDecay === undefined ? [] : [inverseTime({ lrDecay })]),
    scaleByLearningRate(learningRate ?? choose("adagrad", defaults, like)),
  );
}
