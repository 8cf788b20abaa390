/**
 * Noise of gradients: normal numbers of a seed, a step and an element, and of nothing else, so that all contestants meet the same. They are
 * kept, since every contestant asks for them.
 */
import { normal } from "glissade/language";
import type { PreparedProblem } from "./problem.ts";

/**
 * The problem with noise in its gradients.
 *
 * @throws RangeError for noise below 0.
 */
export function withNoise(problem: PreparedProblem, deviation: number): PreparedProblem {
  if (!(deviation >= 0 && deviation < Infinity))
    throw new RangeError(`noise must be 0 or more; got ${deviation}`);
  if (deviation === 0) return problem;
  return {
    ...problem,
    forSeed(seed) {
      const own = problem.forSeed(seed);
      const addNoise = noiseOf(seed, own.dimension, deviation);
      return {
        ...own,
        gradient(p, step, into) {
          const loss = own.gradient(p, step, into);
          addNoise(step, into);
          return loss;
        },
      };
    },
  };
}

/** Noise for gradients of so many elements. */
function noiseOf(
  seed: number,
  dimension: number,
  deviation: number,
): (step: number, into: Float64Array) => void {
  let drawn = new Float64Array(0);
  let steps = 0;
  const draw = (step: number) => {
    if (step * dimension > drawn.length) {
      const larger = new Float64Array(Math.max(2 * drawn.length, step * dimension));
      larger.set(drawn);
      drawn = larger;
    }
    for (; steps < step; steps++)
      for (let i = 0; i < dimension; i++)
        drawn[steps * dimension + i] = normal(seed, steps + 1, i, "gradient noise");
  };
  return (step, into) => {
    if (step > steps) draw(step);
    const from = (step - 1) * dimension;
    for (let i = 0; i < dimension; i++)
      into[i] = (into[i] as number) + deviation * (drawn[from + i] as number);
  };
}
