/** Bounds of single elements, as users give them: trees of numbers, which are copied. */
import { leavesOf, ParameterError } from "../descent/tree.ts";
import type { Option } from "../options/option.ts";
import { type Hyper, HyperparameterError } from "../rule/hyper.ts";
import { type ElementBounds, RuleInstance } from "../rule/rule.ts";
import { Optimizer } from "./optimizer.ts";

/** A bound: one number for all parameters, or a tree with bounds for some of them: one number, or an array with one number per element. */
export type Bound =
  | Hyper
  | readonly unknown[]
  | Float32Array
  | Float64Array
  | { readonly [key: string]: unknown };

/** The option of a bound. The leaves of a tree are checked later, with their paths. */
export const bound: Option = {
  expected: (value) =>
    ["number", "function"].includes(typeof value) && !Number.isNaN(value)
      ? undefined
      : typeof value === "object" && value !== null
        ? undefined
        : "a number, a schedule, or a tree with the paths of parameters",
};

/** Whether a bound is the same for all parameters. */
export const isOne = (bound: Bound): bound is Hyper => typeof bound !== "object" || bound === null;

/**
 * An optimizer of one rule, with these bounds for each element.
 *
 * @throws ParameterError if a leaf is NaN or not a number; HyperparameterError for a schedule beside a tree.
 */
export function withBounds({ links }: Optimizer, min: Bound, max: Bound): Optimizer {
  const { rule } = links[0] as RuleInstance;
  const bounds = {
    min: boundsOf(`${rule.name}: min`, min, Number.NEGATIVE_INFINITY),
    max: boundsOf(`${rule.name}: max`, max, Number.POSITIVE_INFINITY),
  };
  return new Optimizer([new RuleInstance(rule, {}, { box: bounds })]);
}

/** A bound that no number meets is none. */
const isBound = (value: number, free: number): boolean => !Number.isNaN(value) && value !== -free;

/** `free` is the bound of parameters that a tree leaves out. */
function boundsOf(name: string, bound: Bound, free: number): ElementBounds {
  if (isOne(bound)) {
    if (typeof bound === "number" && isBound(bound, free)) return { at: new Map(), rest: bound };
    const given = typeof bound === "function" ? "a schedule" : String(bound);
    throw new HyperparameterError(
      `${name} must be a number or a tree, since the other bound is a tree; got ${given}`,
    );
  }
  const leaves = leavesIn(name, bound).map(({ path, shape, values }) => {
    const copy = Float64Array.from(values);
    const wrong = copy.find((value) => !isBound(value, free));
    if (wrong !== undefined)
      throw new ParameterError(`${name} at "${path}" must be numbers, or ${free}; got ${wrong}`);
    return [path, { shape, values: copy }] as const;
  });
  return { at: new Map(leaves), rest: free };
}

/** The leaves of a bound; errors name the bound. */
function leavesIn(name: string, bound: Bound): ReturnType<typeof leavesOf> {
  try {
    return leavesOf(bound);
  } catch (error) {
    throw error instanceof ParameterError ? new ParameterError(`${name}: ${error.message}`) : error;
  }
}
