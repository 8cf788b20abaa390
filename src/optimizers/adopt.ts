/**
 * ADOPT. Taniguchi, Harada, Minegishi, Oshima, Jeong, Nagahara, Iiyama, Suzuki, Iwasawa, Matsuo: ADOPT: Modified Adam Can
 * Converge with Any beta2 with the Optimal Rate, NeurIPS 2024, Algorithm 2.
 */

import { chain } from "../compose/chain.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { likeOf } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { flag } from "../options/kinds.ts";
import type { Options } from "../options/option.ts";
import { type Hyper, reader, schedulable } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import type { AdamOptions } from "./adam.ts";

const form = (normalized: string) =>
  rule({
    name: "adopt",
    hyper: { b1: 0.9, b2: 0.9999, eps: 1e-6 },
    state: { m: 0, v: 0 },
    text: `
    n = ${normalized}
    m = where(t == 1, 0, b1*m + (1 - b1)*n)
    v = where(t == 1, g^2, b2*v + (1 - b2)*g^2)
    u = m`,
  });
const clipped = form("max(min(g / max(sqrt(v), eps), (t - 1)^0.25), -(t - 1)^0.25)");
const unclipped = form("g / max(sqrt(v), eps)");

/** The first step moves nothing. */
const laterDecay = rule({
  name: "adopt",
  hyper: { weightDecay: 0 },
  text: "u = where(t == 1, g, g + weightDecay*p)",
});

/** Options of `adopt`. */
export interface AdoptOptions extends Omit<AdamOptions, "epsRoot"> {
  /** Share of the second moment that stays; default 0.9999. */
  readonly b2?: Hyper | undefined;
  /** Least root of the second moment; default 1e-6. */
  readonly eps?: Hyper | undefined;
  /** Whether normalized gradients are clipped at the fourth root of the step; default true. */
  readonly clipping?: boolean | undefined;
  /** Share of the parameter that a step of rate 1 takes away; default 0. */
  readonly weightDecay?: Hyper | undefined;
}

type Direction = Omit<AdoptOptions, "learningRate" | "weightDecay">;

const forms = { default: clipped, paper: clipped, optax: clipped };
const direction: Options<Direction> = { like: likeOf(forms), ...clipped.options, clipping: flag };
const readDirection = reader<Direction>("scaleByAdopt", direction);
const read = reader<AdoptOptions>("adopt", {
  learningRate: schedulable(),
  ...direction,
  ...laterDecay.options,
});

/**
 * Averages updates that were normalized by the second moment of those before them: optax's `scale_by_adopt`.
 *
 * @example
 * chain(scaleByAdopt({ b2: 0.999 }), scaleByLearningRate(0.001))
 */
export function scaleByAdopt(options: Direction = {}): Optimizer {
  const { like: _same, clipping = true, ...moments } = readDirection(options);
  return (clipping ? clipped : unclipped)(moments);
}

/**
 * Adam that normalizes a gradient by the second moment of those before it, and averages afterwards.
 *
 * Use it where Adam's success depends on b2: the paper proves convergence at the optimal rate for every b2, without a bound on the
 * noise of gradients, where Adam may diverge.
 *
 * `like`: one form. The first step only takes the square of its gradient as second moment; nothing moves.
 *
 * Defaults: those of the authors' code and of optax.
 *
 * Deviations: the step counts from the second gradient on in the bound of the clipping, which is 1 there. optax has no
 * weight decay; here it is the authors' `decouple=True`, which leaves the first step out.
 *
 * Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const optimizer = adopt({ learningRate: 0.001, weightDecay: 0.1 });
 */
export function adopt(options: AdoptOptions = {}): Optimizer {
  const { learningRate = 0.001, weightDecay, ...direct } = read(options);
  return chain(scaleByAdopt(direct), laterDecay({ weightDecay }), scaleByLearningRate(learningRate));
}
