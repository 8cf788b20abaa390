/** Clipping of updates: element by element, tensor by tensor, or by the norm of all of them. */

import { chain } from "../compose/chain.ts";
import type { HyperOf, Optimizer } from "../compose/optimizer.ts";
import { choose, likeOf } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { type NoOptions, onlyIn } from "../options/option.ts";
import { argument, type Hyper, reader, schedulable, single } from "../rule/hyper.ts";

const elements = rule({
  name: "clip",
  hyper: { maxDelta: 1 },
  bounds: { maxDelta: "(0, inf)" },
  text: "u = max(min(g, maxDelta), -maxDelta)",
});

const readClip = single("clip", "maxDelta", elements.options.maxDelta);

/**
 * Limits every element of the update to [-maxDelta, maxDelta]: optax's `clip`, torch's `clip_grad_value_`.
 *
 * @param maxDelta - the largest absolute value of an element, above 0.
 * @example
 * chain(clip(0.5), sgd({ learningRate: 0.1 }))
 */
export const clip = (maxDelta: Hyper, options: NoOptions = {}): Optimizer<"maxDelta"> =>
  elements(readClip(maxDelta, options));

const limited = { hyper: { maxNorm: 1 }, bounds: { maxNorm: "(0, inf)" } } as const;

const tensorNorm = rule({ name: "clipByNorm", ...limited, text: "u = g*min(1, maxNorm / norm(g))" });

const readClipByNorm = single("clipByNorm", "maxNorm", tensorNorm.options.maxNorm);

/**
 * Scales down the update of each tensor separately, so that its Euclidean norm is at most `maxNorm`: Keras's `clipnorm`.
 *
 * @param maxNorm - the largest norm of a tensor's update, above 0.
 * @example
 * chain(clipByNorm(1), sgd({ learningRate: 0.1 }))
 */
export const clipByNorm = (maxNorm: Hyper, options: NoOptions = {}): Optimizer<"maxNorm"> =>
  tensorNorm(readClipByNorm(maxNorm, options));

const blockRms = rule({
  name: "clipByBlockRms",
  hyper: { threshold: 1 },
  bounds: { threshold: "(0, inf)" },
  text: "u = g*min(1, threshold / (norm(g) / sqrt(size(g))))",
});

const readClipByBlockRms = single("clipByBlockRms", "threshold", blockRms.options.threshold);

/**
 * Scales the update of each tensor down so that the root of the mean of its squares is at most `threshold`: optax's
 * `clip_by_block_rms`. Unlike a norm, the limit means the same for tensors of all sizes.
 * Shazeer, Stern: Adafactor: Adaptive Learning Rates with Sublinear Memory Cost, ICML 2018, section 6.
 *
 * @param threshold - the largest root of the mean of the squares, above 0.
 * @example
 * chain(scaleByAdam(), clipByBlockRms(1), scaleByLearningRate(0.001))
 */
export const clipByBlockRms = (threshold: Hyper, options: NoOptions = {}): Optimizer<"threshold"> =>
  blockRms(readClipByBlockRms(threshold, options));

const norm = rule({ name: "clipByGlobalNorm", ...limited, text: "u = g*min(1, maxNorm / globalNorm(g))" });

const torchNorm = rule({
  name: "clipByGlobalNorm",
  hyper: { maxNorm: 1, eps: 1e-6 },
  bounds: { maxNorm: "(0, inf)" },
  text: "u = g*min(1, maxNorm / (globalNorm(g) + eps))",
});

/** Options of `clipByGlobalNorm`. */
export interface ClipByGlobalNormOptions {
  /** Which form: `"optax"`, or `"torch"`, which adds 1e-6 to the norm. */
  readonly like?: "torch" | "optax" | undefined;
  /** Added to the norm, with `like: "torch"`; default 1e-6. */
  readonly eps?: Hyper | undefined;
}

const forms = { default: norm, optax: norm, torch: torchNorm };
const readNorm = argument<Hyper>("clipByGlobalNorm", "maxNorm", norm.options.maxNorm);
const readForm = reader<ClipByGlobalNormOptions>("clipByGlobalNorm", {
  like: likeOf(forms),
  eps: onlyIn(["torch"], schedulable()),
});

/**
 * Scales the updates of all tensors down together so that their common Euclidean norm is at most `maxNorm`.
 * Pascanu, Mikolov, Bengio: On the difficulty of training recurrent neural networks, ICML 2013.
 *
 * The norm counts all updates that reach it, also those of parameters that are frozen later in the chain. To leave those out,
 * put the clipping inside: `partition([["encoder.*", freeze()], ["*", chain(clipByGlobalNorm(1), adam())]])`.
 *
 * A norm that is not finite makes all updates NaN or 0; put `skipNonFinite()` before it to decline such steps.
 *
 * @param maxNorm - the largest norm of all updates together, above 0.
 * @param options - `like: "torch"` adds 1e-6 to the norm, as `clip_grad_norm_` does.
 * @example
 * chain(clipByGlobalNorm(1), adamw({ learningRate: 3e-4 }))
 */
export function clipByGlobalNorm(
  maxNorm: Hyper,
  options: ClipByGlobalNormOptions = {},
): Optimizer<"maxNorm" | HyperOf<ClipByGlobalNormOptions>> {
  const { like, ...hyper } = readForm(options);
  const found = choose<typeof torchNorm | typeof norm>(forms, like)({ ...hyper, maxNorm: readNorm(maxNorm) });
  return chain(found);
}
