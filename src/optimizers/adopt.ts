/**
 * ADOPT. Taniguchi, Harada, Minegishi, Oshima, Jeong, Nagahara, Iiyama, Suzuki, Iwasawa, Matsuo: ADOPT: Modified Adam Can
 * Converge with Any beta2 with the Optimal Rate, NeurIPS 2024, Algorithm 2.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { momentsOption } from "../compose/moments.ts";
import { countedAs } from "../compose/one-count.ts";
import type { HyperOf, Optimizer } from "../compose/optimizer.ts";
import { likeOf } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { flag } from "../options/kinds.ts";
import type { Options } from "../options/option.ts";
import { type Hyper, reader, schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import type { MomentOptions } from "./adam.ts";

const common = {
  name: "adopt",
  hyper: { b1: 0.9, b2: 0.9999, eps: 1e-6 },
  state: { m: 0, v: 0 },
  moments: { m: "first", v: "second" },
} as const;

/** The first step moves nothing, whether it looks ahead or not. */
const plain = {
  clipped: rule({
    ...common,
    text: `
    n = max(min(g / max(sqrt(v), eps), (t - 1)^0.25), -(t - 1)^0.25)
    m = where(t == 1, 0, b1*m + (1 - b1)*n)
    v = where(t == 1, g^2, b2*v + (1 - b2)*g^2)
    u = m`,
  }),
  unclipped: rule({
    ...common,
    text: `
    n = g / max(sqrt(v), eps)
    m = where(t == 1, 0, b1*m + (1 - b1)*n)
    v = where(t == 1, g^2, b2*v + (1 - b2)*g^2)
    u = m`,
  }),
};
const nesterov = {
  clipped: rule({
    ...common,
    text: `
    n = max(min(g / max(sqrt(v), eps), (t - 1)^0.25), -(t - 1)^0.25)
    m = where(t == 1, 0, b1*m + (1 - b1)*n)
    v = where(t == 1, g^2, b2*v + (1 - b2)*g^2)
    u = where(t == 1, 0, b1*m + (1 - b1)*n)`,
  }),
  unclipped: rule({
    ...common,
    text: `
    n = g / max(sqrt(v), eps)
    m = where(t == 1, 0, b1*m + (1 - b1)*n)
    v = where(t == 1, g^2, b2*v + (1 - b2)*g^2)
    u = where(t == 1, 0, b1*m + (1 - b1)*n)`,
  }),
};

/** The first step moves nothing. */
const laterDecay = rule({
  name: "adopt",
  hyper: { weightDecay: 0 },
  text: "u = where(t == 1, g, g + weightDecay*p)",
});

/** Options of `adopt`. */
export interface AdoptOptions extends Omit<MomentOptions, "epsRoot">, WhereOptions {
  /** Decay rate of the second moment; default 0.9999. */
  readonly b2?: Hyper | undefined;
  /** Lower limit of the second moment's square root; default 1e-6. */
  readonly eps?: Hyper | undefined;
  /** Whether normalized gradients are clipped at the fourth root of the step; default true. */
  readonly clipping?: boolean | undefined;
  /** Whether to look ahead along the first moment, as optax does; default false. */
  readonly nesterov?: boolean | undefined;
  /** Decoupled weight decay: the share of the parameter that a step of rate 1 subtracts; default 0. */
  readonly weightDecay?: Hyper | undefined;
}

type Direction = Omit<AdoptOptions, "learningRate" | "weightDecay" | "maximize" | "where">;

const forms = { default: plain, paper: plain, optax: plain };
const direction: Options<Direction> = {
  ...momentsOption,
  like: likeOf(forms),
  ...plain.clipped.options,
  clipping: flag,
  nesterov: flag,
};
const readDirection = reader<Direction>("scaleByAdopt", direction);
/**
 * Averages updates that were normalized by the second moment of those before them: optax's `scale_by_adopt`.
 *
 * @example
 * chain(scaleByAdopt({ b2: 0.999 }), scaleByLearningRate(0.001))
 */
export function scaleByAdopt(options: Direction = {}): Optimizer<HyperOf<Direction>> {
  const { like, clipping = true, nesterov: isAhead = false, ...moments } = readDirection(options);
  const { clipped, unclipped } = isAhead ? nesterov : plain;
  return countedAs(like, (clipping ? clipped : unclipped)(moments));
}

/**
 * Adam that normalizes a gradient by the second moment of those before it, and averages afterwards.
 *
 * Use it where Adam works only for some b2: the paper proves convergence at the optimal rate for every b2, also where Adam
 * diverges, and needs no bound on the noise of gradients.
 *
 * `like`: one form. The first step only takes the square of its gradient as second moment; nothing moves.
 *
 * Defaults: those of the authors' code and of optax.
 *
 * Deviations: the clipping's bound counts steps from the second gradient on and is 1 there. optax has no
 * weight decay; here it is the authors' `decouple=True`, which does not decay in the first step.
 *
 * Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const optimizer = adopt({ learningRate: 0.001, weightDecay: 0.1 });
 */
export const adopt = defineOptimizer<AdoptOptions>(
  "adopt",
  { ...momentsOption, learningRate: schedulable(), ...direction, ...laterDecay.options },
  ({ learningRate = 0.001, weightDecay, ...direct }) =>
    chain(scaleByAdopt(direct), laterDecay({ weightDecay }), scaleByLearningRate(learningRate)),
);
