/** Different parameters, different transformations: optax's `partition`, torch's parameter groups. */
import type { Option } from "../options/option.ts";
import type { Transformation } from "./transformation.ts";

/**
 * Chooses parameters by their path. In a string, `*` stands for any characters and a leading `*.` also for
 * nothing: `*.bias` matches `layer1.bias` and `bias`.
 */
export type Pattern =
  | string
  | RegExp
  | (((path: string, shape: readonly number[]) => boolean) & {
      /** Shapes that it matches whatever the path, for explanations. */
      readonly shapes?: readonly (readonly number[])[];
    });

/** A partition that is none, a parameter that none of its patterns matches, or a value in a chain that is no optimizer. */
export class PartitionError extends Error {
  override readonly name = "PartitionError";
}

/** The transformation of a parameter, the pattern that chose it, and the place of the two in the partition. */
export interface Choice {
  readonly index: number;
  readonly pattern: string;
  readonly chosen: Transformation;
}

/** Gives each parameter the transformation of the first pattern that matches its path. */
export class Partition {
  readonly cases: readonly (readonly [Pattern, Transformation])[];
  /** Whether all cases are one rule, some without a term: its states and sums over all tensors are then shared. */
  readonly isShared: boolean;

  constructor(cases: readonly (readonly [Pattern, Transformation])[], isShared = false) {
    this.cases = cases;
    this.isShared = isShared;
  }

  /** @throws PartitionError where no pattern matches. */
  choose(path: string, shape: readonly number[]): Choice {
    const index = this.cases.findIndex(([pattern]) => matches(pattern, path, shape));
    const found = this.cases[index];
    if (!found) {
      const patterns = this.cases.map(([pattern]) => show(pattern)).join(", ") || "none";
      throw new PartitionError(
        `no pattern of the partition matches "${path}"; patterns: ${patterns}; end with "*" to match the rest`,
      );
    }
    return { index, pattern: show(found[0]), chosen: found[1] };
  }
}

const show = (pattern: Pattern): string =>
  typeof pattern === "string"
    ? pattern
    : typeof pattern === "function"
      ? pattern.name || "function"
      : String(pattern);

/** The option of a pattern. */
export const pattern: Option = {
  expected: (value) =>
    isPattern(value)
      ? undefined
      : 'a pattern: a path such as "*.bias", a regular expression, or a function of path and shape',
};

/** Whether a value is a pattern. */
export const isPattern = (value: unknown): value is Pattern =>
  typeof value === "string" || typeof value === "function" || value instanceof RegExp;

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
