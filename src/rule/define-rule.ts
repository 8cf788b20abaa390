/** Declares rules: from a definition to a function that makes instances. The texts are read by read-rule.ts, once and late. */
import type { Option } from "../options/option.ts";
import { checkDefinition } from "./definition.ts";
import { boundsOf, checkHyper, type Hyper, reader, schedulable } from "./hyper.ts";
import { readRule } from "./read-rule.ts";
import { type Rule, type RuleDefinition, RuleInstance } from "./rule.ts";

/** Hyperparameters given by the user; the others keep their defaults. */
export type Overrides<H extends string> = { readonly [K in H]?: Hyper | undefined };

/** What hyperparameters of a rule may be, by name. */
export type HyperOptions<H extends string> = { readonly [K in H]: Option };

/** Makes instances of a rule from overrides of its hyperparameters; `options` says what they may be. */
export type RuleMaker<H extends string, Made, Given = Overrides<H>> = ((overrides?: Given) => Made) & {
  readonly options: HyperOptions<H>;
};

/**
 * Declares a rule of the library itself, whose definition a test checks: its options are read now, its texts when they are first needed.
 *
 * @returns a function from overrides of hyperparameters to an instance of the rule, and `check`, which reads the texts.
 */
export function declareRule<
  const H extends string = never,
  const S extends string = never,
  const Text extends string = string,
>(
  definition: RuleDefinition<H, S, Text>,
): RuleMaker<H, RuleInstance> & {
  /** @throws RuleSyntaxError with line and caret. */
  check(): Rule;
} {
  const hyper: Readonly<Record<string, number>> = Object.freeze({ ...definition.hyper });
  const bounds = new Map(
    Object.keys(hyper).map((key) => [key, boundsOf(key, definition.bounds?.[key as H])]),
  );
  for (const [key, value] of Object.entries(hyper)) checkHyper(key, value, bounds.get(key)!);
  const options = Object.fromEntries([...bounds].map(([key, interval]) => [key, schedulable(interval)]));
  const read = reader<Record<string, Hyper>>(definition.name, options);
  let rule: Rule | undefined;
  const check = (): Rule => (rule ??= readRule(definition, hyper, bounds));
  const make = (overrides?: Overrides<H>) =>
    new RuleInstance(check(), read(overrides as Record<string, Hyper> | undefined));
  return Object.assign(make, { options: options as HyperOptions<H>, check });
}

/**
 * Declares a rule and checks all of its definition.
 *
 * @param isOfMatrices - whether it may be one of whole matrices: what those need is loaded.
 * @throws RuleSyntaxError with line and caret; HyperparameterError from the returned function.
 */
export function defineRule<
  const H extends string = never,
  const S extends string = never,
  const Text extends string = string,
>(definition: RuleDefinition<H, S, Text>, isOfMatrices = false): RuleMaker<H, RuleInstance> {
  checkDefinition(definition, isOfMatrices);
  const make = declareRule(definition);
  make.check();
  return make;
}
