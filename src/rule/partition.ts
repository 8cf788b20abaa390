/** Different parameters, different transformations: optax's `partition`, torch's parameter groups. */
import { Transformation } from "./transformation.ts";

/**
 * Chooses parameters by their path. In a string, `*` stands for any characters and a leading `*.` also for
 * nothing: `*.bias` matches `layer1.bias` and `bias`.
 */
export type Pattern = string | RegExp | ((path: string, shape: readonly number[]) => boolean);

/** What `partition` returns. */
export class Partition extends Transformation {
  readonly cases: readonly (readonly [Pattern, Transformation])[];

  constructor(cases: readonly (readonly [Pattern, Transformation])[]) {
    super();
    this.cases = cases;
  }
}

/**
 * Gives each parameter the transformation of the first pattern that matches its path. A parameter that no
 * pattern matches is an error when the optimizer is initialised; end with `"*"`.
 *
 * @example
 * const optimizer = partition([
 *   ["*.bias", sgd({ learningRate: 0.1 })],
 *   ["*", adamw({ learningRate: 3e-4 })],
 * ]);
 */
export const partition = (cases: readonly (readonly [Pattern, Transformation])[]): Transformation =>
  new Partition(cases);

/** Whether a pattern chooses the parameter of this path. */
export function matches(pattern: Pattern, path: string, shape: readonly number[]): boolean {
  if (typeof pattern === "function") return pattern(path, shape);
  if (pattern instanceof RegExp)
    return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, "")).test(path);
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const rest = pattern.startsWith("*.") ? pattern.slice(2) : pattern;
  const prefix = pattern.startsWith("*.") ? "(?:.*\\.)?" : "";
  return new RegExp(`^${prefix}${rest.split("*").map(literal).join(".*")}$`, "s").test(path);
}
