/**
 * Forms of libraries with one count of steps for all parameters: it goes on for a parameter that has no gradient. In all others
 * a parameter counts the steps that it takes part in.
 */
import { RuleInstance } from "../rule/rule.ts";
import { Chain, type Transformation } from "../rule/transformation.ts";
import { Optimizer } from "./optimizer.ts";

/** The optimizer of a form: under one count where it is that of Keras, which has `iterations`, or of optax, which has `count`. */
export const countedAs = <H extends string, S extends string>(
  like: unknown,
  made: Optimizer<H, S>,
): Optimizer<H, S> =>
  like === "keras" || like === "optax"
    ? new Optimizer<H, S>(made.links.map(underOneCount), made.maximizes, made.storesMoments)
    : made;

function underOneCount(of: Transformation): Transformation {
  if (of instanceof Chain) return new Chain(of.links.map(underOneCount), of.maximizes, of.storesMoments);
  if (of instanceof RuleInstance) return new RuleInstance(of.rule, of.hyper, { ...of, hasOneCount: true });
  return of.with(underOneCount);
}
