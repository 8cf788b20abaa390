/**
 * Adaptive gradient clipping. Brock, De, Smith, Simonyan: High-Performance Large-Scale Image Recognition Without
 * Normalization, ICML 2021, equation 3.
 */

import type { HyperOf, Optimizer } from "../compose/optimizer.ts";
import { partition } from "../compose/partition.ts";
import { rule } from "../compose/rule.ts";
import { oneOf } from "../options/kinds.ts";
import { argument, type Hyper, reader, schedulable } from "../rule/hyper.ts";
import { forMatrices } from "./for-matrices.ts";

/** Options of `adaptiveGradClip`. */
export interface AdaptiveGradClipOptions {
  /** Lower limit of the norm of a unit's parameters; default 0.001. */
  readonly eps?: Hyper | undefined;
  /** `"columns"` for layers whose first axis is the inputs, as in optax and Keras, `"rows"` as in torch; default "rows". */
  readonly units?: "rows" | "columns" | undefined;
}

const common = {
  name: "adaptiveGradClip",
  hyper: { clipping: 0.01, eps: 0.001 },
  bounds: { clipping: "(0, inf)" },
} as const;

const byUnits = rule({
  ...common,
  text: `
    maxNorm = clipping*max(unitNorm(p), eps)
    gNorm = unitNorm(g)
    u = where(gNorm < maxNorm, g, g*maxNorm / max(gNorm, 1e-6))`,
});
const byColumns = rule({
  ...common,
  text: `
    maxNorm = clipping*max(sqrt(columnSum(p^2)), eps)
    gNorm = sqrt(columnSum(g^2))
    u = where(gNorm < maxNorm, g, g*maxNorm / max(gNorm, 1e-6))`,
});
const byTensor = rule({
  ...common,
  text: `
    maxNorm = clipping*max(norm(p), eps)
    gNorm = norm(g)
    u = where(gNorm < maxNorm, g, g*maxNorm / max(gNorm, 1e-6))`,
});

/** Vectors written as matrices. */
const isVector = Object.assign(
  (_path: string, shape: readonly number[]) =>
    shape.length > 1 && shape.filter((extent) => extent > 1).length < 2,
  { shapes: [[1, 8]] },
);

const readLimit = argument<Hyper>("adaptiveGradClip", "clipping", byUnits.options.clipping);
const read = reader<AdaptiveGradClipOptions>("adaptiveGradClip", {
  eps: schedulable(),
  units: oneOf("rows", "columns"),
});

/**
 * Limits the norm of each unit's update to `clipping` times the norm of its parameters: optax's `adaptive_grad_clip`. A
 * unit is a slice of a tensor along its first axis, or with `units: "columns"` a column of its last two axes; a vector is one unit.
 * With columns, a tensor with only one axis longer than 1, such as [1, n], counts as a vector too, as in optax: its columns
 * would be single numbers. With rows, [n, 1] has n units of one number each, as in torch: the layer has n outputs.
 *
 * @param limit - the paper's lambda, greater than 0; it takes 0.01 for batches of 4096 and more for smaller ones.
 * @example
 * chain(adaptiveGradClip(0.01), sgd({ learningRate: 0.1, momentum: 0.9 }))
 */
export function adaptiveGradClip(
  limit: Hyper,
  options: AdaptiveGradClipOptions = {},
): Optimizer<"clipping" | HyperOf<AdaptiveGradClipOptions>> {
  const { units, eps } = read(options);
  const hyper = { clipping: readLimit(limit), eps };
  if (units !== "columns") return byUnits(hyper);
  return partition([
    [{ pattern: isVector, optional: true }, byTensor(hyper)],
    [{ pattern: "*", optional: true }, forMatrices(byColumns(hyper), byUnits(hyper))],
  ]);
}
