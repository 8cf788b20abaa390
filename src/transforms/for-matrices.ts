/** One transformation for matrices, another for vectors and numbers, as factored state needs. */
import type { Optimizer } from "../compose/optimizer.ts";
import { partition } from "../compose/partition.ts";
import type { Transformation } from "../rule/transformation.ts";

/**
 * Chooses by the shape: `matrix` for tensors of at least two axes whose last two are at least `least` long.
 *
 * @param least - the shortest length that counts; default 1.
 */
export function forMatrices<H extends string, S extends string>(
  matrix: Transformation,
  other: Transformation,
  least = 1,
): Optimizer<H, S> {
  const matrices = (_path: string, shape: readonly number[]): boolean =>
    shape.length > 1 && Math.min(...shape.slice(-2)) >= least;
  const pattern = Object.assign(matrices, { shapes: [least > 1 ? [least, least] : [8, 8]] });
  return partition([
    [{ pattern, optional: true }, matrix],
    [{ pattern: "*", optional: true }, other],
  ]);
}
