/** Optimizers from transformations applied one after the other: optax's `chain`. */
import { checkTransformation, type Transformation } from "../rule/transformation.ts";
import { type HyperIn, Optimizer, type StateIn } from "./optimizer.ts";

/**
 * Feeds the outgoing update of each transformation into the next. The compiled step of a chain is one
 * expression: `chain(a, b)` costs no pass over memory more than `a` and `b` written as one rule.
 *
 * @throws PartitionError for a value that is not an optimizer.
 * @example
 * const optimizer = chain(clipByGlobalNorm(1), adamw({ learningRate: 3e-4 }));
 */
export function chain<
  const L extends readonly Transformation[],
  H extends string = HyperIn<L[number]>,
  S extends string = StateIn<L[number]>,
>(...links: L): Optimizer<H, S> {
  for (const [index, link] of links.entries()) checkTransformation(`chain: argument ${index + 1}`, link);
  return new Optimizer(links);
}
