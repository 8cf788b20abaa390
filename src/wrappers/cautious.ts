/** Cautious masks. Liang, Chen, Liu, Liu: Cautious Optimizers: Improving Training with One Line of Code, 2024, Algorithm 1. */

import { chain } from "../compose/chain.ts";
import type { HyperIn, Optimizer } from "../compose/optimizer.ts";
import { called, rule } from "../compose/rule.ts";
import type { NoOptions } from "../options/option.ts";
import { argument, reader } from "../rule/hyper.ts";
import { type Transformation, transformation } from "../rule/transformation.ts";

/**
 * Drops the elements of a direction whose sign differs from the gradient's, and scales up the others: put
 * it after a `scaleBy...` and before weight decay and learning rate.
 *
 * @example
 * chain(scaleByAdam(), scaleByCautious(), addDecayedWeights(0.1), scaleByLearningRate(0.001))
 */
export const scaleByCautious = called(
  "scaleByCautious",
  rule({
    name: "cautious",
    text: `
    keep = where(g*gradient > 0, 1, 0)
    u = g*keep / max(mean(keep), 0.001)`,
  }),
);

const masked = rule({
  name: "cautious",
  text: `
    keep = where(g*gradient < 0, 1, 0)
    u = g*keep / max(mean(keep), 0.001)`,
});

const readInner = argument<Transformation>("cautious", "inner", transformation);
const read = reader<NoOptions>("cautious", {});

/**
 * Drops the elements of an optimizer's steps that do not go against the gradient, and scales up the others.
 *
 * Use it around any optimizer with momentum: the paper reports up to 1.5 times faster pretraining of language models with
 * AdamW and Lion, and keeps their convergence. Weight decay is part of the steps here. The paper leaves it out of the
 * mask; for that put `scaleByCautious` before `addDecayedWeights`.
 *
 * Defaults: the mean of the mask is at least 0.001, as in the authors' code.
 *
 * Memory: none, beside that of the inner optimizer.
 *
 * @example
 * const optimizer = cautious(lion({ learningRate: 1e-4 }));
 */
export function cautious<T extends Transformation>(inner: T, options: NoOptions = {}): Optimizer<HyperIn<T>> {
  return chain(readInner(inner), masked(read(options)));
}
