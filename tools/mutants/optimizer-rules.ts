/** The rules inside an optimizer, and the optimizer with one of them replaced. */

import { type Rule, RuleInstance } from "../../src/rule/rule.ts";
import { Chain, Partition, type Transformation } from "../../src/rule/transformation.ts";

/** Equal for rules of the same equations and initial values; defaults of hyperparameters do not count. */
export const identityOf = ({ name, text, hyper, state, before, flush = [], projection }: Rule): string => {
  const others = [...(before?.lines ?? []), ...flush, ...(projection ? [projection] : [])];
  const lines = [...text.split("\n"), ...others.map((line) => line.text)].map((line) => line.trim());
  const initials = Object.entries(state).map(([key, initial]) => `${key}: ${initial.text}`);
  return [name, ...Object.keys(hyper), ...initials, ...lines].filter(Boolean).join("\n");
};

/** The optimizer with `map` applied to its rules. */
export function mapRules(of: Transformation, map: (instance: RuleInstance) => RuleInstance): Transformation {
  if (of instanceof RuleInstance) {
    const { rule, hyper } = map(of);
    return new RuleInstance(rule, hyper, of);
  }
  if (of instanceof Chain)
    return new Chain(
      of.links.map((link) => mapRules(link, map)),
      of.maximizes,
    );
  if (of instanceof Partition) return of.with((inner) => mapRules(inner, map));
  throw new TypeError(`unknown transformation ${(of as object).constructor.name}; mapRules must learn it`);
}

/** Its rules, each once. */
export function rulesOf(of: Transformation): Rule[] {
  const found = new Map<string, Rule>();
  mapRules(of, (instance) => {
    found.set(identityOf(instance.rule), instance.rule);
    return instance;
  });
  return [...found.values()];
}
