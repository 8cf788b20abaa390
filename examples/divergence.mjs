/**
 * The problems of exercise 4 and the way through them, in float64. After Reddi, Kale, Kumar: On the Convergence of Adam and
 * Beyond, ICLR 2018, sections 3 and 4, and Zaheer et al.: Adaptive Methods for Nonconvex Optimization, NeurIPS 2018.
 */
import { range } from "d3-array";
import { adam, amsgrad, yogi } from "glissade";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";

// #region optimizers
export const optimizers = {
  Adam: (options) => adam({ eps: 1e-6, like: "textbook", ...options }),
  Yogi: (options) => yogi({ eps: 1e-3, like: "textbook", ...options }),
  AMSGrad: (options) => amsgrad({ eps: 1e-6, like: "optax", ...options }),
};
/** The rate over sqrt(t); `count` is t - 1. */
export const overRoot = (rate) => (count) => rate / Math.sqrt(count + 1);
// #endregion

// #region problems
/** Gradients by step, which do not depend on x: `spike` in the first step of every `period`, else `rest`. */
const spikes = (spike, rest, period) => (t) => (t % period === 1 ? spike : rest);
/** The same with chance: 18 with probability 0.1, else -1; one coordinate a seed. */
const chance = () => {
  const random = range(100).map((seed) => mersenne(seed));
  return (_, i) => (uniformFloat64(random[i]) < 0.1 ? 18 : -1);
};
/** A sum of 20 terms, one a step. Each is linear from -1 on and a parabola below, so that the sum is least at -2. */
const cyclic = (t, _, x) => {
  const slope = x >= -1 ? 1 : x + 2;
  return t % 20 === 1 ? 20 * slope : -slope;
};

export const problems = {
  r1: {
    gradient: () => spikes(4, -1, 3),
    options: { learningRate: overRoot(0.5), b1: 0, b2: 1 / 17 },
    steps: 3000,
  },
  r2: { gradient: () => spikes(1010, -10, 101), options: { learningRate: 0.01 }, steps: 1e6 },
  r3: { gradient: chance, options: { learningRate: 0.01, b1: 0, b2: 0.5 }, steps: 2e4, size: 100 },
  r4: {
    gradient: () => cyclic,
    options: { learningRate: 0.01, b1: 0.9, b2: 0.9 },
    steps: 2e5,
    bounds: [-Infinity, Infinity],
  },
};
// #endregion

// #region walk
/** Steps from 0 and returns x after each step of `watch`; x stays within `bounds`. */
export async function walk(optimizer, { gradient: problem, steps, size = 1, bounds = [-1, 1] }, watch) {
  const gradient = problem();
  const [least, most] = bounds;
  const descent = await optimizer.init({ x: new Float64Array(size) });
  const { params, grads } = descent;
  const seen = new Map();
  for (let t = 1; t <= steps; t++) {
    for (let i = 0; i < size; i++) grads.x[i] = gradient(t, i, params.x[i]);
    descent.step();
    for (let i = 0; i < size; i++) params.x[i] = Math.min(most, Math.max(least, params.x[i]));
    if (watch.has(t)) seen.set(t, params.x.slice());
  }
  descent.dispose();
  return seen;
}
// #endregion

// #region immune
/** R1 with another spike C, and b2 = 1/(1 + C^2) as R1 has it: where x is after 10,000 steps. */
export const spikesOf = (C) => ({
  gradient: () => spikes(C, -1, 3),
  options: { learningRate: overRoot(0.5), b1: 0, b2: 1 / (1 + C * C) },
  steps: 10_000,
});
// #endregion
