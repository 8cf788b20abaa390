/** NAdam. Dozat: Incorporating Nesterov Momentum into Adam, ICLR workshop 2016, Algorithm 2. */

import { defineOptimizer } from "../compose/define-optimizer.ts";
import { momentsOption } from "../compose/moments.ts";
import { presets } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { type WeightDecayOptions, weightDecayOptions, withWeightDecay } from "../transforms/weight-decay.ts";
import type { MomentOptions } from "./adam.ts";

const growing = {
  name: "nadam",
  hyper: { b1: 0.9, b2: 0.999, eps: 1e-8, momentumDecay: 0.004 },
  bounds: { momentumDecay: "[0, inf)" },
  state: { m: 0, v: 0, muProduct: 1 },
  moments: { m: "first", v: "second" },
  ratio: ["m", "v"],
  text: `
    mu = b1*(1 - 0.5*0.96^(t*momentumDecay))
    muNext = b1*(1 - 0.5*0.96^((t + 1)*momentumDecay))
    muProduct = muProduct*mu
    m = b1*m + (1 - b1)*g
    v = b2*v + (1 - b2)*g^2
    u = (muNext/(1 - muProduct*muNext)*m + (1 - mu)/(1 - muProduct)*g) / (sqrt(v / (1 - b2^t)) + eps)`,
} as const;
const own = rule(growing);
const torch = rule({ ...growing, presentPowers: true });

const constant = rule({
  name: "nadam",
  hyper: { b1: 0.9, b2: 0.999, eps: 1e-8, epsRoot: 0 },
  state: { m: 0, v: 0 },
  moments: { m: "first", v: "second" },
  ratio: ["m", "v"],
  text: `
    m = b1*m + (1 - b1)*g
    v = b2*v + (1 - b2)*g^2
    u = (b1/(1 - b1^(t + 1))*m + (1 - b1)/(1 - b1^t)*g) / (sqrt(v / (1 - b2^t) + epsRoot) + eps)`,
  presentPowers: true,
});

const keras = { eps: 1e-7, momentumDecay: 1 };
const forms = { default: [own], torch: [torch], keras: [torch, keras], optax: [constant] } as const;

/**
 * Rescales updates as Adam does, with Nesterov's look ahead along the first moment. Forms as `nadam`.
 *
 * @example
 * chain(scaleByNadam({ momentumDecay: 0.01 }), scaleByLearningRate(0.002))
 */
export const scaleByNadam = presets("scaleByNadam", forms);

/** Options of NAdam's moments. */
export interface NadamMomentOptions extends MomentOptions {
  /** Step size; default 0.002, keras 0.001. */
  readonly learningRate?: Hyper | undefined;
  /** Added to the square root of the second moment; default 1e-8, keras 1e-7. */
  readonly eps?: Hyper | undefined;
  /** How fast the momentum grows from b1/2 to b1; default 0.004, keras 1; optax has a constant momentum. */
  readonly momentumDecay?: Hyper | undefined;
}

/** Options of `nadam`. */
export interface NadamOptions extends NadamMomentOptions, WeightDecayOptions {}

/**
 * Adam with Nesterov's momentum: the step looks ahead along the first moment.
 *
 * Use it where Adam works, for fewer steps: the paper reports lower losses than Adam's on an autoencoder of
 * digits, at the same memory.
 *
 * `like`: torch, keras and the default let the momentum grow, b1 (1 - 0.96^(t momentumDecay) / 2), torch slowly, keras
 * within a hundred steps; optax keeps it at b1. Weight decay is coupled as torch's, decoupled in keras; `nadamw` decouples it.
 *
 * Defaults: torch's.
 *
 * Deviations: the paper multiplies the corrected second moment by b2 once more, which no library does.
 *
 * Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const descent = await nadam({ learningRate: 0.01 }).init({ x: new Float32Array([1]) });
 */
export const nadam = defineOptimizer<NadamOptions>(
  "nadam",
  { ...momentsOption, learningRate: schedulable(), ...scaleByNadam.options, ...weightDecayOptions },
  ({ learningRate, weightDecay, decoupledWeightDecay, ...moments }) => {
    const rate = scaleByLearningRate(learningRate ?? (moments.like === "keras" ? 0.001 : 0.002));
    const decay = { like: moments.like, weightDecay, decoupledWeightDecay };
    return withWeightDecay("nadam", decay, scaleByNadam(moments), rate);
  },
);
