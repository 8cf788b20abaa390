/** What a rule of whole matrices is declared with. */
import type { GradientSide } from "../language/matrix-shapes.ts";
import type { CheckedMatrices } from "../language/names.ts";
import type { RuleDefinition } from "./rule.ts";

/** What `matrixRule` takes. */
export interface MatrixRuleDefinition<H extends string, S extends string, Text extends string>
  extends Omit<
    RuleDefinition<H, S, string>,
    | "text"
    | "matrices"
    | "squares"
    | "thin"
    | "before"
    | "every"
    | "flush"
    | "estimate"
    | "project"
    | "declined"
    | "lossScale"
  > {
  /** The equations. */
  readonly text: Text & CheckedMatrices<Text, H, S>;
  /** Whether a matrix with more rows than columns comes as its transpose, and `u` goes out as that; default false. */
  readonly wide?: boolean | undefined;
  /** The same for one with fewer rows than columns; default false. */
  readonly tall?: boolean | undefined;
  /**
   * States that are square matrices, with as many rows and columns as the gradient has `"rows"` or `"columns"`; others are as large as
   * the gradient. The lines with products assign them.
   */
  readonly squares?: Readonly<Partial<Record<NoInfer<S>, GradientSide>>> | undefined;
  /** States with as many rows as the gradient has `"rows"` or `"columns"`, and `rank` columns. The same holds of them. */
  readonly thin?: Readonly<Partial<Record<NoInfer<S>, GradientSide>>> | undefined;
}
