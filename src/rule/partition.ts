/** Different parameters, different transformations: optax's `partition`, torch's parameter groups. */
import type { Transformation } from "./transformation.ts";

/**
 * Chooses parameters by their path. In a string, `*` stands for any characters and a leading `*.` also for
 * nothing: `*.bias` matches `layer1.bias` and `bias`.
 */
export type Pattern = string | RegExp | ((path: string, shape: readonly number[]) => boolean);

/** A partition that is none, a parameter that none of its patterns matches, or a value in a chain that is no optimizer. */
export class PartitionError extends Error {
  override readonly name = "PartitionError";
}

/** Gives each parameter the transformation of the first pattern that matches its path. */
export class Partition {
  readonly cases: readonly (readonly [Pattern, Transformation])[];

  constructor(cases: readonly (readonly [Pattern, Transformation])[]) {
    this.cases = cases;
  }
}

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
