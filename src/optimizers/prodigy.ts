/**
 * Prodigy. Mishchenko, Defazio: Prodigy: An Expeditiously Adaptive Parameter-Free Learner, ICML 2024, its Adam version.
 */

import { defineOptimizer } from "../compose/define-optimizer.ts";
import { variants } from "../compose/variants.ts";
import { flag } from "../options/kinds.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { type DadaptAdamOptions, dadaptOptions } from "./dadapt-adam.ts";

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

const bounds = { d0: "(0, inf)", dCoef: "(0, inf)" } as const;

/** The authors' package: it skips steps of rate 0. */
const authors = variants({
  name: "prodigy",
  hyper: { learningRate: 1, b1: 0.9, b2: 0.999, eps: 1e-8, d0: 1e-6, dCoef: 1, weightDecay: 0 },
  bounds,
  state: { m: 0, v: 0, s: 0, p0: "p", r: 0, d: "d0" },
  moments: { m: "first", v: "second" },
  text: `
    b3 = sqrt(b2)
    dlr = d*learningRate
    r = where(learningRate > 0, b3*r + d/d0*dlr*globalSum(g*(p0 - p)), r)
    m = where(learningRate > 0, b1*m + (1 - b1)*d*g, m)
    v = where(learningRate > 0, b2*v + (1 - b2)*(d*g)^2, v)
    s = where(learningRate > 0, b3*s + d/d0*dlr*g, s)
    l = globalSum(abs(s))
    moves = l != 0
    d = max(d, where(moves, dCoef*r / l, 0))
    p0 = p0
    u = where(moves, -dlr*m / (sqrt(v) + d*eps) - weightDecay*dlr*p, 0)`,
});

const ownB3 = authors.variant({ hyper: { b3: 0 } });
const safeguard = authors.variant({ text: "s = where(learningRate > 0, b3*s + d/d0*d*g, s)" });
const limited = authors.variant({
  hyper: { growthRate: 1 },
  bounds: { growthRate: "[1, inf]" },
  state: { dMax: "d0" },
  text: `
    moves = learningRate > 0 && l != 0
    dMax = max(dMax, where(moves, dCoef*r / l, 0))
    d = where(moves, where(d == d0, dMax, min(dMax, growthRate*d)), d)`,
});
/** Adam's corrections count the steps taken alone: these are products of their betas. */
const corrected = authors.variant({
  state: { b1Past: 1, b2Past: 1 },
  text: `
    dlr = d*learningRate*sqrt(1 - b2*b2Past)/(1 - b1*b1Past)
    moves = learningRate > 0 && l != 0
    b1Past = where(moves, b1*b1Past, b1Past)
    b2Past = where(moves, b2*b2Past, b2Past)`,
});

/** optax updates states in steps of rate 0 too. */
const optax = authors.variant({
  text: `
    r = b3*r + d/d0*dlr*globalSum(g*(p0 - p))
    m = b1*m + (1 - b1)*d*g
    v = b2*v + (1 - b2)*(d*g)^2
    s = b3*s + d/d0*dlr*g
    moves = l != 0`,
});
const optaxSafeguard = authors.variant({ text: "s = b3*s + d/d0*d*g" });
/** Powers of the present betas. */
const optaxCorrected = authors.variant({
  state: { k: 1 },
  text: `
    dlr = d*learningRate*sqrt(1 - b2^k)/(1 - b1^k)
    k = where(moves, k + 1, k)`,
});

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
    const own = [hyper.b3 !== undefined && ownB3, hyper.growthRate !== undefined && limited];
    const isCorrected = biasCorrection ?? like === "optax";
    const rest =
      like === "optax"
        ? [optax, safeguardWarmup && optaxSafeguard, isCorrected && optaxCorrected]
        : [safeguardWarmup && safeguard, isCorrected && corrected];
    return authors.with(...own, ...rest)(hyper);
  },
);
