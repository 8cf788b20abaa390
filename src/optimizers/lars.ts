/** LARS. You, Gitman, Ginsburg: Large Batch Training of Convolutional Networks, 2017, Algorithm 1. */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import { type Like, presets } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { flag } from "../options/kinds.ts";
import { type Hyper, schedulables } from "../rule/hyper.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { trace } from "../transforms/trace.ts";

/** Options of `lars`. */
export interface LarsOptions extends WhereOptions, MomentsOptions {
  /** Which form: `"optax"` or `"paper"`. */
  readonly like?: Like | undefined;
  /** Multiplies all rates; default 0.001. */
  readonly learningRate?: Hyper | undefined;
  /** Momentum: the share of the sum of steps that a step keeps, in [0, 1]; default 0.9. */
  readonly momentum?: Hyper | undefined;
  /** L2 regularisation: this share of the parameter is added to its gradient; default 0. */
  readonly weightDecay?: Hyper | undefined;
  /** Length of a step of rate 1 as a share of the parameter's norm: the paper's eta; default 0.001. */
  readonly trustCoefficient?: Hyper | undefined;
  /** Added to the norm that is divided by; default 0. Not in paper. */
  readonly eps?: Hyper | undefined;
  /** Whether to look ahead along the new sum; default false. */
  readonly nesterov?: boolean | undefined;
}

const hyper = { trustCoefficient: 0.001, weightDecay: 0 };
const bounds = { trustCoefficient: "[0, inf)" } as const;

const optax = rule({
  name: "lars",
  hyper: { ...hyper, eps: 0 },
  bounds,
  text: `
    r = g + weightDecay*p
    u = where(norm(p) == 0 || norm(r) == 0, 1, trustCoefficient*norm(p) / (norm(r) + eps))*r`,
});

const paper = rule({
  name: "lars",
  hyper,
  bounds,
  text: `
    d = norm(g) + weightDecay*norm(p)
    u = where(norm(p) == 0 || d == 0, 1, trustCoefficient*norm(p) / d)*(g + weightDecay*p)`,
});

const direction = presets("lars", { default: [optax], optax: [optax], paper: [paper] });

/**
 * Gradient descent with momentum whose rate is, for each tensor, in proportion to the tensor's norm over its gradient's.
 *
 * Use it for convolutional networks and very large batches: the paper trains ResNet-50 with batches of 32K. Libraries
 * advise `sgd` for biases and normalisation; use `partition` for that.
 *
 * `like`: optax and the default divide by the norm of the gradient with its decay; paper divides by the sum of the norms
 * of both. In both the momentum adds up steps to which the rate was already applied.
 *
 * Defaults: trustCoefficient 0.001 and momentum 0.9 are the paper's and optax'; the rate 0.001 is Glissade's
 * choice. Rates above 1 are usual, since the coefficient makes them small.
 *
 * Deviations: a parameter of zeros takes the plain step of `sgd`; the paper would never move it.
 *
 * Memory: 4 bytes a parameter (float32).
 *
 * @example
 * const optimizer = partition([
 *   ["*.bias", sgd({ learningRate: 0.1, momentum: 0.9 })],
 *   ["*", lars({ learningRate: 2, weightDecay: 5e-4 })],
 * ]);
 */
export const lars = defineOptimizer<LarsOptions>(
  "lars",
  { ...momentsOption, ...schedulables("learningRate", "momentum"), ...direction.options, nesterov: flag },
  ({ learningRate = 0.001, momentum, nesterov, ...ratio }) =>
    chain(direction(ratio), scaleByLearningRate(learningRate), trace({ momentum, nesterov })),
);
