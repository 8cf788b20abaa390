/** Weight decay for some parameters: the same optimizer, whose rules lack the term for all others. */
import { Chain } from "../rule/chain.ts";
import { Partition, type Pattern } from "../rule/partition.ts";
import { selectorOf } from "../rule/pattern.ts";
import { RuleInstance } from "../rule/rule.ts";
import type { Transformation } from "../rule/transformation.ts";
import { Optimizer } from "./optimizer.ts";

/** Which parameters decay. */
export interface DecayOptions {
  /** Which parameters decay, a pattern of their paths as in `partition`; all without it. */
  readonly where?: Pattern | undefined;
}

/** The optimizer whose rules have their `weightDecay` for the parameters that the pattern matches alone. */
export const decayingWhere = (optimizer: Optimizer, where: Pattern | undefined): Optimizer =>
  where === undefined ? optimizer : new Optimizer([only(selectorOf(where), optimizer)], optimizer.maximizes);

function only(where: Pattern, of: Transformation): Transformation {
  if (of instanceof Chain)
    return new Chain(
      of.links.map((link) => only(where, link)),
      of.maximizes,
    );
  if (of instanceof Partition)
    return new Partition(
      of.cases.map(([pattern, inner]) => [pattern, only(where, inner)]),
      of.isShared,
    );
  if (!Object.hasOwn(of.hyper, "weightDecay")) return of;
  const without = new RuleInstance(of.rule, of.hyper, ["weightDecay"]);
  return new Partition(
    [
      [where, of],
      ["*", without],
    ],
    true,
  );
}
