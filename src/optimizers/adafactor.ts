/**
 * Adafactor. Shazeer, Stern: Adafactor: Adaptive Learning Rates with Sublinear Memory Cost, ICML 2018, Algorithms 4, 5
 * and 6.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { choose, type Like, likeOf } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { flag } from "../options/kinds.ts";
import { onlyIn } from "../options/option.ts";
import { type Hyper, schedulable, schedulables, within } from "../rule/hyper.ts";
import { factoredRmsOptions, scaleByFactoredRms } from "../transforms/scale-by-factored-rms.ts";

/** Options of `adafactor`. */
export interface AdafactorOptions extends WhereOptions {
  /** Which form: `"torch"`, `"optax"`, `"keras"` or `"paper"`. */
  readonly like?: Like | undefined;
  /** The largest relative step; default 0.01, keras 0.001. In optax the rate itself. */
  readonly learningRate?: Hyper | undefined;
  /** The decay rate of the statistics is 1 - t^-decayRate; default 0.8. */
  readonly decayRate?: Hyper | undefined;
  /** Added to squares, default 1e-30; in torch the lower limit of a statistic's square root, default 2^-52. */
  readonly eps1?: Hyper | undefined;
  /** Lower limit of a parameter's root mean square; default 0.001. */
  readonly eps2?: Hyper | undefined;
  /** The largest root mean square of a tensor's direction; default 1, `Infinity` for none. */
  readonly clippingThreshold?: Hyper | undefined;
  /** Decoupled weight decay: the share of the parameter that a step of rate 1 subtracts (in optax: any step); default 0. */
  readonly weightDecay?: Hyper | undefined;
  /** Momentum: the decay rate of the mean of steps. Without it there is no momentum. */
  readonly momentum?: Hyper | undefined;
  /** Whether the rate is at most 1/sqrt(t); default true, false in optax. */
  readonly relativeStep?: boolean | undefined;
  /** Whether the rate is multiplied by the parameter's root mean square; default true. */
  readonly multiplyByParameterScale?: boolean | undefined;
  /** Matrices are factored from this many rows and columns on; default 1, optax 128. */
  readonly minDimSizeToFactor?: number | undefined;
}

const own = {
  learningRate: 0.01,
  relative: true,
  from: "p",
  least: "eps2",
  decay: "learningRate*weightDecay*p",
};
const keras = { ...own, learningRate: 0.001, from: "p - decay" };
const optax = { ...own, relative: false, least: "0.001", decay: "weightDecay*p" };

/** The step: clipped to the threshold, scaled by the rate and the parameter's size, averaged with a momentum, and the weight decay. */
const bounds = { eps2: "[0, inf)", clippingThreshold: "(0, inf]" } as const;

const step = (form: typeof own, isScaled: boolean, isAveraged: boolean) =>
  rule<string, string>({
    name: "adafactor",
    hyper: {
      ...{ learningRate: form.learningRate, clippingThreshold: 1, weightDecay: 0 },
      ...(form.least === "eps2" && { eps2: 0.001 }),
      ...(isAveraged && { momentum: 0 }),
    },
    bounds: form.least === "eps2" ? bounds : { clippingThreshold: bounds.clippingThreshold },
    state: isAveraged ? { m: 0 } : {},
    text: `
    d = g / max(1, sqrt(mean(g^2)) / clippingThreshold)
    decay = ${form.decay}
    from = ${form.from}
    size = ${isScaled ? `max(${form.least}, sqrt(mean(from^2)))` : "1"}
    rate = ${form.relative ? "min(learningRate, 1/sqrt(t))" : "learningRate"}
    m = ${isAveraged ? "momentum*m + (1 - momentum)*" : ""}rate*size*d
    u = -m - decay`,
  });

const forms = { default: own, paper: own, torch: own, keras, optax };
/**
 * Adam without a first moment. The second moment of a matrix is the product of a row and a column, and steps are relative
 * to the size of the parameter.
 *
 * Use it for large matrices where Adam's state does not fit into memory: T5 was trained with it. It needs no
 * learning rate (`relativeStep`). Turn that off to use your own schedule, as T5's fine-tuning did at 0.001.
 *
 * `like`: the default is the paper's form with options. torch adds nothing to squares; eps1 is the lower limit of its statistics,
 * 2^-52 for float64 (the default here); for float32 torch has 2^-23, so give that. keras subtracts the decay before it measures the
 * parameter, and its `relative_step` has no effect. optax takes the rate as given, does not multiply the decay by it, and
 * factors only matrices of at least 128 rows and columns.
 *
 * Defaults: the paper's, Algorithm 6; those of the libraries under their `like`.
 *
 * Deviations: tensors of more than two axes are factored as matrices of their last two, for each index of the others, as
 * in torch and keras; the paper does not say, optax takes the two largest axes.
 *
 * Memory: 8 bytes a row and column of matrices, 4 bytes a parameter for vectors and for the momentum (float32).
 *
 * @example
 * const descent = await adafactor().init({ w: tensor(new Float32Array(6), [2, 3]) });
 */
export const adafactor = defineOptimizer<AdafactorOptions>(
  "adafactor",
  {
    ...schedulables("learningRate", "weightDecay", "momentum"),
    ...factoredRmsOptions,
    ...within(bounds),
    like: likeOf(forms),
    eps2: onlyIn(["default", "paper", "torch", "keras"], schedulable(bounds.eps2)),
    relativeStep: flag,
    multiplyByParameterScale: flag,
  },
  ({ like, decayRate, eps1, minDimSizeToFactor, ...others }) => {
    const form = choose(forms, like);
    const { relativeStep = form.relative, multiplyByParameterScale = true, ...hyper } = others;
    const isAveraged = hyper.momentum !== undefined;
    const ending = step({ ...form, relative: relativeStep }, multiplyByParameterScale, isAveraged);
    return chain(scaleByFactoredRms({ like, decayRate, eps1, minDimSizeToFactor }), ending(hyper));
  },
);
