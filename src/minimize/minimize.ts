/** Minimisation of a plain function: an optimizer, a loop and stopping rules. */
import { chain } from "../compose/chain.ts";
import { init } from "../descent/init.ts";
import type { InitOptions } from "../descent/inputs.ts";
import type { Leaf } from "../descent/leaf.ts";
import { isPlain } from "../descent/leaf.ts";
import { ParameterError, readTree } from "../descent/tree.ts";
import { anything, callback, oneOf, whole } from "../options/kinds.ts";
import { argumentOf, type Option, readerOf, required } from "../options/option.ts";
import { groupsOf } from "../plan/groups.ts";
import { type Transformation, transformation } from "../rule/transformation.ts";
import { type ProjectionBoxOptions, projectionBox } from "../transforms/projection-box.ts";
import type { Objective } from "./objective.ts";
import { type Minimum, type OnStep, Search } from "./search.ts";
import { limitsOf, type Tolerance, tolerance as toleranceOption } from "./tolerance.ts";

/** Options of `minimize`. */
export interface MinimizeOptions<P = unknown> {
  readonly optimizer: Transformation;
  /** The largest number of steps, declined ones included; default 1000. */
  readonly steps?: number | undefined;
  /**
   * When to stop earlier. A number is a limit of the gradient's Euclidean norm; `{ gradient, value, step }` sets limits of any of
   * them, each a number or `{ absolute, relative }`. Default 0: only at an exact stationary point.
   */
  readonly tolerance?: number | Tolerance | undefined;
  /** Bounds of the parameters, as in `projectionBox`. */
  readonly bounds?: ProjectionBoxOptions | undefined;
  /** `"central"`: the gradient comes from central differences, and the function takes `x` alone. */
  readonly gradient?: "central" | undefined;
  /** Called after each step. The run ends if it returns `false` or a promise of `false`; other results are ignored. */
  readonly onStep?: OnStep<P> | undefined;
  readonly device?: InitOptions["device"];
}

const box: Option = {
  expected: (value) =>
    typeof value === "object" && value !== null && isPlain(value)
      ? undefined
      : "an object of bounds, { min, max, where }",
};

const read = readerOf<MinimizeOptions>("minimize", {
  optimizer: required(transformation),
  steps: whole(0),
  tolerance: toleranceOption,
  bounds: box,
  gradient: oneOf("central"),
  onStep: callback("a function of the step"),
  device: anything,
});

const readFunction = argumentOf("minimize", "fun", callback("a function of x and its gradient"));

/**
 * Minimises a function from a starting point, or maximises it with an optimizer that maximizes. Optimizers that read the loss
 * get the function's value; those that take two gradients a step, such as `sam`, get both.
 *
 * The result is the best point seen. If the optimizer evaluates with other parameters than it trains, such as averages,
 * it has converged only when both are within the tolerance: the averages' gradient must be as small, and their value and place as
 * near to those of the parameters as a step may be long.
 *
 * A tolerance is met when a number is at most `absolute + relative * scale`. For `gradient` it is the norm of the gradient (scale:
 * that at the start), for `value` the change by a step (scale: the larger absolute value of the two), for `step` the length of a
 * step (scale: the norm of the point). scipy's `gtol` is the first, absolute; `ftol` of L-BFGS-B is `value: { absolute: ftol, relative: ftol }`, within
 * a factor of 2; `xtol` of `least_squares` is `step: { absolute: xtol ** 2, relative: xtol }`.
 *
 * With `bounds` every point lies in the box, and the gradient's norm leaves out the components that point out of it, so that a
 * minimum at a bound can be within the tolerance. An optimizer's own `projectionBox` acts in the same way.
 *
 * Central differences take two calls per element and step, at `x + h` and `x - h`, with `h = cbrt(eps) * max(1, |x|)`: 6e-6 in
 * float64, 5e-3 in float32. Near a bound, both points lie on the other side of `x`.
 *
 * @param fun - returns the value at `x` and writes every element of the gradient into its second argument, at every call. It may
 *   change both arguments.
 * @param x0 - the start: as `init` takes it. Number arrays and numbers are optimised in float64.
 * @throws OptionError for wrong or missing options; ParameterError for a function that does not write its
 *   gradient or does not return a number; and whatever `fun` and `onStep` throw.
 * @example
 * const parabola = (x: Float64Array, gradient: Float64Array) => {
 *   gradient[0] = 2 * (x[0]! - 3);
 *   return (x[0]! - 3) ** 2;
 * };
 * const { x } = await minimize(parabola, [0], { optimizer: sgd({ learningRate: 0.1 }), steps: 200 });
 * @example
 * const rosenbrock = ({ a, b }: { a: number; b: number }) => (1 - a) ** 2 + 100 * (b - a * a) ** 2;
 * const { x } = await minimize(rosenbrock, { a: -1.2, b: 1 }, {
 *   optimizer: adam({ learningRate: 0.02 }),
 *   gradient: "central",
 *   bounds: { min: -1.5, max: 0.8 },
 *   tolerance: { gradient: 1e-4, value: { relative: 1e-12 } },
 * });
 */
export async function minimize<const P>(
  fun: Objective<P>,
  x0: P,
  options: MinimizeOptions<NoInfer<P>>,
): Promise<Minimum<P>>;
/** The same with options that are for any parameters. */
export async function minimize<const P>(
  fun: Objective<P>,
  x0: P,
  options: MinimizeOptions,
): Promise<Minimum<P>>;
export async function minimize<const P>(
  fun: Objective<P>,
  x0: P,
  options: MinimizeOptions,
): Promise<Minimum<P>> {
  readFunction(fun);
  const { optimizer: inner, steps = 1000, tolerance, bounds, gradient, onStep, device } = read(options);
  const limits = limitsOf(tolerance);
  const { structure, leaves } = readTree(x0);
  const optimizer = bounds ? chain(inner, projectionBox(bounds)) : inner;
  const direction = directionOf(optimizer, leaves);
  const descent = await init<P>(optimizer, x0, { device });
  try {
    const run = new Search<P>(fun, descent, optimizer, structure, leaves, gradient, direction);
    return await run.until(limits, steps, onStep as OnStep<P> | undefined);
  } finally {
    descent.dispose();
  }
}

/** Whether the optimizer maximizes. @throws ParameterError if it does so only for some parameters. */
function directionOf(optimizer: Transformation, leaves: readonly Leaf[]): "down" | "up" {
  const climbs = groupsOf(optimizer, leaves).map(({ maximizes }) => maximizes);
  if (new Set(climbs).size > 1)
    throw new ParameterError(
      "the optimizer minimizes for some parameters and maximizes for others: no point is the best; take steps with init()",
    );
  return climbs[0] ? "up" : "down";
}
