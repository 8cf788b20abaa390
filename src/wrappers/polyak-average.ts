/**
 * The mean of the parameters over the steps, to evaluate with. Polyak, Juditsky: Acceleration of Stochastic Approximation
 * by Averaging, SIAM Journal on Control and Optimization 30 (1992), equation 2. What rounding loses of a move of the average is kept and added to the next one. Kahan:
 * Further Remarks on Reducing Truncation Errors, Communications of the ACM 8 (1965).
 */
import { chain } from "../compose/chain.ts";
import type { HyperIn, HyperOf, Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import { argument, type Hyper } from "../rule/hyper.ts";
import { type Transformation, transformation } from "../rule/transformation.ts";

/** Options of `polyakAverage`. */
export interface PolyakAverageOptions {
  /** Number of steps before the average begins; default 0. */
  readonly start?: Hyper | undefined;
}

const equal = rule({
  name: "polyakAverage",
  hyper: { start: 0 },
  bounds: { start: "whole [0, inf)" },
  state: { average: "p", compensation: 0 },
  text: `
    move = 1 / max(t - start, 1)*(project(p + g) - average) + compensation
    moved = average + move
    compensation = move - (moved - average)
    average = moved
    u = g
    eval = average`,
});

const readInner = argument<Transformation>("polyakAverage", "inner", transformation);

/**
 * Keeps the mean of all parameters since `start` beside any optimizer; `await descent.evalParams()` reads it.
 *
 * Use it with a constant learning rate once the loss has come down: for convex problems the mean of the iterates converges
 * as fast as any method can (Polyak and Juditsky), and stochastic weight averaging starts it late in training.
 *
 * Deviations: rounding errors are kept and added back. Without that, a float32 average over a million steps would be
 * wrong in its third digit.
 *
 * Memory: 8 bytes a parameter (float32), 4 for the average and 4 for its rounding error, beside those of the inner
 * optimizer.
 *
 * @example
 * const optimizer = polyakAverage(sgd({ learningRate: 0.1 }), { start: 1000 });
 */
export function polyakAverage<T extends Transformation>(
  inner: T,
  options: PolyakAverageOptions = {},
): Optimizer<HyperIn<T> | HyperOf<PolyakAverageOptions>> {
  return chain(readInner(inner), equal(options));
}
