/**
 * The path of an optimizer over a function of a few variables, in float64: what the textbook draws over contour
 * lines. For finding a minimum rather than a picture, use `minimize`.
 */

import type { Optimizer } from "../../index.ts";
import { advancing } from "../../minimize/advancing.ts";
import { callback, whole } from "../../options/kinds.ts";
import { argumentOf } from "../../options/option.ts";
import { optimizer as optimizerKind } from "../kinds.ts";

const checkGradient = argumentOf<unknown>("trace", "gradient", callback("a function of x and its gradient"));
const checkOptimizer = argumentOf<Optimizer>("trace", "optimizer", optimizerKind);
const checkSteps = argumentOf<number>("trace", "steps", whole(0));

/**
 * Steps from `start` and returns `steps + 1` points, the start first.
 * @param gradient writes the gradient at its first argument into its second; both have the length of `start`. It may
 *   return the value there, as an objective written for `minimize` does, for optimizers that read the loss.
 * @throws OptionError for anything that is not a function, an optimizer or a number of steps.
 */
export async function trace(
  gradient: (x: Float64Array, gradient: Float64Array) => unknown,
  optimizer: Optimizer,
  start: readonly number[],
  steps: number,
): Promise<Float64Array[]> {
  checkGradient(gradient);
  checkOptimizer(optimizer);
  checkSteps(steps);
  const descent = await optimizer.init({ x: Float64Array.from(start) });
  try {
    const points = [descent.params.x.slice()];
    const advance = advancing(descent, optimizer);
    const takeGradient = () => {
      const value = gradient(descent.params.x, descent.grads.x);
      return advance(typeof value === "number" ? value : undefined);
    };
    for (let step = 0; step < steps; step++) {
      if (takeGradient()) takeGradient();
      points.push(descent.params.x.slice());
    }
    return points;
  } finally {
    descent.dispose();
  }
}
