/** Bounds of parameters: optax's `projection_box` and `keep_params_nonnegative`, Keras's constraint `NonNeg`. */
import { chain } from "../compose/chain.ts";
import { type Bound, bound, isOne, withBounds } from "../compose/element-bounds.ts";
import type { HyperOf, Optimizer } from "../compose/optimizer.ts";
import { partition } from "../compose/partition.ts";
import { rule } from "../compose/rule.ts";
import { HyperparameterError, reader } from "../rule/hyper.ts";
import { type Pattern, pattern } from "../rule/pattern.ts";

/** Options of `projectionBox`. */
export interface ProjectionBoxOptions {
  /** Lower bound; default -Infinity. */
  readonly min?: Bound | undefined;
  /** Upper bound; default Infinity. */
  readonly max?: Bound | undefined;
  /** Which parameters have the bounds: a pattern of their paths, as in `partition`; all without it. */
  readonly where?: Pattern | undefined;
}

const numbers = rule({
  name: "projectionBox",
  hyper: { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY },
  bounds: { min: "[-inf, inf)", max: "(-inf, inf]" },
  ordered: ["min", "max"],
  project: "min(max(x, roundUp(min, max)), roundDown(max, min))",
  text: "u = g",
});

/** With bounds for every element: states that never change. */
const elements = rule({
  name: "projectionBox",
  state: { min: "p", max: "p" },
  project: "min(max(x, min), max)",
  text: `
    min = min
    max = max
    u = g`,
});

const readBox = reader<ProjectionBoxOptions>("projectionBox", { min: bound, max: bound, where: pattern });
const readWhere = reader<Pick<ProjectionBoxOptions, "where">>("keepParamsNonnegative", { where: pattern });

/**
 * Keeps parameters in a box: after every step each element outside is moved to the edge. It may stand anywhere in a chain.
 * Points that an optimizer keeps beside the parameters stay in the box too: z of schedule-free methods and of `madgrad`, the fast
 * parameters of `lookahead`. So `params` and `evalParams()` lie in it after every call, `init` and `perturb` included.
 *
 * Use it for parameters that make sense only in a range: probabilities, scales, rates. Momentum goes on as if there
 * were no box. Initial parameters outside are moved into it. In float32, bounds are rounded inwards. NaN stays NaN.
 *
 * `min` and `max` are numbers, which `set` and schedules may change, or trees with the paths of parameters, such as
 * `{ weight: [0, -1], bias: 0 }`: one number for a parameter, or one for each element. Parameters that a tree leaves out have no bound
 * on that side. Trees are copied, belong to the optimizer, and are not in snapshots.
 *
 * Memory: none; 8 bytes a parameter (float32) where a bound is a tree.
 *
 * @throws HyperparameterError if there is no bound, or one that no number meets, or `min` is above `max`; ParameterError at
 *   `init` for a tree that does not have the parameters' paths and shapes.
 * @example
 * const descent = await chain(sgd({ learningRate: 1 }), projectionBox({ min: 0 })).init({ x: [0.5, 2] });
 * descent.step({ x: [1, 1] });
 * console.log(descent.params.x); // Float64Array [0, 1]
 */
export function projectionBox(options: ProjectionBoxOptions): Optimizer<HyperOf<ProjectionBoxOptions>> {
  const given = readBox(options);
  if (given.min === undefined && given.max === undefined)
    throw new HyperparameterError("projectionBox needs min, max or both; got neither");
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, where } = given;
  const box = isOne(min) && isOne(max) ? numbers({ min, max }) : withBounds(elements(), min, max);
  return where === undefined
    ? chain(box)
    : partition([
        [where, box],
        ["*", chain()],
      ]);
}

/**
 * Keeps parameters at 0 or above: `projectionBox({ min: 0 })`, optax's `keep_params_nonnegative`.
 *
 * @example
 * const optimizer = chain(adam(), keepParamsNonnegative({ where: "*.weight" }));
 */
export function keepParamsNonnegative(
  options: Pick<ProjectionBoxOptions, "where"> = {},
): Optimizer<HyperOf<ProjectionBoxOptions>> {
  return projectionBox({ ...readWhere(options), min: 0 });
}
