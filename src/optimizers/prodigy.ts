/**
 * Prodigy. Mishchenko, Defazio: Prodigy: An Expeditiously Adaptive Parameter-Free Learner, ICML 2024, its Adam version.
 */

import { defineOptimizer } from "../compose/define-optimizer.ts";
import { choose } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { flag } from "../options/kinds.ts";
import { boundsFor, type Hyper, schedulable } from "../rule/hyper.ts";
import { type DadaptAdamOptions, dadaptOptions, skipping } from "./dadapt-adam.ts";
import { correction } from "./distance-correction.ts";

/** Options of `prodigy`. */
export interface ProdigyOptions extends DadaptAdamOptions {
  /** Decay rate of the second moment; default 0.999. */
  readonly b2?: Hyper | undefined;
  /** Decay rate of the sums behind the estimate; the square root of b2 without it. */
  readonly b3?: Hyper | undefined;
  /** Added, times the estimate, to the square root of the second moment; default 1e-8. */
  readonly eps?: Hyper | undefined;
  /** Factor of the estimates, for larger or smaller steps; default 1. */
  readonly dCoef?: Hyper | undefined;
  /** Whether to leave the learning rate out of the estimate's denominator, which avoids too large estimates in a warmup; default false. */
  readonly safeguardWarmup?: boolean | undefined;
}

const bounds = { d0: "(0, inf)", dCoef: "(0, inf)", growthRate: "[1, inf]" } as const;
const start = { learningRate: 1, b1: 0.9, b2: 0.999, eps: 1e-8, d0: 1e-6, dCoef: 1, weightDecay: 0 };

/**
 * AdamW that finds its step size: an estimate of the distance from the start to the solution, common to all tensors.
 *
 * Use it where there is no time to search for a learning rate: the paper comes close to hand-tuned Adam on images, text
 * and recommendations at learning rate 1, and does better than `dadaptAdam`. Its authors advise no schedule or a cosine
 * decay, changing `dCoef` rather than the rate, and `safeguardWarmup` with a warmup.
 *
 * `like`: the default is the authors' package `prodigyopt`; optax corrects moments as Adam does, and updates them in
 * steps of rate 0; the package skips such steps.
 *
 * Defaults: those of the package.
 *
 * Deviations: steps are skipped until a gradient is not 0, as in the package; optax 0.2.8 divides 0 by 0 there, which is
 * not reproduced. Each descent, and each group of a partition, makes its own estimate.
 *
 * Memory: 16 bytes a parameter (float32).
 *
 * @example
 * const optimizer = prodigy({ learningRate: cosineDecay({ init: 1, steps: 10_000 }), weightDecay: 0.01 });
 */
export const prodigy = defineOptimizer<ProdigyOptions>(
  "prodigy",
  {
    ...dadaptOptions,
    b3: schedulable(),
    dCoef: schedulable(bounds.dCoef),
    safeguardWarmup: flag,
  },
  ({ like, biasCorrection, safeguardWarmup, ...hyper }) => {
    const bias = correction({ like, biasCorrection });
    const skips = choose(skipping, like);
    const isLimited = hyper.growthRate !== undefined;
    const hasB3 = hyper.b3 !== undefined;
    const defaults = { ...start, ...(hasB3 && { b3: 0 }), ...(isLimited && { growthRate: 1 }) };
    const estimate = "where(moves, dCoef*r / l, 0)";
    const live = (state: string, next: string) =>
      `${state} = ${skips ? `where(learningRate > 0, ${next}, ${state})` : next}`;
    return rule<string, string>({
      name: "prodigy",
      hyper: defaults,
      bounds: boundsFor(defaults, bounds),
      state: { m: 0, v: 0, s: 0, p0: "p", r: 0, d: "d0", ...(isLimited && { dMax: "d0" }), ...bias.state },
      text: `
    ${hasB3 ? "" : "b3 = sqrt(b2)"}
    dlr = d*learningRate${bias.factor}
    ${live("r", "b3*r + d/d0*dlr*globalSum(g*(p0 - p))")}
    ${live("m", "b1*m + (1 - b1)*d*g")}
    ${live("v", "b2*v + (1 - b2)*(d*g)^2")}
    ${live("s", `b3*s + d/d0*${safeguardWarmup ? "d" : "dlr"}*g`)}
    l = globalSum(abs(s))
    moves = ${skips && (isLimited || bias.next) ? "learningRate > 0 && " : ""}l != 0
    ${
      isLimited
        ? `dMax = max(dMax, ${estimate})
    d = where(moves, where(d == d0, dMax, min(dMax, growthRate*d)), d)`
        : `d = max(d, ${estimate})`
    }
    ${bias.next}
    p0 = p0
    u = where(moves, -dlr*m / (sqrt(v) + d*eps) - weightDecay*dlr*p, 0)`,
    })(hyper);
  },
);
