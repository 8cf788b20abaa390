/** The parts of a transformation. */

import { type Rule, RuleInstance } from "./rule.ts";
import { Chain, type Transformation } from "./transformation.ts";

/** A transformation and all within it, outer ones first. Uses an explicit stack: chains may be nested deeper than the engine's stack. */
export function partsOf(transformation: Transformation): Transformation[] {
  const parts: Transformation[] = [];
  const todo = [transformation];
  for (let of = todo.pop(); of; of = todo.pop()) {
    parts.push(of);
    const within =
      of instanceof RuleInstance ? [] : of instanceof Chain ? of.links : of.cases.map(([, inner]) => inner);
    for (const part of [...within].reverse()) todo.push(part);
  }
  return parts;
}

/** Whether an optimizer has a rule of a kind, for some parameters. */
export const hasRule = (optimizer: Transformation, isMeant: (rule: Rule) => boolean): boolean =>
  partsOf(optimizer).some((part) => part instanceof RuleInstance && isMeant(part.rule));
