/**
 * Which passes over memory a step needs, stage by stage. A reduction ends a stage; values are recomputed rather than
 * stored; the last stage alone writes, every state and every parameter once.
 */
import type { Node } from "../expr/graph.ts";
import type { Extent, Reduction } from "../expr/operations.ts";
import type { Expansion, Phase } from "./expand.ts";
import type { Group } from "./groups.ts";
import { type Body, buildKernel, type KernelWithInputs, type Lower, type Rates } from "./kernel.ts";

/** A reduction that a pass makes on its way, and the symbol that stands for it. */
export interface Sum {
  readonly symbol: Node;
  readonly op: Reduction;
  readonly extent: Extent;
  readonly node: Node;
}

/** One kernel on one group, with the host's expressions that feed it. */
export interface PassWithInputs extends KernelWithInputs {
  readonly group: number;
  /** Which of the kernel's reductions (over columns: of its column reductions) gives which symbol its value. */
  readonly results: readonly {
    readonly reduction: number;
    readonly op: Reduction;
    readonly symbol: Node;
    readonly extent: Extent;
  }[];
}

/** The passes of all stages of a phase. `measured` are sums that the last stage makes beside its work, by group. */
export function passesOf(
  { graph, groups }: Expansion,
  { slots, next, params, updates, accepts }: Phase,
  rates: Rates,
  lower: Lower | undefined,
  measured: (group: Group) => readonly Sum[],
): PassWithInputs[][] {
  const { scopeOf, stageOf } = rates;
  const reduced = slots.filter((slot) => slot.op !== "size");
  const pass = (group: Group, stores: Body["stores"], sums: readonly Sum[]): PassWithInputs[] => {
    if (stores.length + sums.length === 0) return [];
    const reductions: Sum[] = [];
    const results = sums.map((sum) => {
      const { symbol, op, extent, node } = sum;
      const alike = reductions.filter((other) => (other.extent === "column") === (extent === "column"));
      const known = alike.findIndex((other) => other.op === op && other.node === node);
      if (known < 0) reductions.push(sum);
      return { reduction: known < 0 ? alike.length : known, op, symbol, extent };
    });
    const kernel = buildKernel(group.dtype, graph, { stores, reductions }, rates, lower);
    return [{ ...kernel, group: groups.indexOf(group), results }];
  };
  const reducing = (group: Group, stage: number): PassWithInputs[] => {
    const sums = reduced.flatMap(({ symbol, op, extent, args }): Sum[] => {
      const node = args.get(group);
      return node && stageOf(symbol) === stage + 1 ? [{ symbol, op: op as Reduction, extent, node }] : [];
    });
    return pass(group, [], sums);
  };
  const writing = (group: Group): PassWithInputs[] => {
    const stores = [...next]
      .filter(([{ symbol }, nodes]) => nodes.has(group) && scopeOf(symbol) === "element")
      .map(([{ symbol }, nodes]) => ({ role: symbol.name, node: nodes.get(group)! }))
      .filter(({ role, node }) => node !== graph.symbol(role));
    const p = params.get(group);
    return pass(group, p ? [...stores, { role: "p", node: p }] : stores, measured(group));
  };
  const results = [
    ...updates.values(),
    ...accepts.map(({ node }) => node),
    ...reduced.map(({ symbol }) => symbol),
    ...[...next.values()].flatMap((nodes) => [...nodes.values()]),
  ];
  const last = Math.max(0, ...results.map(stageOf));
  return Array.from({ length: last + 1 }, (_, stage) =>
    groups.flatMap((group) => [...reducing(group, stage), ...(stage === last ? writing(group) : [])]),
  );
}
