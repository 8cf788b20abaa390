/** Optimizers from transformations applied one after the other: optax's `chain`. */
import type { Transformation } from "../rule/transformation.ts";
import { Optimizer } from "./optimizer.ts";

/**
 * Feeds the outgoing update of each transformation into the next. The compiled step of a chain is one
 * expression: `chain(a, b)` costs no pass over memory more than `a` and `b` written as one rule.
 *
 * @example
 * const optimizer = chain(clipByGlobalNorm(1), adamw({ learningRate: 3e-4 }));
 */
export const chain = (...links: readonly Transformation[]): Optimizer => new Optimizer(links);
