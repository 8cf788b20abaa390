/**
 * RAdam. Liu, Jiang, He, Chen, Liu, Gao, Han: On the Variance of the Adaptive Learning Rate and Beyond, ICLR 2020,
 * Algorithm 2.
 */

import { chain } from "../compose/chain.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { presets } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { type Hyper, reader, schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import type { AdamOptions } from "./adam.ts";

const hyper = { b1: 0.9, b2: 0.999, eps: 1e-8 };
const state = { m: 0, v: 0 };
const rectified = `
    rhoInf = 2/(1 - b2) - 1
    rho = rhoInf - 2*t*b2^t/(1 - b2^t)
    r = sqrt((rho - 4)*(rho - 2)*rhoInf / ((rhoInf - 4)*(rhoInf - 2)*rho))
    m = b1*m + (1 - b1)*g
    v = b2*v + (1 - b2)*g^2
    mHat = m / (1 - b1^t)
    vHat = v / (1 - b2^t)`;

const form = (u: string, presentPowers = false) =>
  rule({ name: "radam", hyper, state, text: `${rectified}\n    u = ${u}`, presentPowers });

const uncorrected = "where(rho > 5, r*sqrt(1 - b2^t)*mHat / (sqrt(v) + eps), mHat)";
const paper = form("where(rho > 4, r*mHat / (sqrt(vHat) + eps), mHat)");
const optax = rule({
  name: "radam",
  hyper: { ...hyper, epsRoot: 0, threshold: 5 },
  bounds: { threshold: "[4, inf)" },
  state,
  text: `${rectified}
    u = where(rho >= threshold, r*mHat / (sqrt(vHat + epsRoot) + eps), mHat)`,
  presentPowers: true,
});

/**
 * Rescales updates as Adam does, as far as the second moment can be trusted: optax's `scale_by_radam`. Forms as `radam`.
 *
 * @example
 * chain(scaleByRadam({ b2: 0.99 }), scaleByLearningRate(0.001))
 */
export const scaleByRadam = presets("scaleByRadam", {
  default: [form(uncorrected)],
  torch: [form(uncorrected, true)],
  optax: [optax],
  paper: [paper],
});

/** Options of `radam`. */
export interface RadamOptions extends AdamOptions {
  /** Number of averaged squares from which their mean is trusted, 4 or more: optax's option; default 5. */
  readonly threshold?: Hyper | undefined;
}

const read = reader<RadamOptions>("radam", { learningRate: schedulable(), ...scaleByRadam.options });

/**
 * Adam that warms itself up: early steps, whose second moment is the mean of few squares, are rectified or plain momentum.
 *
 * Use it to train without a warmup of the learning rate, which the paper explains and replaces. Ma and Yarats (On the
 * adequacy of untuned warmup for adaptive optimization, AAAI 2021) find Adam with a warmup of 2/(1 - b2) steps as good.
 *
 * `like`: paper rectifies above 4 averaged squares, torch and the default above 5, optax from `threshold` on; torch and
 * the default add eps to the uncorrected root, the others to the corrected one. Below, all step along m/(1 - b1^t).
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
export function radam(options: RadamOptions = {}): Optimizer {
  const { learningRate = 0.001, ...moments } = read(options);
  return chain(scaleByRadam(moments), scaleByLearningRate(learningRate));
}
