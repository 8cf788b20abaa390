/**
 * RAdam. Liu, Jiang, He, Chen, Liu, Gao, Han: On the Variance of the Adaptive Learning Rate and Beyond, ICLR 2020,
 * Algorithm 2.
 */

import { defineOptimizer } from "../compose/define-optimizer.ts";
import { momentsOption } from "../compose/moments.ts";
import { flagged } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { variants } from "../compose/variants.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { type WeightDecayOptions, weightDecayOptions, withWeightDecay } from "../transforms/weight-decay.ts";
import type { MomentOptions, NesterovOptions } from "./adam.ts";

const hyper = { b1: 0.9, b2: 0.999, eps: 1e-8 };
const common = {
  name: "radam",
  hyper,
  state: { m: 0, v: 0 },
  moments: { m: "first", v: "second" },
  ratio: ["m", "v"],
} as const;
const equations = {
  ...common,
  text: `
    rhoInf = 2/(1 - b2) - 1
    rho = rhoInf - 2*t*b2^t/(1 - b2^t)
    r = sqrt((rho - 4)*(rho - 2)*rhoInf / ((rhoInf - 4)*(rhoInf - 2)*rho))
    m = b1*m + (1 - b1)*g
    v = b2*v + (1 - b2)*g^2
    mHat = m / (1 - b1^t)
    vHat = v / (1 - b2^t)
    u = where(rho > 5, r*sqrt(1 - b2^t)*mHat / (sqrt(v) + eps), mHat)`,
} as const;
const own = variants(equations);
const torch = rule({ ...equations, presentPowers: true });
const paper = own.variant({ text: "u = where(rho > 4, r*mHat / (sqrt(vHat) + eps), mHat)" });

const optax = variants({
  ...common,
  hyper: { ...hyper, epsRoot: 0, threshold: 5 },
  bounds: { threshold: "[4, inf)" },
  text: `
    rhoInf = 2/(1 - b2) - 1
    rho = rhoInf - 2*t*b2^t/(1 - b2^t)
    r = sqrt((rho - 4)*(rho - 2)*rhoInf / ((rhoInf - 4)*(rhoInf - 2)*rho))
    m = b1*m + (1 - b1)*g
    v = b2*v + (1 - b2)*g^2
    mHat = m / (1 - b1^t)
    vHat = v / (1 - b2^t)
    u = where(rho >= threshold, r*mHat / (sqrt(vHat + epsRoot) + eps), mHat)`,
  presentPowers: true,
});
const nesterov = own.variant({ text: "mHat = b1/(1 - b1^(t + 1))*m + (1 - b1)/(1 - b1^t)*g" });

/**
 * Rescales updates as Adam does where the second moment can be trusted, else takes the first moment alone: optax's `scale_by_radam`. Forms as `radam`.
 *
 * @example
 * chain(scaleByRadam({ b2: 0.99 }), scaleByLearningRate(0.001))
 */
export const scaleByRadam = flagged(
  "scaleByRadam",
  "nesterov",
  {
    default: [own.with()],
    torch: [torch],
    optax: [optax.with()],
    paper: [own.with(paper)],
  },
  { default: [own.with(nesterov)], optax: [optax.with(nesterov)] },
);

/** Options of `radam`. */
export interface RadamOptions extends MomentOptions, NesterovOptions, WeightDecayOptions {
  /** How many averaged squares it takes to trust their mean, 4 or more: optax's option; default 5. */
  readonly threshold?: Hyper | undefined;
}

/**
 * Adam that warms itself up: in early steps, whose second moment is a mean of few squares, steps are shortened or plain momentum.
 *
 * Use it to train without a warmup of the learning rate, which the paper explains and replaces. Ma and Yarats (On the
 * adequacy of untuned warmup for adaptive optimization, AAAI 2021) find Adam with a warmup of 2/(1 - b2) steps as good.
 *
 * `like`: paper rectifies above 4 averaged squares, torch and the default above 5, optax from `threshold` on; torch and
 * the default add eps to the uncorrected square root, the others to the corrected one. Below, all step along m/(1 - b1^t).
 * Weight decay is coupled as torch's; `decoupledWeightDecay` is torch's option too.
 *
 * Defaults: torch's.
 *
 * Deviations: the paper has no eps.
 *
 * Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const descent = await radam({ learningRate: 0.01 }).init({ x: new Float32Array([1]) });
 */
export const radam = defineOptimizer<RadamOptions>(
  "radam",
  { ...momentsOption, learningRate: schedulable(), ...scaleByRadam.options, ...weightDecayOptions },
  ({ learningRate = 0.001, weightDecay, decoupledWeightDecay, ...moments }) => {
    const decay = { like: moments.like, weightDecay, decoupledWeightDecay };
    return withWeightDecay("radam", decay, scaleByRadam(moments), scaleByLearningRate(learningRate));
  },
);
