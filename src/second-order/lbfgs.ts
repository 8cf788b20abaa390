/**
 * L-BFGS: Newton's method with an inverse Hessian that the last steps tell. Liu, Nocedal: On the limited memory BFGS method for large scale optimization, Mathematical
 * Programming 45, 1989.
 */
import { choose } from "../compose/presets.ts";
import { HyperparameterError } from "../rule/hyper.ts";
import type { ProjectionBoxOptions } from "../transforms/projection-box.ts";
import { boxOf } from "./bounds.ts";
import { ClosureOptimizer } from "./closure-optimizer.ts";
import { lbfgsMethod } from "./lbfgs-forms.ts";
import { forms, type LbfgsOptions, readLbfgs } from "./lbfgs-options.ts";
import { searchWith } from "./searching.ts";

/**
 * Newton's method with an inverse Hessian that the last steps tell, and a line search that ends at a step with the strong Wolfe conditions.
 *
 * Use it for smooth functions whose whole gradient is computed at each call: fits, physics, small networks on all their data. With mini-batches take `adam`.
 *
 * A step evaluates the function several times, so it takes a closure: `descent.step(closure)`. `minimize(fun, x0, { optimizer: lbfgs() })` does that by
 * itself. It stands alone: it has no place in chains, partitions and wrappers. It computes in float64 on the host, with the same bits on every engine.
 *
 * Bounds are kept by an active set: a parameter on its bound is held while the gradient presses it against the bound, and released when the gradient turns. The
 * recursion and the line search are those of the others; a direction that would leave the box ends on it.
 *
 * `like`: the default form searches as Moré and Thuente, as most programs do; a step is one iteration. `"optax"` has the zoom search of `optax.lbfgs`, keeps every pair and
 * takes a step in any case. `"torch"` is `torch.optim.LBFGS`: a step is up to `maxIter` iterations, and there is no line search unless `linesearch: "strongWolfe"`.
 *
 * Memory: 16 bytes a parameter and remembered step in float64, 8 in float32, and a dozen vectors in float64.
 *
 * @throws HyperparameterError for wrong options.
 * @example
 * const bowl = ({ x }: { x: Float64Array }, gradient: { x: Float64Array }) => {
 *   for (const [i, value] of x.entries()) gradient.x[i] = 2 * (i + 1) * value;
 *   return x.reduce((sum, value, i) => sum + (i + 1) * value ** 2, 0);
 * };
 * const { x } = await minimize(bowl, { x: [3, -2, 1] }, { optimizer: lbfgs(), tolerance: 1e-10 });
 */
export function lbfgs(options: LbfgsOptions = {}): ClosureOptimizer<"learningRate"> {
  const given = readLbfgs(options);
  const settings: LbfgsOptions = { ...choose<LbfgsOptions>(forms, given.like), ...given };
  const { learningRate = 1, maximize = false, c1, c2, bounds } = settings;
  if (c1! >= c2!) throw new HyperparameterError(`lbfgs: c1 must be below c2; got ${c1} and ${c2}`);
  const optimizer: ClosureOptimizer<"learningRate"> = new ClosureOptimizer({
    name: "lbfgs",
    learningRate,
    climbs: maximize,
    methodFor: (space, leaves) => lbfgsMethod(settings, space, bounds && boxOf("lbfgs", bounds, leaves)),
    search: (fun, x0, tree, how) => {
      const of = how.bounds ? lbfgs({ ...given, bounds: boundsFor(given, how.bounds) }) : optimizer;
      const limits = how.bounds ?? bounds;
      return searchWith(of, maximize, fun, x0, tree, how, limits && boxOf("minimize", limits, tree.leaves));
    },
    explain: async (format, dtype) =>
      (await import("./explain-lbfgs.ts")).explainLbfgs(settings, format, dtype),
  });
  return optimizer;
}

function boundsFor({ bounds, like }: LbfgsOptions, given: ProjectionBoxOptions): ProjectionBoxOptions {
  if (bounds) throw new HyperparameterError("minimize: bounds are given here and to lbfgs; give them once");
  if (like)
    throw new HyperparameterError(
      `minimize: bounds need the default form of lbfgs; got like: "${like}", whose library has none`,
    );
  return given;
}
