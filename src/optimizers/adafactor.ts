/**
 * Adafactor. Shazeer, Stern: Adafactor: Adaptive Learning Rates with Sublinear Memory Cost, ICML 2018, Algorithms 4, 5
 * and 6.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import { choose, type Like, likeOf } from "../compose/presets.ts";
import { variants } from "../compose/variants.ts";
import { flag } from "../options/kinds.ts";
import { onlyIn } from "../options/option.ts";
import { type Hyper, schedulable, schedulables, within } from "../rule/hyper.ts";
import type { Variant } from "../rule/variant.ts";
import { factoredRmsOptions, scaleByFactoredRms } from "../transforms/scale-by-factored-rms.ts";

/** Options of `adafactor`. */
export interface AdafactorOptions extends WhereOptions, MomentsOptions {
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

const bounds = { eps2: "[0, inf)", clippingThreshold: "(0, inf]" } as const;

/** The step: clipped to the threshold, scaled by the rate and the parameter's size, and the weight decay. */
const paper = variants({
  name: "adafactor",
  hyper: { learningRate: 0.01, clippingThreshold: 1, weightDecay: 0, eps2: 0.001 },
  bounds,
  text: `
    decay = learningRate*weightDecay*p
    from = p
    size = max(eps2, sqrt(mean(from^2)))
    rate = min(learningRate, 1/sqrt(t))
    scale = rate*size / max(1, sqrt(mean(g^2)) / clippingThreshold)
    m = scale*g
    u = -m - decay`,
});

const optax = variants({
  name: "adafactor",
  hyper: { learningRate: 0.01, clippingThreshold: 1, weightDecay: 0 },
  bounds: { clippingThreshold: bounds.clippingThreshold },
  text: `
    decay = weightDecay*p
    from = p
    size = max(0.001, sqrt(mean(from^2)))
    rate = min(learningRate, 1/sqrt(t))
    scale = rate*size / max(1, sqrt(mean(g^2)) / clippingThreshold)
    m = scale*g
    u = -m - decay`,
});

const keras = paper.variant({ hyper: { learningRate: 0.001 }, text: "from = p - decay" });
const absolute = paper.variant({ text: "rate = learningRate" });
const unscaled = paper.variant({ text: "size = 1" });
const mean = { hyper: { momentum: 0 }, state: { m: 0 }, moments: { m: "first" } } as const;
const averaged = paper.variant({ ...mean, text: "m = momentum*m + (1 - momentum)*scale*g" });

interface Form {
  readonly step: Pick<typeof optax, "with">;
  readonly lines: readonly Variant[];
  readonly isRelative: boolean;
}

const own: Form = { step: paper, lines: [], isRelative: true };
const forms = {
  default: own,
  paper: own,
  torch: own,
  keras: { ...own, lines: [keras] },
  optax: { step: optax, lines: [], isRelative: false },
};

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
    ...momentsOption,
    ...schedulables("learningRate", "weightDecay", "momentum"),
    ...factoredRmsOptions,
    ...within(bounds),
    like: likeOf(forms),
    eps2: onlyIn(["default", "paper", "torch", "keras"], schedulable(bounds.eps2)),
    relativeStep: flag,
    multiplyByParameterScale: flag,
  },
  ({ like, decayRate, eps1, minDimSizeToFactor, ...others }) => {
    const { step, lines, isRelative } = choose<Form>(forms, like);
    const { relativeStep = isRelative, multiplyByParameterScale = true, ...hyper } = others;
    const ending = step.with(
      ...lines,
      !relativeStep && absolute,
      !multiplyByParameterScale && unscaled,
      hyper.momentum !== undefined && averaged,
    );
    return chain(scaleByFactoredRms({ like, decayRate, eps1, minDimSizeToFactor }), ending(hyper));
  },
);
