/**
 * Which passes over memory a step needs, stage by stage. A reduction ends a stage; values are recomputed rather than
 * stored; the last stage alone writes, every state and every parameter once.
 */
import type { Expansion, Phase } from "./expand.ts";
import type { Group } from "./groups.ts";
import { buildKernel, type KernelWithInputs, type Uniformity } from "./kernel.ts";
import type { Taken } from "./reductions.ts";

/** One kernel on one group, with the host's expressions that feed it and the symbols that it gives values. */
export interface PassWithInputs extends KernelWithInputs {
  readonly group: number;
  readonly results: Taken["results"];
}

/** The passes of all stages of a phase. */
export function passesOf(
  { graph, groups }: Expansion,
  { reductions, next, params, updates, accepts }: Phase,
  uniformity: Uniformity,
): PassWithInputs[][] {
  const { scopeOf, stageOf } = uniformity;
  const storesOf = (group: Group) => {
    const stores = [...next]
      .filter(([{ symbol }, nodes]) => nodes.has(group) && scopeOf(symbol) === "element")
      .map(([{ symbol }, nodes]) => ({ role: symbol.name, node: nodes.get(group)! }))
      .filter(({ role, node }) => node !== graph.symbol(role));
    const p = params.get(group);
    return p ? [...stores, { role: "p", node: p }] : stores;
  };
  const given = [
    ...updates.values(),
    ...params.values(),
    ...accepts.map(({ node }) => node),
    ...reductions.awaited,
    ...[...next.values()].flatMap((nodes) => [...nodes.values()]),
  ];
  const last = Math.max(0, ...given.map(stageOf));
  return Array.from({ length: last + 1 }, (_, stage) =>
    groups.flatMap((group, index) => {
      const isLast = stage === last;
      const stores = isLast ? storesOf(group) : [];
      const { reductions: sums, results } = reductions.takenBy(group, stage, isLast, stageOf);
      if (stores.length + sums.length === 0) return [];
      const kernel = buildKernel(group.dtype, graph, { stores, reductions: sums }, uniformity);
      return [{ ...kernel, group: index, results }];
    }),
  );
}
