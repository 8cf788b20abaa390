/** Minimisation of a plain function: an optimizer, a loop and a test for the end. */
import type { Transformation } from "../rule/transformation.ts";
import { Descent } from "./descent.ts";
import type { Device } from "./device.ts";
import { type Live, leavesOf, ParameterError, viewsLike } from "./tree.ts";

/** Options of `minimize`. */
export interface MinimizeOptions {
  readonly optimizer: Transformation;
  /** The most steps to take, those that the optimizer declines included; default 1000. */
  readonly steps?: number;
  /** The Euclidean norm of the gradient at which to stop; default 0: only at an exact stationary point. */
  readonly tolerance?: number;
  readonly device?: Device;
}

/** What `minimize` found. */
export interface Minimum<P> {
  /** The last point, with the structure of the start. */
  readonly x: Live<P>;
  /** The function's value there. */
  readonly value: number;
  /** Euclidean norm of the gradient there. */
  readonly gradNorm: number;
  /** Steps taken. */
  readonly steps: number;
  /** Why it ended: the gradient is small enough, the steps are used up, or value or gradient is not finite. */
  readonly status: "converged" | "steps" | "notFinite";
}

/**
 * Minimises a function from a starting point.
 *
 * @param fun - returns the value at `x` and writes the gradient into its second argument, all of it at every call.
 * @param x0 - the start: as `init` takes it. Number arrays and numbers are optimised in float64.
 * @throws ParameterError for steps or a tolerance that make no sense; whatever `fun` throws.
 * @example
 * const parabola = (x: Float64Array, gradient: Float64Array) => {
 *   gradient[0] = 2 * (x[0]! - 3);
 *   return (x[0]! - 3) ** 2;
 * };
 * const { x } = await minimize(parabola, [0], { optimizer: sgd({ learningRate: 0.1 }), steps: 200 });
 */
export async function minimize<const P>(
  fun: (x: Live<P>, gradient: Live<P>) => number,
  x0: P,
  { optimizer, steps = 1000, tolerance = 0, device = "auto" }: MinimizeOptions,
): Promise<Minimum<P>> {
  if (!(Number.isInteger(steps) && steps >= 0))
    throw new ParameterError(`steps must be a whole number; got ${steps}`);
  if (!(tolerance >= 0)) throw new ParameterError(`tolerance must be 0 or more; got ${tolerance}`);
  const descent = await Descent.create<P>(optimizer, x0, { device });
  try {
    const gradients = leavesOf(descent.grads).map(({ values }) => values);
    for (;;) {
      const value = fun(descent.params, descent.grads);
      if (typeof value !== "number") {
        throw new ParameterError(`the function must return a number, its value at x; got ${typeof value}`);
      }
      const gradNorm = normOf(gradients);
      const finite = Number.isFinite(value) && Number.isFinite(gradNorm);
      if (!finite || gradNorm <= tolerance || descent.count + descent.skipped >= steps) {
        const status = !finite ? "notFinite" : gradNorm <= tolerance ? "converged" : "steps";
        return { x: copyOf(descent.params), value, gradNorm, steps: descent.count, status };
      }
      descent.step();
    }
  } finally {
    descent.dispose();
  }
}

/** Euclidean norm, scaled so that no square overflows. */
function normOf(gradients: readonly ArrayLike<number>[]): number {
  let largest = 0;
  for (const gradient of gradients) {
    for (let i = 0; i < gradient.length; i++) largest = Math.max(largest, Math.abs(gradient[i]!));
  }
  if (!(largest > 0 && largest < Infinity)) return largest;
  let sum = 0;
  for (const gradient of gradients)
    for (let i = 0; i < gradient.length; i++) sum += (gradient[i]! / largest) ** 2;
  return largest * Math.sqrt(sum);
}

/** The tree with its own arrays. */
function copyOf<P>(params: P): P {
  const copies = new Map(leavesOf(params).map(({ path, values, dtype }) => [path, arrayOf(dtype, values)]));
  return viewsLike(params, (path) => copies.get(path)) as P;
}

const arrayOf = (dtype: "float32" | "float64", values: ArrayLike<number>) =>
  dtype === "float32" ? Float32Array.from(values) : Float64Array.from(values);
