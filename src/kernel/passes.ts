/**
 * Which passes over memory a step needs, stage by stage. A reduction ends a stage; values are recomputed rather than
 * stored; the last stage alone writes, every state and every parameter once.
 */
import type { Node } from "../expr/graph.ts";
import type { Expansion, Slot } from "./expand.ts";
import type { Group } from "./groups.ts";
import {
  type Body,
  buildKernel,
  type KernelWithInputs,
  type Lower,
  type Rates,
  type Reduction,
} from "./kernel.ts";

/** A sum that a pass makes on its way, and the symbol that stands for it. */
export interface Sum {
  readonly symbol: Node;
  readonly op: Reduction;
  readonly extent: Slot["extent"];
  readonly node: Node;
}

/** One kernel on one group, with the host's expressions that feed it. */
export interface PassWithInputs extends KernelWithInputs {
  readonly group: number;
  /** Which of the kernel's reductions gives which symbol its value. */
  readonly results: readonly {
    readonly reduction: number;
    readonly symbol: Node;
    readonly extent: Slot["extent"];
  }[];
}

/** The passes of all stages. `measured` are sums that the last stage makes beside its work, by group. */
export function passesOf(
  expansion: Expansion,
  rates: Rates,
  lower: Lower | undefined,
  measured: (group: Group) => readonly Sum[],
): PassWithInputs[][] {
  const { graph, groups, slots, states, updates, accepts } = expansion;
  const { scopeOf, stageOf } = rates;
  const reduced = slots.filter((slot) => slot.op !== "size");
  const pass = (group: Group, stores: Body["stores"], sums: readonly Sum[]): PassWithInputs => {
    const reductions: { op: Reduction; node: Node }[] = [];
    const results = sums.map(({ symbol, op, extent, node }) => {
      const known = reductions.findIndex((other) => other.op === op && other.node === node);
      return { reduction: known < 0 ? reductions.push({ op, node }) - 1 : known, symbol, extent };
    });
    const kernel = buildKernel(group.dtype, graph, { stores, reductions }, rates, lower);
    return { ...kernel, group: groups.indexOf(group), results };
  };
  const reducing = (group: Group, stage: number): PassWithInputs[] => {
    const sums = reduced.flatMap(({ symbol, op, extent, args }): Sum[] => {
      const node = args.get(group);
      return node && stageOf(symbol) === stage + 1 ? [{ symbol, op: op as Reduction, extent, node }] : [];
    });
    return sums.length ? [pass(group, [], sums)] : [];
  };
  const writing = (group: Group): PassWithInputs => {
    const stores = states
      .filter((state) => state.next.has(group) && scopeOf(state.symbol) === "element")
      .map((state) => ({ role: state.symbol.name, node: state.next.get(group)! }))
      .filter(({ role, node }) => node !== graph.symbol(role));
    const p = graph.call("add", graph.symbol("p"), updates.get(group)!);
    return pass(group, [...stores, { role: "p", node: p }], measured(group));
  };
  const results = [
    ...updates.values(),
    ...accepts.map(({ node }) => node),
    ...reduced.map(({ symbol }) => symbol),
  ];
  const nexts = states.flatMap((state) => [...state.next.values()]);
  const last = Math.max(...[...results, ...nexts].map(stageOf));
  return Array.from({ length: last + 1 }, (_, stage) =>
    groups.flatMap((group) => [...reducing(group, stage), ...(stage === last ? [writing(group)] : [])]),
  );
}
