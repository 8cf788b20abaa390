/** Steps on the mean of several gradients: optax's `MultiSteps`, Keras's `gradient_accumulation_steps`. */

import { chain } from "../compose/chain.ts";
import type { HyperIn, HyperOf, Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import { required } from "../options/option.ts";
import { argument, type Hyper, reader } from "../rule/hyper.ts";
import { type Transformation, transformation } from "../rule/transformation.ts";

/** Options of `accumulate`. */
export interface AccumulateOptions {
  /** Number of gradients that make a step. */
  readonly every: Hyper;
}

const gather = rule({
  name: "accumulate",
  hyper: { every: 1 },
  bounds: { every: "whole [1, inf)" },
  state: { total: 0, number: 0 },
  every: "every",
  before: `
    total = total + g
    number = number + 1`,
  text: `
    u = (total + g) / (number + 1)
    total = 0
    number = 0`,
  flush: `
    u = total / number
    total = 0
    number = 0`,
});

const readInner = argument<Transformation>("accumulate", "inner", transformation);
const read = reader<AccumulateOptions>("accumulate", { every: required(gather.options.every) });

/**
 * Adds up gradients, and takes a step of the inner optimizer on the mean of every `every` of them, as with a batch that many
 * times as large. Call `step` with each gradient; `descent.count` counts the steps that were taken,
 * `descent.pending` the gradients since the last one. Until then only the sum changes. `descent.flush()` takes a step on the mean of those that have come: call it at the end of an
 * epoch whose number of gradients is not a multiple of `every`.
 *
 * `every` may be a schedule and may be set at any time. A step is taken as soon as so many gradients have come, on the mean of
 * all of them.
 *
 * Use it where a batch does not fit into memory. What stands before it in a chain acts on each gradient: clipping there
 * clips each, `skipNonFinite()` leaves out single ones, `addNoise()` would add the same noise to all. An inner optimizer that
 * reads the loss reads that of the last gradient.
 *
 * Memory: 4 bytes a parameter (float32), beside that of the inner optimizer.
 *
 * @example
 * const optimizer = accumulate(adamw({ learningRate: 3e-4 }), { every: 8 });
 */
export function accumulate<T extends Transformation>(
  inner: T,
  options: AccumulateOptions,
): Optimizer<HyperIn<T> | HyperOf<AccumulateOptions>> {
  return chain(gather(read(options)), readInner(inner));
}
