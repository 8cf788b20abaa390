/** Different parameters, different optimizers: optax's `partition`, torch's parameter groups. */
import { shown } from "../options/shown.ts";
import { PartitionError, type Pattern, pattern } from "../rule/pattern.ts";
import { checkTransformation, Partition, type Transformation } from "../rule/transformation.ts";
import { type HyperIn, Optimizer, type StateIn } from "./optimizer.ts";

/**
 * Gives each parameter the transformation of the first pattern that matches its path. At `init` it is an error
 * if no pattern matches a parameter (end with `"*"`), or if a pattern gets no parameter: because it matches none, or because
 * earlier patterns take all of them. Only a last `"*"` and `{ pattern, optional: true }` may get none.
 *
 * @param cases - patterns of paths and their optimizers.
 * @throws PartitionError for an invalid list of cases.
 * @example
 * const optimizer = partition([
 *   ["*.bias", sgd({ learningRate: 0.1 })],
 *   ["*", adamw({ learningRate: 3e-4 })],
 * ]);
 */
export function partition<
  const C extends readonly (readonly [Pattern, Transformation])[],
  H extends string = HyperIn<C[number][1]>,
  S extends string = StateIn<C[number][1]>,
>(cases: C): Optimizer<H, S> {
  if (!Array.isArray(cases)) {
    throw new PartitionError(
      `partition takes a list of [pattern, optimizer], such as [["*.bias", sgd()], ["*", adam()]]; got ${shown(cases)}`,
    );
  }
  // Not by entries(): a list with holes has undefined there.
  for (let index = 0; index < cases.length; index++) {
    const entry: unknown = cases[index];
    const name = `partition: case ${index + 1}`;
    if (!Array.isArray(entry) || entry.length !== 2)
      throw new PartitionError(`${name} must be [pattern, optimizer]; got ${shown(entry)}`);
    const wanted = pattern.expected(entry[0], "pattern");
    if (wanted) throw new PartitionError(`${name}: pattern must be ${wanted}; got ${shown(entry[0])}`);
    checkTransformation(`${name}: optimizer`, entry[1]);
  }
  return new Optimizer([new Partition(cases)]);
}
