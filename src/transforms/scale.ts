/** Multiplication of updates by a number, the learning rate above all. */

import type { Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import type { Hyper } from "../rule/hyper.ts";

const factorRule = rule({ name: "scale", hyper: { factor: 1 }, text: "u = factor*g" });

/**
 * Multiplies updates by a number: optax's `scale` and `scale_by_schedule`.
 *
 * @example
 * chain(scaleByAdam(), scale(-0.01))
 */
export const scale = (factor: Hyper): Optimizer => factorRule({ factor });

const learningRateRule = rule({
  name: "scaleByLearningRate",
  hyper: { learningRate: 1e-3 },
  text: "u = -learningRate*g",
});

/**
 * Multiplies updates by minus the learning rate: what ends an optimizer's chain.
 *
 * @example
 * chain(scaleByAdam(), scaleByLearningRate(0.01))
 */
export const scaleByLearningRate = (learningRate: Hyper): Optimizer => learningRateRule({ learningRate });
