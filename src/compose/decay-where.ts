/** Weight decay for some parameters: the same optimizer, whose rules lack the term for all others. */
import { type Pattern, selectorOf } from "../rule/pattern.ts";
import { RuleInstance } from "../rule/rule.ts";
import { Chain, Partition, type Transformation } from "../rule/transformation.ts";

/** The chain, with `weightDecay` in its rules only for the parameters that the pattern matches. */
export const decayingWhere = (of: Chain, where: Pattern): Chain =>
  new Chain(
    of.links.map((link) => only(link, selectorOf(where))),
    of.maximizes,
    of.storesMoments,
  );

function only(of: Transformation, where: Pattern): Transformation {
  if (of instanceof Chain) return decayingWhere(of, where);
  if (of instanceof Partition) return of.with((inner) => only(inner, where));
  if (!Object.hasOwn(of.hyper, "weightDecay")) return of;
  const without = new RuleInstance(of.rule, of.hyper, { ...of, without: ["weightDecay"] });
  return new Partition(
    [
      [where, of],
      ["*", without],
    ],
    true,
  );
}

/** Whether any rule decays. */
export function hasDecay(of: Transformation): boolean {
  if (of instanceof RuleInstance) return (of.hyper.weightDecay ?? 0) !== 0;
  return of instanceof Chain ? of.links.some(hasDecay) : of.cases.some(([, inner]) => hasDecay(inner));
}
