/**
 * What optimizers may ask of a step beyond an update, and what not: one decision whether to take it, one rule that
 * takes several gradients. Loaded with the first optimizer that asks for either.
 */
import type { Expansion } from "./expand.ts";
import type { Group, Link } from "./groups.ts";
import type { Rates } from "./kernel.ts";

/** A rule that asks for something that cannot be planned. */
export class PlanError extends Error {
  override readonly name = "PlanError";
}

/** The rule that takes several gradients a step, if there is one. */
export function linkBefore(groups: readonly Group[]): Link | undefined {
  const found = groups.map(({ links }) => links.filter(({ instance }) => instance.rule.before));
  const links = new Set(found.flat().map(({ key }) => key));
  if (links.size > 1 || (links.size === 1 && found.some(({ length }) => length === 0))) {
    const names = found.flat().map(({ instance }) => instance.rule.name);
    throw new PlanError(
      `${[...new Set(names)].join(", ")}: one rule that takes several gradients a step, and for all parameters`,
    );
  }
  return found[0]?.[0];
}

/** @throws PlanError where a decision about the step is not the same for all tensors. */
export function checkAccepts({ phases }: Expansion, { scopeOf }: Rates): void {
  for (const { link, node } of phases.flatMap(({ accepts }) => accepts)) {
    if (scopeOf(node) === "uniform") continue;
    throw new PlanError(
      `${link.instance.rule.name}: "accept" must be one decision for the whole step; use reductions such as globalFinite(g)`,
    );
  }
}
