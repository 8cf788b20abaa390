/**
 * A rule whose options change a line or two: the text is written whole, and each option as the lines that take the place of
 * others. The compiler checks the names of both where they are written.
 */
import type { RuleMaker } from "../rule/define-rule.ts";
import type { RuleDefinition } from "../rule/rule.ts";
import { type CheckedVariant, changed, type NamesOf, type Variant } from "../rule/variant.ts";
import type { Optimizer } from "./optimizer.ts";
import { rule } from "./rule.ts";

/** A rule and what its options make of it. */
export interface Variants<Hyper extends string, Known extends string> {
  /** Declares what an option changes. A hyperparameter takes the place of the line that assigns its name. */
  variant<const H extends string = never, const S extends string = never, const Text extends string = string>(
    change: CheckedVariant<H, S, Text, Known>,
  ): Variant;
  /** The rule with these changes, one after the other. */
  with(...changes: readonly (Variant | false | undefined)[]): RuleMaker<Hyper, Optimizer<Hyper>>;
}

/**
 * Declares a rule that has variants.
 *
 * @example
 * const momentum = variants({ name: "sgd", hyper: { b: 0.9 }, state: { m: 0 }, text: "m = b*m + g\n u = m" });
 * const nesterov = momentum.variant({ text: "u = b*m + g" });
 * const optimizer = momentum.with(nesterov)({ b: 0.8 });
 */
export function variants<
  const H extends string = never,
  const S extends string = never,
  const Text extends string = string,
>(definition: RuleDefinition<H, S, Text>): Variants<H, NamesOf<H, S, Text>> {
  const base: RuleDefinition<string, string, string> = definition;
  return {
    variant: (change) => change,
    with: (...changes) =>
      rule(changes.filter((change) => !!change).reduce(changed, base)) as RuleMaker<H, Optimizer<H>>,
  };
}
