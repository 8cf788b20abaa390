/** SM3. Anil, Gupta, Koren, Singer: Memory-Efficient Adaptive Optimization, NeurIPS 2019, Algorithm SM3-II. */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type MaximizeOptions } from "../compose/define-optimizer.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import { choose, type Like, likeOf } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { type Hyper, schedulables } from "../rule/hyper.ts";
import { forMatrices } from "../transforms/for-matrices.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";

/** Options of `sm3`. */
export interface Sm3Options extends MaximizeOptions, MomentsOptions {
  /** Which form: `"optax"` or `"paper"`. */
  readonly like?: Like | undefined;
  /** Step size; default 0.1. */
  readonly learningRate?: Hyper | undefined;
  /** Decay rate of the mean of directions; default 0.9. */
  readonly momentum?: Hyper | undefined;
  /** Added under the square root; default 0, optax 1e-8. */
  readonly eps?: Hyper | undefined;
}

const covered = rule({
  name: "sm3",
  hyper: { eps: 0 },
  state: { r: 0, c: 0 },
  text: `
    nu = min(r, c) + g^2
    r = rowMax(nu)
    c = columnMax(nu)
    u = where(nu == 0, 0, g / sqrt(nu + eps))`,
});

const diagonal = rule({
  name: "sm3",
  hyper: { eps: 0 },
  state: { nu: 0 },
  text: `
    nu = nu + g^2
    u = where(nu == 0, 0, g / sqrt(nu + eps))`,
});

const average = rule({
  name: "sm3",
  hyper: { momentum: 0.9 },
  state: { m: 0 },
  moments: { m: "first" },
  text: "m = momentum*m + (1 - momentum)*g\n u = m",
});

const floors = { default: 0, paper: 0, optax: 1e-8 };
/**
 * Adagrad that keeps one number for each row and each column of a matrix, not one for each element.
 *
 * Use it in place of Adagrad or Adam where the optimizer's state does not fit into memory: the paper trains translation
 * and language models with it as fast as with Adam, with larger batches in the same memory.
 *
 * `like`: optax adds 1e-8 under the root, which damps gradients below 1e-4.
 *
 * Defaults: momentum 0.9 from the paper; the rate 0.1 is that of its experiments.
 *
 * Deviations: tensors of more than two axes are covered by the rows and columns of their last two, for each index of the
 * others: one of the covers that the paper allows; its experiments and optax have one number for each index of each axis.
 *
 * Memory: 4 bytes a parameter for the momentum (float32), and 8 bytes a row and column.
 *
 * @example
 * const descent = await sm3({ learningRate: 0.1 }).init({ w: tensor(new Float32Array(6), [2, 3]) });
 */
export const sm3 = defineOptimizer<Sm3Options>(
  "sm3",
  { ...momentsOption, like: likeOf(floors), ...schedulables("learningRate", "momentum", "eps") },
  ({ like, learningRate = 0.1, momentum, eps = choose(floors, like) }) =>
    chain(
      forMatrices(covered({ eps }), diagonal({ eps })),
      average({ momentum }),
      scaleByLearningRate(learningRate),
    ),
);
