/** Parts of a sum, each under conditions: kept apart, so that what a condition shuts out is never computed with. */
import type { Algebra } from "./algebra.ts";
import type { Node } from "./graph.ts";

/** A condition, and whether it must hold. */
export interface Guard {
  readonly condition: Node;
  readonly holds: boolean;
}

/** A value that counts where all its guards are as they must be. */
export interface Part {
  readonly guards: readonly Guard[];
  readonly value: Node;
  /** Where in the text it comes from: sums keep the order of the text. */
  readonly at: number;
}

/** Guards that hold where both do; undefined where they contradict each other. */
export function both(a: readonly Guard[], b: readonly Guard[]): readonly Guard[] | undefined {
  const all = [...a];
  for (const guard of b) {
    const same = all.find(({ condition }) => condition === guard.condition);
    if (!same) all.push(guard);
    else if (same.holds !== guard.holds) return undefined;
  }
  return all;
}

const keyOf = (guards: readonly Guard[]): string =>
  guards.map(({ condition, holds }) => (holds ? "" : "!") + condition.id).join();

/** Parts in the order of the text, with the values under equal guards added up. */
export function merge(algebra: Algebra, parts: readonly Part[]): Part[] {
  if (parts.length === 1) return [...parts];
  const groups = new Map<string, { first: Part; values: Node[] }>();
  for (const part of [...parts].sort((a, b) => a.at - b.at)) {
    const key = keyOf(part.guards);
    const group = groups.get(key);
    if (group) group.values.push(part.value);
    else groups.set(key, { first: part, values: [part.value] });
  }
  return [...groups.values()].map(({ first, values }) => ({ ...first, value: algebra.sum(values) }));
}

/** The sum of all parts as one expression: `where` for each condition. */
export function assemble(algebra: Algebra, parts: readonly Part[]): Node {
  const terms = new Map<Node, { holds: Part[]; fails: Part[] } | undefined>();
  for (const part of parts) {
    const [guard, ...guards] = part.guards;
    if (!guard) {
      terms.set(part.value, undefined);
      continue;
    }
    const choice = terms.get(guard.condition) ?? { holds: [], fails: [] };
    terms.set(guard.condition, choice);
    (guard.holds ? choice.holds : choice.fails).push({ ...part, guards });
  }
  const sum = (of: readonly Part[]): Node => assemble(algebra, of);
  return algebra.sum(
    [...terms].map(([node, choice]) =>
      choice ? algebra.call("where", [node, sum(choice.holds), sum(choice.fails)]) : node,
    ),
  );
}
