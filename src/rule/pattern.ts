/** Patterns of paths: they choose parameters. */
import type { Option } from "../options/option.ts";

/** A pattern of paths by itself. */
export type PathPattern =
  | string
  | RegExp
  | (((path: string, shape: readonly number[]) => boolean) & {
      /** Shapes that it matches whatever the path, for explanations. */
      readonly shapes?: readonly (readonly number[])[];
    });

/**
 * Chooses parameters by their path: in a string, `*` stands for any characters, and a leading `*.` may also match nothing:
 * `*.bias` matches `layer1.bias` and `bias`. The segments of a path end at `.` or `/`, in patterns and in paths alike:
 * `*.kernel` and `dense/*` match `dense/kernel` too. A regular expression may match anywhere in the path; a function gets
 * the path and the shape and returns `true` or `false`.
 *
 * A pattern that matches no parameter is an error at `init`. For models that may not have such a parameter write
 * `{ pattern: "*.bias", optional: true }`.
 */
export type Pattern = PathPattern | { readonly pattern: PathPattern; readonly optional: boolean };

/** An invalid partition, a pattern that matches no parameter, a parameter that no pattern matches, or a value in a chain that is not an optimizer. */
export class PartitionError extends Error {
  override readonly name = "PartitionError";
}

/** Of any realm; an object can take on the name, but not the texts. */
const isRegExp = (value: unknown): value is RegExp =>
  Object.prototype.toString.call(value) === "[object RegExp]" &&
  typeof (value as RegExp).source === "string" &&
  typeof (value as RegExp).flags === "string";

const isPathPattern = (value: unknown): value is PathPattern =>
  typeof value === "string" || typeof value === "function" || isRegExp(value);

/** Whether a value is a pattern. */
export function isPattern(value: unknown): value is Pattern {
  if (isPathPattern(value)) return true;
  if (typeof value !== "object" || value === null) return false;
  if (value instanceof Selector) return true;
  const { pattern, optional } = value as { pattern?: unknown; optional?: unknown };
  return isPathPattern(pattern) && typeof optional === "boolean" && Object.keys(value).length === 2;
}

/** The option of a pattern. */
export const pattern: Option = {
  expected: (value) =>
    isPattern(value)
      ? undefined
      : 'a pattern: a path such as "*.bias", a regular expression, a function of path and shape, or { pattern, optional: true }',
};

type Test = (path: string, shape: readonly number[]) => boolean;

/** A pattern, read once: changing the user's object afterwards has no effect. */
export class Selector {
  readonly pattern: PathPattern;
  readonly optional: boolean;
  readonly matches: Test;

  constructor(given: Pattern) {
    const { pattern, optional } = isPathPattern(given) ? { pattern: given, optional: false } : given;
    this.pattern = pattern;
    this.optional = optional;
    this.matches = testOf(pattern);
  }

  /** As it was written. */
  get text(): string {
    const { pattern } = this;
    if (typeof pattern === "string") return pattern;
    return typeof pattern === "function" ? pattern.name || "function" : String(pattern);
  }
}

/** The selector of a pattern; a selector is returned as it is. */
export const selectorOf = (pattern: Pattern): Selector =>
  pattern instanceof Selector ? pattern : new Selector(pattern);

/** Whether a pattern chooses the parameter of this path. */
export const matches = (pattern: Pattern, path: string, shape: readonly number[]): boolean =>
  selectorOf(pattern).matches(path, shape);

function testOf(pattern: PathPattern): Test {
  if (typeof pattern === "function") {
    return (path, shape) => {
      const result: unknown = pattern(path, [...shape]);
      if (typeof result === "boolean") return result;
      throw new PartitionError(
        `the pattern ${pattern.name || "function"} must return true or false; got ${typeof result} for "${path}"`,
      );
    };
  }
  const expression =
    typeof pattern === "string"
      ? expressionOf(pattern)
      : new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
  return (path) => expression.test(path);
}

function expressionOf(pattern: string): RegExp {
  const isAnywhere = /^\*[./]/.test(pattern);
  const rest = (isAnywhere ? pattern.slice(2) : pattern).split("*").map((text) =>
    text
      .split(/[./]/)
      .map((literal) => literal.replace(/[*+?^${}()|[\]\\]/g, "\\$&"))
      .join("[./]"),
  );
  return new RegExp(`^${isAnywhere ? "(?:.*[./])?" : ""}${rest.join(".*")}$`, "s");
}
