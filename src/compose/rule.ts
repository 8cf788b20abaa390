/** Optimizers from equations. */
import { defineRule, type Overrides, type RuleDefinition } from "../rule/rule.ts";
import { Optimizer } from "./optimizer.ts";

/**
 * Declares a rule.
 *
 * In the text, `g` is the incoming update (the gradient, for the first rule of a chain), `p` the parameter, `t`
 * the step counted from 1, `u` the outgoing update; states and hyperparameters have their declared names. A name
 * keeps its old value until its line assigns it. Every state and `u` must be assigned. A line `accept = ...`, a
 * comparison that is the same for all tensors, decides whether the step is taken at all.
 *
 * @returns a function from overrides of hyperparameters to a transformation.
 * @throws RuleSyntaxError with line and caret; HyperparameterError from the returned function.
 * @example
 * const signSgd = rule({ name: "signSgd", text: "u = sign(g)" });
 * const optimizer = chain(signSgd(), scaleByLearningRate(0.01));
 */
export function rule<
  const H extends string = never,
  const S extends string = never,
  const Text extends string = string,
>(definition: RuleDefinition<H, S, Text>): (overrides?: Overrides<H>) => Optimizer {
  const make = defineRule(definition);
  return (overrides) => new Optimizer([make(overrides)]);
}
