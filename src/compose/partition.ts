/** Different parameters, different optimizers: optax's `partition`, torch's parameter groups. */
import { Partition, type Pattern } from "../rule/partition.ts";
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
export const partition = (cases: readonly (readonly [Pattern, Transformation])[]): Optimizer =>
  new Optimizer([new Partition(cases)]);
