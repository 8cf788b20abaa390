/**
 * LAMB. You, Li, Reddi, Hseu, Kumar, Bhojanapalli, Song, Demmel, Keutzer, Hsieh: Large Batch Optimization for Deep
 * Learning: Training BERT in 76 minutes, ICLR 2020, Algorithm 2.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { momentsOption } from "../compose/moments.ts";
import { choose, likeOf } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { onlyIn } from "../options/option.ts";
import { type Hyper, schedulable, schedulables } from "../rule/hyper.ts";
import { scaleByAdam } from "../transforms/scale-by-adam.ts";
import type { MomentOptions } from "./adam.ts";

/** Options of `lamb`. */
export interface LambOptions extends MomentOptions, WhereOptions {
  /** Length of a step as a share of the parameter's norm; default 0.001. */
  readonly learningRate?: Hyper | undefined;
  /** Added to the square root of the second moment; default 1e-6, keras 1e-7. */
  readonly eps?: Hyper | undefined;
  /** Weight decay: the share of the parameter added to the direction, before the trust ratio; default 0. In keras decoupled, outside the ratio. */
  readonly weightDecay?: Hyper | undefined;
}

const hyper = { learningRate: 0.001, weightDecay: 0 };

const decayInside = rule({
  name: "lamb",
  hyper,
  text: `
    r = g + weightDecay*p
    ratio = where(norm(p) == 0 || norm(r) == 0, 1, norm(p) / norm(r))
    u = -learningRate*ratio*r`,
});

/** The decay stays out of the ratio and comes before it: the ratio measures the parameter after its decay. */
const decayOutside = rule({
  name: "lamb",
  hyper,
  text: `
    pDecayed = p - learningRate*weightDecay*p
    ratio = where(norm(pDecayed) == 0 || norm(g) == 0, 1, norm(pDecayed) / norm(g))
    u = -learningRate*(ratio*g + weightDecay*p)`,
});

const inside = { step: decayInside, eps: 1e-6 };
const forms = { default: inside, paper: inside, optax: inside, keras: { step: decayOutside, eps: 1e-7 } };
/**
 * Adam whose step is, for each tensor, a fixed share of the tensor's own norm.
 *
 * Use it for very large batches: the paper trains BERT with batches of 32K at one set of hyperparameters. With usual
 * batches `adamw` does as well.
 *
 * `like`: paper, optax and the default have one formula, optax with the option `epsRoot` (0); keras leaves weight decay out of
 * the trust ratio, applies it first, and has eps 1e-7.
 *
 * Defaults: b1 0.9, b2 0.999 and eps 1e-6 are those of the paper's BERT training and of optax; the rate 0.001 is keras'.
 *
 * Deviations: the paper's phi is the identity. The ratio is 1 where either norm is 0, as in the libraries; in the paper a
 * parameter of zeros would never move.
 *
 * Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const descent = await lamb({ learningRate: 0.002, weightDecay: 0.01 }).init({ x: new Float32Array([1]) });
 */
export const lamb = defineOptimizer<LambOptions>(
  "lamb",
  {
    ...momentsOption,
    ...schedulables("learningRate", "b1", "b2", "eps", "weightDecay"),
    epsRoot: onlyIn(["optax"], schedulable()),
    like: likeOf(forms),
  },
  ({ like, learningRate, weightDecay, ...given }) => {
    const { step, eps } = choose(forms, like);
    // Keras's moments in LAMB are not those of its Adam but torch's.
    const moments = { eps, ...given, like: like === "keras" ? ("torch" as const) : like };
    return chain(scaleByAdam(moments), step({ learningRate, weightDecay }));
  },
);
