/** The option of optimizers with moments: how these are stored. */
import { oneOf } from "../options/kinds.ts";
import { HyperparameterError } from "../rule/hyper.ts";
import { partsOf } from "../rule/parts.ts";
import { RuleInstance } from "../rule/rule.ts";
import type { MomentsStorage, Transformation } from "../rule/transformation.ts";

/** The option of optimizers with moments. */
export interface MomentsOptions {
  /**
   * How moments are stored; without it as numbers of the parameters' type. `"bf16"`, for float32 parameters: in 2 bytes each, with 8
   * significant bits, rounded up or down by chance. `"q8"`, for rules that divide a first moment by the root of a second one, as Adam's:
   * in 1 byte each, that root and the quotient.
   */
  readonly moments?: MomentsStorage | undefined;
}

/** What it may be. */
export const momentsOption = { moments: oneOf("bf16", "q8") };

/** Checks that rules have moments, and such as can be stored so. @throws HyperparameterError with the name of the optimizer */
export function checkMoments(name: string, of: Transformation, storage: MomentsStorage): void {
  const rules = partsOf(of).flatMap((part) => (part instanceof RuleInstance ? [part.rule] : []));
  const having = rules.filter(({ moments }) => Object.keys(moments).length > 0);
  if (having.length === 0)
    throw new HyperparameterError(`${name}: this form has no moments to store as "${storage}"; leave it out`);
  const other = having.find(({ moments, ratio }) => Object.keys(moments).length !== ratio?.length);
  if (storage === "q8" && other)
    throw new HyperparameterError(
      `${name}: moments "q8" stores a first moment as its share of the root of a second one, and the rule ${other.name} does not divide them so; take "bf16"`,
    );
}
