/**
 * Schedule-Free AdamW. Defazio, Yang, Mehta, Mishchenko, Khaled, Cutkosky: The Road Less Scheduled, NeurIPS 2024,
 * Algorithm 1.
 */

import { defineOptimizer } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import { type Like, presets } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import type { Hyper } from "../rule/hyper.ts";
import { intervals, type ScheduleFreeOptions, state } from "./schedule-free.ts";

/** Options of `scheduleFreeAdamw`. */
export interface ScheduleFreeAdamwOptions extends ScheduleFreeOptions, MomentsOptions {
  /** Which form: `"optax"`, `"keras"` or `"paper"`. */
  readonly like?: Like | undefined;
  /** Step size; default 0.0025. */
  readonly learningRate?: Hyper | undefined;
  /** How near to the average x gradients are taken, in (0, 1); default 0.9. */
  readonly b1?: Hyper | undefined;
  /** Decay rate of the second moment, in [0, 1); default 0.999. */
  readonly b2?: Hyper | undefined;
  /** Added to the square root of the second moment; default 1e-8. */
  readonly eps?: Hyper | undefined;
}

const name = "scheduleFreeAdamw";
const betas = { learningRate: 0.0025, b1: 0.9, b2: 0.999, eps: 1e-8, weightDecay: 0, warmup: 0 };
const hyper = { ...betas, weightPower: 2 };
const bounds = { ...intervals, b1: "(0, 1)" } as const;
const common = { name, state: { ...state, v: 0 }, moments: { v: "second" } } as const;
const withR = { hyper: { ...hyper, r: 0 }, bounds: { ...bounds, r: "[0, inf)" } } as const;

/** The authors' form. Where bounds cut z's step, y follows the step that is left. */
const own = rule({
  ...common,
  ...withR,
  text: `
    v = b2*v + (1 - b2)*g^2
    d = g / (sqrt(v / (1 - b2^t)) + eps) + weightDecay*p
    rate = learningRate*min(1, t/warmup)
    rateMax = max(rateMax, rate)
    total = total + t^r*rateMax^weightPower
    c = where(total == 0, 0, t^r*rateMax^weightPower / total)
    u = where(outside(z - rate*d), c*(z - p) + (1 - b1*(1 - c))*(project(z - rate*d) - z), c*(z - p) + rate*(b1*(1 - c) - 1)*d)
    z = project(z - rate*d)
    eval = p + (1 - 1/b1)*(z - p)`,
});

/** The bias correction is a factor of the rate, and so of the average's weights. */
const paper = rule({
  ...common,
  ...withR,
  text: `
    v = b2*v + (1 - b2)*g^2
    d = g / (sqrt(v) + eps) + weightDecay*p
    rate = learningRate*sqrt(1 - b2^t)*min(1, t/warmup)
    rateMax = max(rateMax, rate)
    total = total + t^r*rateMax^weightPower
    c = where(total == 0, 0, t^r*rateMax^weightPower / total)
    u = where(outside(z - rate*d), c*(z - p) + (1 - b1*(1 - c))*(project(z - rate*d) - z), c*(z - p) + rate*(b1*(1 - c) - 1)*d)
    z = project(z - rate*d)
    eval = p + (1 - 1/b1)*(z - p)`,
});

/** The average x is computed from y and z. In a warm-up its weights are a step ahead of the rate. */
const optax = rule({
  ...common,
  hyper,
  bounds,
  text: `
    v = b2*v + (1 - b2)*g^2
    d = g / (sqrt(v / (1 - b2^t)) + eps) + weightDecay*p
    x = (p - (1 - b1)*z)/b1
    rate = learningRate*where(warmup > 0, min(1, (t - 1)/warmup), 1)
    rateMax = max(rateMax, learningRate*min(1, t/warmup))
    total = total + rateMax^weightPower
    c = where(total == 0, 0, rateMax^weightPower / total)
    z = project(z - rate*d)
    u = b1*((1 - c)*x + c*z) + (1 - b1)*z - p
    eval = (p - (1 - b1)*z)/b1`,
  presentPowers: true,
});

/** All steps weigh alike. The decay changes y before everything else, and never z. */
const keras = rule({
  name,
  hyper: betas,
  bounds: { warmup: bounds.warmup, b1: bounds.b1 },
  state: { z: "p", v: 0 },
  moments: { v: "second" },
  text: `
    v = b2*v + (1 - b2)*g^2
    d = g / (sqrt(v / (1 - b2^t)) + eps)
    y = p - learningRate*weightDecay*p
    x = (y - (1 - b1)*z)/b1
    rate = learningRate*min(1, t/warmup)
    c = 1/t
    z = project(z - rate*d)
    u = b1*((1 - c)*x + c*z) + (1 - b1)*z - p
    eval = (p - (1 - b1)*z)/b1`,
  presentPowers: true,
});

const form = presets<Exclude<keyof ScheduleFreeAdamwOptions, "like" | "moments">>("scheduleFreeAdamw", {
  default: [own],
  paper: [paper],
  optax: [optax],
  keras: [keras],
});

/**
 * AdamW that needs no schedule: gradients are taken between a point that descends and the average of its path.
 *
 * Use it where you do not know the length of training beforehand; its entry won the self-tuning track of the 2024
 * AlgoPerf contest. The authors advise rates 1 to 10 times those of AdamW with a schedule. Evaluate and save
 * `await descent.evalParams()`, not `params`.
 *
 * `like`: the default is the authors' package; paper has the bias correction in the rate, as Algorithm 1; optax weighs
 * steps of a warm-up by the rate of the next step and starts it at rate 0; keras weighs all steps alike and decays
 * parameters before the step.
 *
 * Defaults: those of the authors' package.
 *
 * Memory: 8 bytes a parameter (float32); the average is computed when `evalParams()` is called.
 *
 * @example
 * const descent = await scheduleFreeAdamw({ warmup: 100 }).init({ x: new Float32Array([1]) });
 * descent.step({ x: [2] });
 * const { x } = await descent.evalParams();
 */
export const scheduleFreeAdamw = defineOptimizer<ScheduleFreeAdamwOptions>(
  "scheduleFreeAdamw",
  { ...form.options, ...momentsOption },
  form,
);
