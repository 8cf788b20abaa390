/** Lookahead. Zhang, Lucas, Hinton, Ba: Lookahead Optimizer: k steps forward, 1 step back, NeurIPS 2019, Algorithm 1. */

import { chain } from "../compose/chain.ts";
import type { HyperIn, HyperOf, Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import { argument, type Hyper } from "../rule/hyper.ts";
import { type Transformation, transformation } from "../rule/transformation.ts";

/** Options of `lookahead`. */
export interface LookaheadOptions {
  /** Steps between two moves of the slow parameters; default 6. The paper's k. */
  readonly syncPeriod?: Hyper | undefined;
  /** Share of the way to the fast parameters that the slow ones move; default 0.5. The paper's alpha. */
  readonly slowStepSize?: Hyper | undefined;
}

const synchronise = rule({
  name: "lookahead",
  hyper: { syncPeriod: 6, slowStepSize: 0.5 },
  bounds: { syncPeriod: "whole [1, inf)", slowStepSize: "[0, 1]" },
  state: { slow: "p" },
  text: `
    fast = project(p + g)
    isSync = t - syncPeriod*floor(t / syncPeriod) == 0
    slow = where(isSync, slow + slowStepSize*(fast - slow), slow)
    u = where(isSync, slow - p, g)
    eval = slow`,
});

const readInner = argument<Transformation>("lookahead", "inner", transformation);

/**
 * Lets an optimizer run ahead for some steps, then moves part of the way to where it is, and lets it start again there.
 *
 * Use it around SGD or Adam for less variance between runs and less dependence on the learning rate, as the paper
 * reports for images, language models and translation. Evaluate the slow parameters:
 * `await descent.evalParams()`.
 *
 * Defaults: those of optax's examples; the paper takes 5 or 10 steps and 0.5 or 0.8.
 *
 * Deviations: the inner state goes on from one period to the next, as in the paper's main experiments; optax has an
 * option to reset it.
 *
 * Memory: 4 bytes a parameter (float32), beside that of the inner optimizer.
 *
 * @example
 * const optimizer = lookahead(adam({ learningRate: 0.001 }), { syncPeriod: 5 });
 */
export function lookahead<T extends Transformation>(
  inner: T,
  options: LookaheadOptions = {},
): Optimizer<HyperIn<T> | HyperOf<LookaheadOptions>> {
  return chain(readInner(inner), synchronise(options));
}
