/**
 * Divides gradients by the scale of the loss, for gradients in 16 bits. The dynamic scale is that of torch's `GradScaler`: Micikevicius,
 * Narang, Alben, Diamos, Elsen, Garcia, Ginsburg, Houston, Kuchaiev, Venkatesh, Wu: Mixed Precision Training, ICLR 2018, section 3.2.
 */

import type { HyperOf, Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import { required } from "../options/option.ts";
import { type Hyper, reader } from "../rule/hyper.ts";

/** Options of a scale that stays. */
export interface StaticLossScaleOptions {
  /** The scale, or a schedule of it. */
  readonly scale: Hyper;
}

/** Options of a scale that finds itself. */
export interface LossScaleOptions {
  /** The scale of the first step. Default 65536. */
  readonly initScale?: Hyper | undefined;
  /** What the scale is multiplied by after `growthInterval` steps in a row whose gradients are finite. Default 2. */
  readonly growthFactor?: Hyper | undefined;
  /** What the scale is multiplied by where a gradient is not finite. Default 0.5. */
  readonly backoffFactor?: Hyper | undefined;
  /** Default 2000. */
  readonly growthInterval?: Hyper | undefined;
  /** The scale falls no lower. Default 2^-126, the smallest normal number of float32. */
  readonly minScale?: Hyper | undefined;
}

/** The scale stays where it would grow beyond the largest number of float32: a loss times more is infinite. */
const dynamic = rule({
  name: "lossScale",
  hyper: { initScale: 65536, growthFactor: 2, backoffFactor: 0.5, growthInterval: 2000, minScale: 2 ** -126 },
  bounds: {
    initScale: "(0, inf)",
    growthFactor: "(1, inf)",
    backoffFactor: "(0, 1)",
    growthInterval: "whole [1, inf)",
    minScale: "(0, inf)",
  },
  ordered: ["minScale", "initScale"],
  state: { scale: "initScale", growthTracker: 0 },
  lossScale: "scale",
  text: `
    u = g / scale
    accept = globalFinite(u)
    isDue = growthTracker + 1 >= growthInterval
    grown = scale*growthFactor
    scale = where(isDue && grown <= 3.4028234663852886e38, grown, scale)
    growthTracker = where(isDue, 0, growthTracker + 1)`,
  declined: `
    scale = max(scale*backoffFactor, minScale)
    growthTracker = 0`,
});

const fixed = rule({
  name: "lossScale",
  hyper: { scale: 1 },
  bounds: { scale: "(0, inf)" },
  lossScale: "scale",
  text: "u = g / scale",
});

const readDynamic = reader<LossScaleOptions>("lossScale", dynamic.options);
const readFixed = reader<StaticLossScaleOptions>("lossScale", { scale: required(fixed.options.scale) });

/**
 * Divides gradients of a loss that was multiplied by a scale. Gradients in float16 vanish below 6e-8; those of a loss times 65536 do not.
 * Multiply the loss by `descent.lossScale` before you take its gradient, and read that for every gradient: the scale changes. Put it first in
 * the chain: all that follows, clipping too, and `descent.last` see gradients without the scale. The `loss` that `step` takes is without it.
 *
 * The default is torch's `GradScaler`. A step with a gradient that is not finite is declined, as `skipNonFinite()` declines it: parameters,
 * states and `count` stay, `descent.skipped` counts it, and the scale is halved; the next gradient is then that of a smaller loss. After
 * `growthInterval` gradients in a row that were taken it is doubled. `descent.state` has `scale` and `growthTracker`, and so do snapshots.
 * Where gradients stay not finite for other reasons, the scale falls to `minScale` and every step is declined;
 * `chain(skipNonFinite({ maxConsecutive: 20 }), lossScale(), ...)` makes that an error. The scale does not grow beyond float32's largest number.
 * In torch it can fall to 0, after which no step is taken.
 *
 * `lossScale({ scale: 1024 })` divides by a number that stays, and declines nothing.
 *
 * Around `accumulate`, each gradient has the scale of its time, and one that is not finite is left out. Functions that take the loss themselves,
 * such as `minimize`, refuse it.
 *
 * @param options - those of a scale that stays, or of the dynamic one.
 * @throws HyperparameterError for options that are not those of one of the two.
 * @example
 * const optimizer = chain(lossScale(), clipByGlobalNorm(1), adamw({ learningRate: 3e-4 }));
 */
export function lossScale(options: StaticLossScaleOptions): Optimizer<"scale">;
export function lossScale(
  options?: LossScaleOptions,
): Optimizer<HyperOf<LossScaleOptions>, "scale" | "growthTracker">;
export function lossScale(options: StaticLossScaleOptions | LossScaleOptions = {}): Optimizer {
  return isStatic(options) ? fixed(readFixed(options)) : dynamic(readDynamic(options));
}

const isStatic = (options: StaticLossScaleOptions | LossScaleOptions): options is StaticLossScaleOptions =>
  typeof options === "object" && options !== null && "scale" in options;
