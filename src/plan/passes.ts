/**
 * Which passes over memory a phase needs, stage by stage. A reduction ends a stage; values are recomputed rather than
 * stored; the last stage alone writes, every state and every parameter once.
 */
import type { Node } from "../language/graph.ts";
import type { Expansion } from "./expand.ts";
import type { Group } from "./groups.ts";
import { halfRole, storageIn } from "./halves.ts";
import { buildKernel, type InputKind, type Kernel } from "./kernel.ts";
import type { Phase } from "./phases.ts";
import type { Result } from "./reductions.ts";
import type { ExpandedRoutine } from "./routines.ts";
import type { Uniformity } from "./uniformity.ts";

/** One kernel on one group: what the host computes for it, and which symbols get the results of its reductions. */
export interface Pass {
  readonly group: number;
  readonly kernel: Kernel;
  readonly inputs: Readonly<Record<InputKind, readonly Node[]>>;
  readonly results: readonly Result[];
}

/** The passes of all stages of a phase. */
export function passesOf(
  { graph, groups, storages }: Expansion,
  { name, reductions, routines, next, params, updates, accepts, declined }: Phase,
  uniformity: Uniformity,
): Pass[][] {
  const { scopeOf, stageOf, onHost, partOf } = uniformity;
  const storesOf = (group: Group) => {
    const stores = [...next]
      .filter(([{ symbol }, nodes]) => nodes.has(group) && scopeOf(symbol) === "element")
      .map(([{ symbol }, nodes]) => ({ role: symbol.name, node: nodes.get(group)! }))
      .filter(({ role, node }) => node !== graph.symbol(role));
    const p = params.get(group);
    if (!p) return stores;
    if (name === "eval") return [{ role: "eval", node: p }];
    const { half } = group;
    return [
      ...stores,
      { role: "p", node: p },
      ...(half ? [{ role: halfRole, node: graph.call(half, p) }] : []),
    ];
  };
  const given = [
    ...updates.values(),
    ...params.values(),
    ...accepts.map(({ node }) => node),
    ...reductions.awaited,
    ...routines.flatMap(({ matrices }) => matrices.map(({ symbol }) => symbol)),
    ...[...next.values(), ...declined.values()].flatMap((nodes) => [...nodes.values()]),
  ];
  const last = Math.max(0, ...given.map(stageOf));
  // Parameters to evaluate with are asked for seldom: their divisions stay divisions.
  const within = name === "eval" ? { ...uniformity, isScheduled: () => false } : uniformity;
  return Array.from({ length: last + 1 }, (_, stage) =>
    groups.flatMap((group, index) => {
      const isLast = stage === last;
      const stores = [
        ...(isLast ? storesOf(group) : []),
        ...routines
          .filter((routine) => routine.group === group && stageOfRoutine(routine, uniformity) === stage)
          .flatMap(({ matrices, inputs }) =>
            inputs.map(({ matrix, node }) => ({ role: matrices[matrix]!.symbol.name, node })),
          ),
      ];
      const isDue = (symbol: Node) =>
        stageOf(symbol) === stage + 1 && !onHost(symbol) && !partOf(symbol, group);
      const { reductions: sums, results } = reductions.ofPass(group, isLast, isDue);
      if (stores.length + sums.length === 0) return [];
      const body = { stores, reductions: sums, extents: results.map(({ extent }) => extent) };
      return [
        {
          group: index,
          results,
          ...buildKernel(
            group.dtype,
            graph,
            body,
            within,
            (role) => storages.get(role) ?? storageIn(group, role),
          ),
        },
      ];
    }),
  );
}

/** The stage after whose passes a routine is carried out. */
export const stageOfRoutine = ({ matrices }: ExpandedRoutine, { stageOf }: Uniformity): number =>
  // A state may be one of several phases.
  stageOf((matrices.find(({ lives }) => lives !== "state") ?? matrices[0]!).symbol) - 1;
