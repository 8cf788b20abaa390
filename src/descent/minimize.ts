/** Minimisation of a plain function: an optimizer, a loop and a test for the end. */
import { numberIn } from "../options/interval.ts";
import { anything, callback, whole } from "../options/kinds.ts";
import { argumentOf, readerOf, required } from "../options/option.ts";
import { partsOf } from "../rule/parts.ts";
import { type Rule, RuleInstance } from "../rule/rule.ts";
import { type Transformation, transformation } from "../rule/transformation.ts";
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

const read = readerOf<MinimizeOptions>("minimize", {
  optimizer: required(transformation),
  steps: whole(0),
  tolerance: numberIn("[0, inf]"),
  device: anything,
});
const readFunction = argumentOf("minimize", "fun", callback("a function of x and its gradient"));

/** What `minimize` found. */
export interface Minimum<P> {
  /**
   * The last point, with the structure of the start: the parameters to evaluate with, `descent.evalParams()`, where the
   * optimizer has others than those it trains, such as averages.
   */
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

/** A point's value and the Euclidean norm of the gradient there. */
type Found = Pick<Minimum<unknown>, "value" | "gradNorm">;

/**
 * Minimises a function from a starting point. Optimizers that read the loss get the function's value; those that take two
 * gradients a step, such as `sam`, get both. Where the optimizer has other parameters to evaluate with than those it
 * trains, the result is those, and the gradient must be small there too.
 *
 * @param fun - returns the value at `x` and writes the gradient into its second argument, all of it at every call.
 * @param x0 - the start: as `init` takes it. Number arrays and numbers are optimised in float64.
 * @throws OptionError for options that make no sense; whatever `fun` throws.
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
  options: MinimizeOptions,
): Promise<Minimum<P>> {
  const { optimizer, steps = 1000, tolerance = 0, device = "auto" } = read(options);
  readFunction(fun);
  const descent = await Descent.create<P>(optimizer, x0, { device });
  try {
    const { params, grads } = descent;
    const look = (x: Live<P>): Found => {
      const value = fun(x, grads);
      if (typeof value !== "number") {
        throw new ParameterError(`the function must return a number, its value at x; got ${typeof value}`);
      }
      return { value, gradNorm: normOf(leavesOf(grads).map(({ values }) => values)) };
    };
    const advance = advancing(descent, optimizer);
    const hasOthers = hasRule(optimizer, ({ evaluation }) => evaluation !== undefined);
    let isHalfway = false;
    for (;;) {
      const here = look(params);
      const isLast = !areFinite(here) || descent.count + descent.skipped >= steps;
      if (isLast || (!isHalfway && here.gradNorm <= tolerance)) {
        const x = hasOthers ? await descent.evalParams() : copyOf(params);
        const found = hasOthers ? look(x) : here;
        const isSmall = found.gradNorm <= tolerance;
        const status = !(areFinite(here) && areFinite(found)) ? "notFinite" : isSmall ? "converged" : "steps";
        if (isLast || isSmall) return { x, ...found, steps: descent.count, status };
        // An average is not yet where the parameters are, and the gradient is now its own.
        look(params);
      }
      isHalfway = advance(here.value);
    }
  } finally {
    descent.dispose();
  }
}

/**
 * A function that takes the loss at the parameters and uses the gradient there, which stands in `descent.grads`: for a
 * step, or for the first half of a step that takes two gradients. It returns whether the second is wanted next, at the
 * place where the parameters have moved to; its loss is not used.
 */
export function advancing<P>(descent: Descent<P>, optimizer: Transformation): (loss?: number) => boolean {
  const takesTwo = hasRule(optimizer, ({ before }) => before !== undefined && before.every === undefined);
  let isHalfway = false;
  let lossOfStep: number | undefined;
  return (loss) => {
    if (!isHalfway) lossOfStep = loss;
    if (takesTwo && !isHalfway) descent.perturb();
    else descent.step(undefined, { loss: lossOfStep });
    isHalfway = takesTwo && descent.pending > 0;
    return isHalfway;
  };
}

/** Whether an optimizer has a rule of a kind, for some parameters. */
const hasRule = (of: Transformation, isMeant: (rule: Rule) => boolean): boolean =>
  partsOf(of).some((part) => part instanceof RuleInstance && isMeant(part.rule));

const areFinite = ({ value, gradNorm }: Found) => Number.isFinite(value) && Number.isFinite(gradNorm);

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
