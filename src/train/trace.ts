/**
 * The path of an optimizer over a function of a few variables, in float64: what the textbook draws over contour
 * lines. For finding a minimum rather than a picture, use `minimize`.
 */
import type { Optimizer } from "../index.ts";

/**
 * Steps from `start` and returns `steps + 1` points, the start first.
 * @param gradient writes the gradient at its first argument into its second; both have the length of `start`. What
 *   it returns is ignored, so that an objective written for `minimize` serves here too.
 */
export async function trace(
  gradient: (x: Float64Array, gradient: Float64Array) => unknown,
  optimizer: Optimizer,
  start: readonly number[],
  steps: number,
): Promise<Float64Array[]> {
  const descent = await optimizer.init({ x: Float64Array.from(start) });
  try {
    const points = [descent.params.x.slice()];
    for (let step = 0; step < steps; step++) {
      gradient(descent.params.x, descent.grads.x);
      descent.step();
      points.push(descent.params.x.slice());
    }
    return points;
  } finally {
    descent.dispose();
  }
}
