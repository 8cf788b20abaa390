/** Minimisation of a plain function: an optimizer, a loop and stopping rules. */
import { readTree } from "../descent/tree.ts";
import type { Expression } from "../language/expression.ts";
import { callback } from "../options/kinds.ts";
import { argumentOf, OptionError, readerOf } from "../options/option.ts";
import { searchFrom } from "./begin.ts";
import { isFormula, objectiveOf } from "./formula.ts";
import type { Minimum, OnStep } from "./minimum.ts";
import type { Objective } from "./objective.ts";
import { declared, type MinimizeOptions } from "./options.ts";
import { limitsOf } from "./tolerance.ts";

const read = readerOf<MinimizeOptions>("minimize", declared);

const readFunction = argumentOf(
  "minimize",
  "fun",
  callback("a function of x and its gradient, or an expression() of glissade/language"),
);

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
 *   change both arguments. Or a formula, `expression(...)` of `glissade/language`, whose names are the paths of the parameters: its gradient is
 *   exact, and `newton` needs one.
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
/** The same for a formula. */
export async function minimize<
  N extends string,
  V extends string,
  const P extends { readonly [K in N]: unknown },
>(fun: Expression<N, V>, x0: P, options: MinimizeOptions<NoInfer<P>>): Promise<Minimum<P>>;
export async function minimize<const P>(
  fun: Objective<P> | Expression<string, string>,
  x0: P,
  options: MinimizeOptions,
): Promise<Minimum<P>> {
  if (!isFormula(fun)) readFunction(fun);
  const settings = read(options);
  if (isFormula(fun) && settings.gradient)
    throw new OptionError("minimize: a formula has exact derivatives; leave gradient out");
  const { steps = 1000, tolerance, onStep } = settings;
  const limits = limitsOf(tolerance);
  const tree = readTree(x0);
  const objective = isFormula(fun) ? objectiveOf<P>(fun, tree) : fun;
  const search = await searchFrom<P>(objective, x0, tree, settings);
  try {
    return await search.until(limits, steps, onStep as OnStep<P> | undefined);
  } finally {
    search.dispose();
  }
}
