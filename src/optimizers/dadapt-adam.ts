/** D-Adapted Adam. Defazio, Mishchenko: Learning-Rate-Free Learning by D-Adaptation, ICML 2023, Algorithm 5. */

import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import type { Like } from "../compose/presets.ts";
import { variants } from "../compose/variants.ts";
import { numberIn } from "../options/interval.ts";
import { flag, oneOf } from "../options/kinds.ts";
import type { Options } from "../options/option.ts";
import { type Hyper, schedulable, schedulables } from "../rule/hyper.ts";

/** Options of `dadaptAdam`. */
export interface DadaptAdamOptions extends WhereOptions, MomentsOptions {
  /** Whose formula and defaults. */
  readonly like?: Like | undefined;
  /** Factor of the estimated step size; default 1. Give it a schedule that starts or peaks at 1. */
  readonly learningRate?: Hyper | undefined;
  /** Decay rate of the first moment; default 0.9. */
  readonly b1?: Hyper | undefined;
  /** Decay rate of the second moment; its square root is that of the sums behind the estimate; default 0.999. */
  readonly b2?: Hyper | undefined;
  /** Added to the square root of the second moment; default 1e-8. */
  readonly eps?: Hyper | undefined;
  /** Estimate before the first step; should be smaller than any distance you expect; default 1e-6. */
  readonly d0?: Hyper | undefined;
  /** Largest factor by which the estimate grows in a step, 1 or more; default no limit. */
  readonly growthRate?: number | undefined;
  /** Decoupled weight decay: the share of the parameter that a step of size 1 subtracts; default 0. */
  readonly weightDecay?: Hyper | undefined;
  /** Whether the moments are corrected as in Adam; default false, optax true. */
  readonly biasCorrection?: boolean | undefined;
}

const bounds = { d0: "(0, inf)", growthRate: "[1, inf]" } as const;

/** The authors' package: it skips steps of rate 0. */
const authors = variants({
  name: "dadaptAdam",
  hyper: { learningRate: 1, b1: 0.9, b2: 0.999, eps: 1e-8, d0: 1e-6, weightDecay: 0 },
  bounds: { d0: bounds.d0 },
  state: { m: 0, v: 0, s: 0, r: 0, d: "d0" },
  moments: { m: "first", v: "second" },
  text: `
    b = sqrt(b2)
    dlr = d*learningRate
    r = where(learningRate > 0, b*r + (1 - b)*dlr*globalSum(g*(s / (sqrt(v) + eps))), r)
    m = where(learningRate > 0, b1*m + (1 - b1)*dlr*g, m)
    v = where(learningRate > 0, b2*v + (1 - b2)*g^2, v)
    s = where(learningRate > 0, b*s + (1 - b)*dlr*g, s)
    l = globalSum(abs(s))
    moves = learningRate > 0 && l != 0
    d = max(d, where(moves, r / ((1 - b)*l), 0))
    u = where(moves, -(m / (sqrt(v) + eps)) - weightDecay*dlr*p, 0)`,
});

const limited = authors.variant({
  hyper: { growthRate: 1 },
  bounds: { growthRate: bounds.growthRate },
  text: "d = max(d, min(where(moves, r / ((1 - b)*l), 0), growthRate*d))",
});
/** Adam's corrections count the steps taken alone: these are products of their betas. */
const corrected = authors.variant({
  state: { b1Past: 1, b2Past: 1 },
  text: `
    dlr = d*learningRate*sqrt(1 - b2*b2Past)/(1 - b1*b1Past)
    b1Past = where(moves, b1*b1Past, b1Past)
    b2Past = where(moves, b2*b2Past, b2Past)`,
});

/** optax updates states in steps of rate 0 too. */
const optax = authors.variant({
  text: `
    r = b*r + (1 - b)*dlr*globalSum(g*(s / (sqrt(v) + eps)))
    m = b1*m + (1 - b1)*dlr*g
    v = b2*v + (1 - b2)*g^2
    s = b*s + (1 - b)*dlr*g
    moves = l != 0`,
});
/** Powers of the present betas. */
const optaxCorrected = authors.variant({
  state: { k: 1 },
  text: `
    dlr = d*learningRate*sqrt(1 - b2^k)/(1 - b1^k)
    k = where(moves, k + 1, k)`,
});

/** Kinds of the options of `dadaptAdam`. */
export const dadaptOptions: Options<Omit<DadaptAdamOptions, "maximize" | "where">> = {
  ...momentsOption,
  like: oneOf("optax"),
  ...schedulables("learningRate", "b1", "b2", "eps", "weightDecay"),
  d0: schedulable(bounds.d0),
  growthRate: numberIn(bounds.growthRate),
  biasCorrection: flag,
};

/**
 * AdamW that finds its step size: a lower bound of the distance from the start to the solution, common to all tensors.
 *
 * Use it where there is no time to search for a learning rate: the paper matches hand-tuned rates on more than a dozen
 * problems at learning rate 1 with their usual schedules. Where its estimate stays too small, its authors recommend
 * `prodigy`, whose estimate grows faster. They also say that a `growthRate` of 1.02 acts as a warmup.
 *
 * `like`: the default is `DAdaptAdam(decouple=True)` of the authors' package `dadaptation`; optax is its `dadapt_adamw`,
 * which corrects moments as Adam does and updates them in steps of rate 0; the package skips such steps.
 *
 * Defaults: those of the package.
 *
 * Deviations: steps are skipped until a gradient is not 0, as in the package; optax 0.2.8 divides 0 by 0 there, which is
 * not reproduced. Each descent, and each group of a partition, makes its own estimate.
 *
 * Memory: 12 bytes a parameter (float32).
 *
 * @example
 * const optimizer = dadaptAdam({ learningRate: cosineDecay({ init: 1, steps: 10_000 }), weightDecay: 0.01 });
 */
export const dadaptAdam = defineOptimizer<DadaptAdamOptions>(
  "dadaptAdam",
  dadaptOptions,
  ({ like, biasCorrection, ...hyper }) => {
    const own = hyper.growthRate !== undefined && limited;
    const isCorrected = biasCorrection ?? like === "optax";
    const rest = like === "optax" ? [optax, isCorrected && optaxCorrected] : [isCorrected && corrected];
    return authors.with(own, ...rest)(hyper);
  },
);
