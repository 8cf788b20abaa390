/**
 * Schedule-Free SGD. Defazio, Yang, Mehta, Mishchenko, Khaled, Cutkosky: The Road Less Scheduled, NeurIPS 2024,
 * equations 1 to 3.
 */

import { defineOptimizer } from "../compose/define-optimizer.ts";
import { type Like, presets } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import type { Hyper } from "../rule/hyper.ts";
import { intervals, type ScheduleFreeOptions, state } from "./schedule-free.ts";

/** Options of `scheduleFreeSgd`. */
export interface ScheduleFreeSgdOptions extends ScheduleFreeOptions {
  /** Which form: `"optax"` or `"paper"`. */
  readonly like?: Like | undefined;
  /** Step size; default 1. */
  readonly learningRate?: Hyper | undefined;
  /** How near to the average x gradients are taken, in (0, 1); default 0.9. The paper's beta. */
  readonly momentum?: Hyper | undefined;
}

const hyper = { learningRate: 1, momentum: 0.9, weightDecay: 0, warmup: 0, weightPower: 2 };
const name = "scheduleFreeSgd";

/** Where bounds cut z's step, y follows the step that is left. */
const paper = rule({
  name,
  hyper: { ...hyper, r: 0 },
  bounds: { ...intervals, momentum: "(0, 1)", r: "[0, inf)" },
  state,
  text: `
    d = g + weightDecay*p
    rate = learningRate*min(1, t/warmup)
    rateMax = max(rateMax, rate)
    total = total + t^r*rateMax^weightPower
    c = where(total == 0, 0, t^r*rateMax^weightPower / total)
    u = where(outside(z - rate*d), c*(z - p) + (1 - momentum*(1 - c))*(project(z - rate*d) - z), c*(z - p) + rate*(momentum*(1 - c) - 1)*d)
    z = project(z - rate*d)
    eval = p + (1 - 1/momentum)*(z - p)`,
});

/** The average x is computed from y and z. In a warm-up its weights are a step ahead of the rate. */
const optax = rule({
  name,
  hyper,
  bounds: { ...intervals, momentum: "(0, 1)" },
  state,
  text: `
    d = g + weightDecay*p
    x = (p - (1 - momentum)*z)/momentum
    rate = learningRate*where(warmup > 0, min(1, (t - 1)/warmup), 1)
    rateMax = max(rateMax, learningRate*min(1, t/warmup))
    total = total + rateMax^weightPower
    c = where(total == 0, 0, rateMax^weightPower / total)
    z = project(z - rate*d)
    u = momentum*((1 - c)*x + c*z) + (1 - momentum)*z - p
    eval = (p - (1 - momentum)*z)/momentum`,
});

const form = presets<Exclude<keyof ScheduleFreeSgdOptions, "like">>("scheduleFreeSgd", {
  default: [paper],
  paper: [paper],
  optax: [optax],
});

/**
 * SGD that needs no schedule: gradients are taken between a point that descends and the average of its path.
 *
 * Use it where you do not know the length of training beforehand: in the paper's experiments the average at any moment is as
 * good as a run whose schedule ended there. Rates are larger than those of SGD with momentum, by a factor of 10 to 50
 * according to the authors' package. Evaluate and save `await descent.evalParams()`, not `params`; recompute the running
 * statistics of layers that keep them (batch normalisation) there.
 *
 * `like`: optax weighs steps of a warm-up by the rate of the next step, starts it at rate 0, and has no `r`.
 *
 * Defaults: those of the authors' package.
 *
 * Memory: 4 bytes a parameter (float32); the average is computed when `evalParams()` is called.
 *
 * @example
 * const descent = await scheduleFreeSgd({ learningRate: 0.5 }).init({ x: new Float32Array([1]) });
 * descent.step({ x: [2] });
 * const { x } = await descent.evalParams();
 */
export const scheduleFreeSgd = defineOptimizer<ScheduleFreeSgdOptions>("scheduleFreeSgd", form.options, form);
