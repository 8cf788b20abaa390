/** Multiplication of updates by a number, such as the learning rate. */

import type { Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import type { NoOptions } from "../options/option.ts";
import { type Hyper, single } from "../rule/hyper.ts";

const factorRule = rule({ name: "scale", hyper: { factor: 1 }, text: "u = factor*g" });
const readFactor = single("scale", "factor", factorRule.options.factor);

/**
 * Multiplies updates by a number: optax's `scale` and `scale_by_schedule`.
 *
 * @example
 * chain(scaleByAdam(), scale(-0.01))
 */
export const scale = (factor: Hyper, options: NoOptions = {}): Optimizer<"factor"> =>
  factorRule(readFactor(factor, options));

const learningRateRule = rule({
  name: "scaleByLearningRate",
  hyper: { learningRate: 1e-3 },
  text: "u = -learningRate*g",
});
const readRate = single("scaleByLearningRate", "learningRate", learningRateRule.options.learningRate);

/**
 * Multiplies updates by minus the learning rate: the last link of an optimizer's chain.
 *
 * @example
 * chain(scaleByAdam(), scaleByLearningRate(0.01))
 */
export const scaleByLearningRate = (
  learningRate: Hyper,
  options: NoOptions = {},
): Optimizer<"learningRate"> => learningRateRule(readRate(learningRate, options));
