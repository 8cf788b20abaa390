/**
 * Adafactor's direction: gradients divided by the square root of the mean of their squares; for a matrix this mean is the
 * product of a row and a column. Shazeer, Stern: Adafactor: Adaptive Learning Rates with Sublinear Memory Cost, ICML 2018, Algorithm 4.
 */

import { countedAs } from "../compose/one-count.ts";
import type { HyperOf, Optimizer } from "../compose/optimizer.ts";
import { choose, type Like, likeOf } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { whole } from "../options/kinds.ts";
import type { Options } from "../options/option.ts";
import { type Hyper, reader, schedulable } from "../rule/hyper.ts";
import { forMatrices } from "./for-matrices.ts";

/** Options of `scaleByFactoredRms`. */
export interface ScaleByFactoredRmsOptions {
  readonly like?: Like | undefined;
  /** The decay rate of the statistics is 1 - t^-decayRate; default 0.8. */
  readonly decayRate?: Hyper | undefined;
  /** Added to squares, default 1e-30; in torch the lower limit of a statistic's square root, default 2^-52. */
  readonly eps1?: Hyper | undefined;
  /** Matrices are factored from this many rows and columns on; default 1, optax 128. */
  readonly minDimSizeToFactor?: number | undefined;
}

const name = "factoredRms";
const bounds = { decayRate: "[0, inf)", eps1: "[0, inf)" } as const;
const paper = { name, hyper: { decayRate: 0.8, eps1: 1e-30 }, bounds } as const;
const torch = { name, hyper: { decayRate: 0.8, eps1: 2 ** -52 }, bounds } as const;

/**
 * A matrix, and any other tensor. The paper divides by the root of r c / mean(r): here roots are taken of the factors, once
 * a row and once a column.
 */
const own = {
  matrix: rule({
    ...paper,
    state: { r: 0, c: 0 },
    text: `
    b2 = 1 - t^(-decayRate)
    s = g^2 + eps1
    r = b2*r + (1 - b2)*rowMean(s)
    c = b2*c + (1 - b2)*columnMean(s)
    u = g / (sqrt(r) * sqrt(c / columnMean(r)))`,
  }),
  other: rule({
    ...paper,
    state: { v: 0 },
    moments: { v: "second" },
    text: `
    b2 = 1 - t^(-decayRate)
    s = g^2 + eps1
    v = b2*v + (1 - b2)*s
    u = g / sqrt(v)`,
  }),
  least: 1,
};

/** torch limits the statistics from below, and adds nothing to squares. */
const limited = {
  matrix: rule({
    ...torch,
    state: { r: 0, c: 0 },
    text: `
    b2 = 1 - t^(-decayRate)
    s = g^2
    r = b2*r + (1 - b2)*rowMean(s)
    c = b2*c + (1 - b2)*columnMean(s)
    v = r * (c / max(columnMean(r), eps1))
    u = g / sqrt(max(v, eps1^2))`,
  }),
  other: rule({
    ...torch,
    state: { v: 0 },
    moments: { v: "second" },
    text: `
    b2 = 1 - t^(-decayRate)
    s = g^2
    v = b2*v + (1 - b2)*s
    u = g / sqrt(max(v, eps1^2))`,
  }),
  least: 1,
};

const forms = { default: own, paper: own, keras: own, torch: limited, optax: { ...own, least: 128 } };

/** Kinds of the options of `scaleByFactoredRms`. */
export const factoredRmsOptions: Options<ScaleByFactoredRmsOptions> = {
  like: likeOf(forms),
  decayRate: schedulable(bounds.decayRate),
  eps1: schedulable(bounds.eps1),
  minDimSizeToFactor: whole(1),
};
const read = reader("scaleByFactoredRms", factoredRmsOptions);

/**
 * Rescales updates as Adafactor does: optax's `scale_by_factored_rms`. `like` as in `adafactor`.
 *
 * Memory: 8 bytes a row and column of matrices, 4 bytes a parameter for vectors (float32).
 *
 * @example
 * chain(scaleByFactoredRms(), clipByBlockRms(1), scaleByLearningRate(0.01))
 */
export function scaleByFactoredRms(
  options: ScaleByFactoredRmsOptions = {},
): Optimizer<HyperOf<ScaleByFactoredRmsOptions>> {
  const { like, minDimSizeToFactor, ...hyper } = read(options);
  const { matrix, other, least } = choose<Pick<typeof own, "least" | "matrix" | "other">>(forms, like);
  return countedAs(like, forMatrices(matrix(hyper), other(hyper), minDimSizeToFactor ?? least));
}
