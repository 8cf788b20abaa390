/** Which rules have states that all tensors share, whatever part they take in steps: an estimate over all, what follows the loss. */
import { type Node, topological } from "../language/graph.ts";
import { isStep, stepOf } from "./counts.ts";
import type { Expansion } from "./expand.ts";
import type { Link } from "./groups.ts";
import type { Uniformity } from "./uniformity.ts";

/**
 * Keys of links with a state that is one number for all tensors, whatever part they take. The others have such states for each
 * cohort, the tensors that have taken part in the same steps.
 */
export function sharingLinks(
  { phases, states, oneCount, graph }: Expansion,
  { scopeOf }: Uniformity,
): ReadonlySet<string> {
  const uniform = states.filter(({ symbol }) => scopeOf(symbol) === "uniform");
  const sharing = new Set(uniform.flatMap(({ link: { key } }) => (oneCount.has(key) ? [key] : [])));
  const shared = new Set<Node>([graph.symbol("loss"), stepOf(graph, true)]);
  for (const { reductions } of phases)
    for (const { symbol, extent } of reductions.bySymbol.values())
      if (extent === "global") shared.add(symbol);
  for (let size = -1; size < sharing.size; ) {
    size = sharing.size;
    for (const { link, symbol } of states) if (sharing.has(link.key)) shared.add(symbol);
    for (const state of uniform) {
      const nexts = phases.flatMap(({ next, declined }) =>
        [next, declined].flatMap((values) => [...(values.get(state)?.values() ?? [])]),
      );
      if (topological(nexts).some((node) => shared.has(node))) sharing.add(state.link.key);
    }
  }
  return sharing;
}

/** Whether a rule reads `t`. */
export const readsStep = ({ instance: { rule } }: Link): boolean =>
  topological([...rule.lines, ...(rule.evaluation ? [rule.evaluation] : [])].map(({ value }) => value)).some(
    (node) => node.kind === "symbol" && isStep(node),
  );
