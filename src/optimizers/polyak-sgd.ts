/**
 * Polyak's step size. Polyak: Minimization of Unsmooth Functionals, 1969; its stochastic form SPS_max: Loizou, Vaswani,
 * Laradji, Lacoste-Julien: Stochastic Polyak Step-size for SGD, AISTATS 2021, equation 3.
 */

import { defineOptimizer, type MaximizeOptions } from "../compose/define-optimizer.ts";
import { type Like, presets } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import type { Hyper } from "../rule/hyper.ts";

/** Options of `polyakSgd`. */
export interface PolyakSgdOptions extends MaximizeOptions {
  /** Which form: `"optax"` or `"paper"`. */
  readonly like?: Like | undefined;
  /** Factor of the step size; default 1. optax's `scaling`. */
  readonly learningRate?: Hyper | undefined;
  /** The largest step size; default 1. */
  readonly maxLearningRate?: Hyper | undefined;
  /** The lowest loss that can be reached; default 0. */
  readonly minLoss?: Hyper | undefined;
  /** Added to the squared norm; default 0. */
  readonly eps?: Hyper | undefined;
}

const definition = {
  name: "polyakSgd",
  hyper: { learningRate: 1, maxLearningRate: 1, minLoss: 0, eps: 0 },
  bounds: { maxLearningRate: "(0, inf]" },
} as const;

const paper = rule({
  ...definition,
  text: `
    s = globalSumSquares(g) + eps
    stepSize = where(s == 0, 0, min((loss - minLoss) / s, maxLearningRate))
    u = -learningRate*stepSize*g`,
});

const optax = rule({
  ...definition,
  text: `
    s = globalSumSquares(learningRate*g) + eps
    stepSize = where(s <= 2.220446049250313e-16, 0, min((loss - minLoss) / s, maxLearningRate))
    u = -learningRate*stepSize*g`,
});

const form = presets("polyakSgd", { default: [paper], paper: [paper], optax: [optax] });

/**
 * Gradient descent whose step size follows from the loss: the gap to the lowest loss, divided by the squared norm of the gradient.
 *
 * Use it where the lowest loss is known, such as 0 for models that can fit their data exactly: the paper proves that it then converges
 * as fast as the best constant step size, without a search for it. It reads the loss: `descent.step(grads, { loss })`.
 *
 * `like`: optax measures the norm of gradients that are already multiplied by `learningRate`, so that a larger rate makes shorter
 * steps, and takes no step where that norm's square is below 2.2e-16.
 *
 * Defaults: those of optax.
 *
 * Deviations: the paper's factor c in the denominator is 1 here. A loss below `minLoss` makes a step uphill, as in optax's
 * variant "sps".
 *
 * Memory: none.
 *
 * @example
 * const descent = await polyakSgd().init({ x: new Float64Array([3]) });
 * descent.step({ x: [2 * descent.params.x[0]!] }, { loss: descent.params.x[0]! ** 2 });
 */
export const polyakSgd = defineOptimizer<PolyakSgdOptions>("polyakSgd", form.options, form);
