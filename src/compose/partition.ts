/** Different parameters, different optimizers: optax's `partition`, torch's parameter groups. */
import { Partition, PartitionError, type Pattern } from "../rule/partition.ts";
import type { Transformation } from "../rule/transformation.ts";
import { Optimizer } from "./optimizer.ts";

/**
 * Gives each parameter the transformation of the first pattern that matches its path. A parameter that no
 * pattern matches is an error when the optimizer is initialised; end with `"*"`.
 *
 * @example
 * const optimizer = partition([
 *   ["*.bias", sgd({ learningRate: 0.1 })],
 *   ["*", adamw({ learningRate: 3e-4 })],
 * ]);
 */
export function partition(cases: readonly (readonly [Pattern, Transformation])[]): Optimizer {
  const isCase = (entry: unknown) =>
    Array.isArray(entry) &&
    entry.length === 2 &&
    (typeof entry[0] === "string" || typeof entry[0] === "function" || entry[0] instanceof RegExp);
  if (!Array.isArray(cases) || !cases.every(isCase)) {
    throw new PartitionError(
      'partition takes a list of [pattern, optimizer], such as [["*.bias", sgd()], ["*", adam()]]',
    );
  }
  return new Optimizer([new Partition([...cases])]);
}
