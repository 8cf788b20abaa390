/**
 * Sharpness-aware minimisation. Foret, Kleiner, Mobahi, Neyshabur: Sharpness-Aware Minimization for Efficiently Improving
 * Generalization, ICLR 2021, Algorithm 1.
 */

import { chain } from "../compose/chain.ts";
import type { HyperIn, HyperOf, Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import { argument, type Hyper } from "../rule/hyper.ts";
import { type Transformation, transformation } from "../rule/transformation.ts";

/** Options of `sam`. */
export interface SamOptions {
  /** Distance to the point where the gradient is taken, in the parameters' unit; default 0.05. */
  readonly rho?: Hyper | undefined;
}

const neighbour = rule({
  name: "sam",
  hyper: { rho: 0.05 },
  bounds: { rho: "[0, inf)" },
  state: { start: "p" },
  before: `
    length = globalNorm(g)
    start = p
    u = where(length == 0, 0, rho / length)*g`,
  text: `
    p = start
    start = start
    u = g`,
});

const readInner = argument<Transformation>("sam", "inner", transformation);

/**
 * Finds flat minima: takes the gradient of each step at the nearby point where the loss is highest, to first order. A step takes
 * two gradients. `descent.perturb()` with the gradient at the parameters moves them to that point; `descent.step()` with the
 * gradient there moves them back and takes the inner optimizer's step.
 *
 * `skipNonFinite()` in front of it may decline either half. `descent.pending` says which half is next: `perturb` if it is 0, else
 * `step`.
 *
 * Use it for better generalisation at twice the cost of a step: the paper improves many image models by it.
 *
 * Defaults: rho 0.05, the paper's.
 *
 * Memory: 4 bytes a parameter (float32), beside that of the inner optimizer.
 *
 * @example
 * const descent = await sam(sgd({ learningRate: 0.1 })).init({ x: new Float64Array([1]) });
 * descent.perturb({ x: [2 * descent.params.x[0]!] });
 * descent.step({ x: [2 * descent.params.x[0]!] });
 */
export function sam<T extends Transformation>(
  inner: T,
  options: SamOptions = {},
): Optimizer<HyperIn<T> | HyperOf<SamOptions>> {
  return chain(neighbour(options), readInner(inner));
}
