/** Why an optimizer cannot take gradients of some rows of a tensor alone: what its rules reduce over all rows, or keep for all of them. */

import { meaningOf } from "../language/evaluate.ts";
import { firstStepRule } from "./first-step.ts";
import type { Link } from "./groups.ts";
import type { Kernel } from "./kernel.ts";
import type { Plan } from "./plan.ts";
import type { Scope } from "./scope.ts";
import { countInRow } from "./slices.ts";

/** The reason, beginning with the rule's name; undefined if there is none. */
export function rowRefusal(plan: Plan, group: number, index: number): string | undefined {
  const { links, tensors } = plan.groups[group]!;
  const tensor = tensors[index]!;
  const reaches = (scope: Scope | "global") => scope === "global" || countInRow(scope, tensor) === 0;
  const before = links.find(({ instance }) => instance.rule.before);
  if (plan.phases.before && before) return `${before.instance.rule.name} takes several gradients a step`;
  const begins = firstStepRule(plan, group);
  if (begins !== undefined)
    return `${begins} begins its states in the first step, in which all rows have to be`;
  const kept = plan.states.find(
    ({ scope, changes }) => changes.includes(group) && scope !== "uniform" && reaches(scope),
  );
  if (kept) {
    const { name, link } = kept.state;
    return `${link.instance.rule.name} keeps ${name} for all rows together`;
  }
  const whole = links.find(({ instance }) => instance.rule.matrices);
  if (whole) return `${whole.instance.rule.name} takes whole matrices`;
  const measured = new Set([...plan.measured.all, ...plan.measured.tensors]);
  for (const { host, passes } of plan.phases.step.stages) {
    for (const { kernel, results, group: of } of passes) {
      if (of !== group) continue;
      if (kernel.columns + kernel.columnReductions.length > 0)
        return `${links[0]!.instance.rule.name} reduces over columns`;
      for (const { symbol, extent, reduction } of results) {
        if (measured.has(symbol) || !reaches(extent)) continue;
        if (isZeroWithout(kernel, kernel.reductions[reduction]!.value)) continue;
        return `${ruleAt(links, symbol.name)} reduces parameters or states over all rows`;
      }
    }
    for (const { group: of, reductions } of host.slices)
      for (const { symbol, extent } of of === group ? reductions : [])
        if (reaches(extent)) return `${ruleAt(links, symbol.name)} reduces over all rows`;
  }
  return undefined;
}

/** The rule whose line a reduction stands in, by the name of its symbol. */
function ruleAt(links: readonly Link[], name: string): string {
  const place = name.slice(name.lastIndexOf("/") + 1);
  const found = links.filter(({ key }) => place.startsWith(`${key}.`));
  return (found.sort((a, b) => b.key.length - a.key.length)[0] ?? links[0]!).instance.rule.name;
}

/** Whether a value of a kernel follows from the gradient alone and is 0 where that is. */
function isZeroWithout({ values, roles }: Kernel, of: number): boolean {
  const isKnown = values.map(() => true);
  // Inputs of the whole step may have any value: two, that no rule has chosen.
  return [0.7, 1.3].every((input) => {
    const found: number[] = [];
    for (const [index, value] of values.entries()) {
      if (value.kind === "constant") found.push(value.value);
      else if (value.kind === "load") {
        isKnown[index] = roles[value.role] === "g";
        found.push(0);
      } else if (value.kind === "call") {
        isKnown[index] = value.args.every((arg) => isKnown[arg]);
        const [a = 0, b = 0, c = 0] = value.args.map((arg) => found[arg]!);
        found.push(meaningOf(value.op)!(a, b, c));
      } else {
        isKnown[index] = value.kind === "uniform";
        found.push(input);
      }
    }
    return isKnown[of] && found[of] === 0;
  });
}
