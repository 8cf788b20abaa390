/** Newton's method in a trust region, with exact second derivatives. Nocedal, Wright: Numerical Optimization, 2006, chapter 4. */

import type { InitOptions } from "../descent/inputs.ts";
import { ParameterError } from "../descent/tree.ts";
import type { FormulaObjective } from "../minimize/formula.ts";
import { flag, positive } from "../options/kinds.ts";
import { HyperparameterError, reader } from "../rule/hyper.ts";
import type { ClosureDescent, Parts } from "./closure-descent.ts";
import { ClosureOptimizer } from "./closure-optimizer.ts";
import { hessianOf } from "./hessian.ts";
import { NewtonDescent } from "./newton-descent.ts";
import { Newton } from "./newton-method.ts";
import { searchWith } from "./searching.ts";

/** Options of `newton`. */
export interface NewtonOptions {
  /** Radius of the first step's trust region, in the parameters' units; default the norm of the start, 1 where that is 0. */
  readonly radius?: number | undefined;
  /** Whether to maximize the function; default false. */
  readonly maximize?: boolean | undefined;
}

const read = reader<NewtonOptions>("newton", { radius: positive, maximize: flag });

/** What `newton` returns: its descent has a `hessian`. */
export class NewtonOptimizer extends ClosureOptimizer<never> {
  override async init<const P>(params: P, options: InitOptions = {}): Promise<NewtonDescent<P>> {
    return this.initSync<P>(params, options);
  }

  override initSync<const P>(params: P, options: InitOptions = {}): NewtonDescent<P> {
    return super.initSync<P>(params, options) as NewtonDescent<P>;
  }

  protected override descentOf<P>(parts: Parts<P>): ClosureDescent<P, never> {
    return new NewtonDescent<P>(parts);
  }
}

/**
 * Newton's method with exact second derivatives: each step goes to the lowest point that the quadratic model has within a radius.
 *
 * Use it for small problems, up to some hundred parameters, where few evaluations and all digits matter. An indefinite Hessian is no harm: the lowest point is found exactly, by
 * the Hessian's eigenvalues.
 *
 * `minimize` takes it with a formula, `expression(...)` of `glissade/language`, whose second derivatives are exact. By hand: `descent.step(closure)`, where the closure
 * writes `descent.grads` and `descent.hessian` and returns the loss.
 *
 * Memory: 24 bytes a pair of parameters. A step takes the eigenvalues of one symmetric matrix, some 30 n^3 operations.
 *
 * @throws HyperparameterError for wrong options.
 * @example
 * const { x } = await minimize(expression("(1 - x)^2 + 100*(y - x^2)^2"), { x: -1.2, y: 1 }, { optimizer: newton() });
 * x.x.toFixed(9) // "1.000000000"
 */
export function newton(options: NewtonOptions = {}): NewtonOptimizer {
  const { radius, maximize = false } = read(options);
  const optimizer: NewtonOptimizer = new NewtonOptimizer({
    name: "newton",
    climbs: maximize,
    methodFor: ({ size }) => new Newton(size, radius, maximize),
    search: (fun, x0, tree, how) => {
      if (how.bounds)
        throw new HyperparameterError("minimize: newton has no bounds; take lbfgs(), or leave bounds out");
      const { formula } = fun as Partial<FormulaObjective>;
      if (!formula)
        throw new ParameterError(
          "newton needs exact second derivatives: give minimize a formula, expression(...) of glissade/language, whose names are the paths of x0; for a plain function take lbfgs()",
        );
      const write = hessianOf(formula, tree.leaves);
      return searchWith(optimizer, maximize, fun, x0, tree, how, undefined, (descent) =>
        write((descent as NewtonDescent<unknown>).hessian),
      );
    },
    explain: async (format) => (await import("./explain-newton.ts")).explainNewton(radius, format),
  });
  return optimizer;
}
