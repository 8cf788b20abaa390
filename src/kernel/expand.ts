/**
 * From groups of rules to one graph: the update of every link is substituted into the next, reductions
 * become symbols whose arguments are kept apart, and every node gets its scope and its stage.
 */
import { type Call, Graph, type Name, type Node, topological } from "../expr/graph.ts";
import { type Extent, operation, type Reduction } from "../expr/operations.ts";
import { simplify } from "../expr/simplify.ts";
import { substitute } from "../expr/substitute.ts";
import type { Group, Link } from "./groups.ts";
import type { Rates, Scope } from "./kernel.ts";

/** A reduction of a rule. A global one adds up over the groups that its link belongs to. */
export interface Slot {
  readonly symbol: Name;
  readonly op: Reduction | "size";
  readonly extent: Extent;
  /** What is reduced, by group. */
  readonly args: Map<Group, Node>;
}

/** A state of a link. */
export interface State {
  readonly link: Link;
  readonly name: string;
  readonly symbol: Name;
  /** Groups that have it. */
  readonly groups: Group[];
}

/** A hyperparameter of a link. */
export interface HyperSymbol {
  readonly link: Link;
  readonly name: string;
  readonly symbol: Name;
}

/** What one call does: the step, or what comes before it. */
export interface Phase {
  readonly slots: readonly Slot[];
  /** Next values of states, by group. */
  readonly next: ReadonlyMap<State, Map<Group, Node>>;
  /** The parameters after the call, by group; none where they stay. */
  readonly params: ReadonlyMap<Group, Node>;
  /** What is added to the parameters, by group. */
  readonly updates: ReadonlyMap<Group, Node>;
  /** Conditions for the call to take place at all, with their links. */
  readonly accepts: readonly { readonly link: Link; readonly node: Node }[];
}

/** Everything that the planner needs to know of the expressions. */
export interface Expansion {
  readonly graph: Graph;
  readonly groups: readonly Group[];
  readonly states: readonly State[];
  readonly hypers: readonly HyperSymbol[];
  /** The step, and what comes before it where a rule asks for several gradients. */
  readonly phases: readonly Phase[];
}

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

/** Expands the chains of all groups into one graph. */
export function expand(groups: readonly Group[]): Expansion {
  const graph = new Graph(simplify);
  const states = new Map<string, State>();
  const hypers = new Map<string, HyperSymbol>();
  for (const group of groups) {
    for (const link of group.links) {
      const { rule } = link.instance;
      for (const name of Object.keys(rule.hyper)) {
        const symbol = graph.symbol(`${link.key}.${name}`);
        hypers.set(symbol.name, { link, name, symbol });
      }
      for (const name of Object.keys(rule.state)) {
        const symbol = graph.symbol(`${link.key}.${name}`);
        const state = states.get(symbol.name) ?? { link, name, symbol, groups: [] };
        state.groups.push(group);
        states.set(symbol.name, state);
      }
    }
  }
  const phase = (before?: Link): Phase => expandPhase(graph, groups, states, before);
  const before = linkBefore(groups);
  return {
    graph,
    groups,
    states: [...states.values()],
    hypers: [...hypers.values()],
    phases: [phase(), ...(before ? [phase(before)] : [])],
  };
}

/** The step; or, with `before`, what that link does before it: links ahead of it work, those behind it wait. */
function expandPhase(
  graph: Graph,
  groups: readonly Group[],
  states: ReadonlyMap<string, State>,
  before?: Link,
): Phase {
  const slots = new Map<string, Slot>();
  const nexts = new Map<State, Map<Group, Node>>();
  const params = new Map<Group, Node>();
  const updates = new Map<Group, Node>();
  const accepts: { link: Link; node: Node }[] = [];

  const slotFor = (group: Group, line: string, call: Call, arg: Node): Node => {
    const [extent, op] = operation(call.op).reduces!;
    const place = extent === "global" ? "" : `${groups.indexOf(group)}/`;
    const key = `${before ? "before/" : ""}${place}${line}#${call.id}`;
    let slot = slots.get(key);
    if (!slot) {
      slot = { symbol: graph.symbol(key), op, extent, args: new Map() };
      slots.set(key, slot);
    }
    slot.args.set(group, arg);
    return slot.symbol;
  };

  for (const group of groups) {
    const p = graph.symbol("p");
    const names = new Map<string, Node>(["t", "loss"].map((name) => [name, graph.symbol(name)]));
    names.set("p", p).set("gradient", graph.symbol("g"));
    let update: Node | undefined = graph.symbol("g");
    for (const link of group.links) {
      const { rule } = link.instance;
      const isLast = link.key === before?.key;
      const local: Map<string, Node> = new Map(names).set("g", update!);
      const own = [...Object.keys(rule.hyper), ...Object.keys(rule.state)];
      for (const name of own) local.set(name, graph.symbol(`${link.key}.${name}`));
      for (const [name, { value, names: uses }] of Object.entries(rule.state)) {
        if (!uses.has("g")) continue;
        // A state that starts from the first gradient gets its initial value in the first step.
        const first = graph.call("eq", graph.symbol("t"), graph.constant(1));
        const initial = substitute(graph, value, local);
        local.set(name, graph.call("where", first, initial, local.get(name)!));
      }
      for (const { target, value } of isLast ? rule.before!.lines : rule.lines) {
        const line = `${link.key}.${target}`;
        const node = substitute(graph, value, local, (call, arg) => slotFor(group, line, call, arg));
        local.set(target, node);
      }
      for (const name of Object.keys(rule.state)) {
        const state = states.get(`${link.key}.${name}`)!;
        nexts.set(state, (nexts.get(state) ?? new Map()).set(group, local.get(name)!));
      }
      const accept = local.get("accept");
      if (accept) accepts.push({ link, node: accept });
      names.set("p", local.get("p")!);
      update = local.get("u");
      if (isLast) break;
    }
    if (!update) continue;
    updates.set(group, update);
    params.set(group, graph.call("add", names.get("p")!, update));
  }
  return { slots: [...slots.values()], next: nexts, params, updates, accepts };
}

const order: readonly Scope[] = ["uniform", "tensor", "unit", "row", "column", "element"];

/** The narrowest scope that holds both: what changes with the row and with the column changes with the element. */
function wider(a: Scope, b: Scope): Scope {
  const [narrow, wide] = order.indexOf(a) < order.indexOf(b) ? [a, b] : [b, a];
  return wide === "column" && (narrow === "unit" || narrow === "row") ? "element" : wide;
}

/**
 * Rates of all nodes. The scope of a state is that of its next value, found as a fixed point: every state starts
 * as one number for the whole step and widens as its equation asks.
 */
export function ratesOf({ phases, states }: Expansion): Rates {
  const slots = phases.flatMap((phase) => phase.slots);
  const bySymbol = new Map<Node, Slot>(slots.map((slot) => [slot.symbol, slot]));
  const stateScopes = new Map<Node, Scope>(states.map((state) => [state.symbol, "uniform"]));
  let scopes = new Map<Node, Scope>();
  const scopeOf = (node: Node): Scope => {
    let scope = scopes.get(node);
    if (!scope) {
      scope = scopeOfNew(node);
      scopes.set(node, scope);
    }
    return scope;
  };
  const scopeOfNew = (node: Node): Scope => {
    if (node.kind === "call") return node.args.map(scopeOf).reduce(wider, "uniform");
    if (node.kind === "constant") return "uniform";
    const slot = bySymbol.get(node);
    if (slot) return slot.extent === "global" ? "uniform" : slot.op === "size" ? "tensor" : slot.extent;
    if (node.name === "p" || node.name === "g") return "element";
    return stateScopes.get(node) ?? "uniform";
  };
  for (let changed = true; changed; ) {
    changed = false;
    scopes = new Map();
    for (const state of states) {
      const initial = state.link.instance.rule.state[state.name]!;
      const nexts = phases.flatMap(({ next }) => [...(next.get(state)?.values() ?? [])]);
      // Where groups update it differently, each tensor has its own.
      const differs = phases.some(({ next }) => new Set(next.get(state)?.values()).size > 1);
      const least: Scope = initial.names.has("p") ? "element" : differs ? "tensor" : "uniform";
      const scope = nexts.map(scopeOf).reduce(wider, wider(least, stateScopes.get(state.symbol)!));
      if (scope !== stateScopes.get(state.symbol)) {
        stateScopes.set(state.symbol, scope);
        changed = true;
      }
    }
  }
  const stages = new Map<Node, number>();
  const stageOf = (node: Node): number => {
    let stage = stages.get(node);
    if (stage === undefined) {
      const slot = bySymbol.get(node);
      const below = slot ? [...slot.args.values()] : node.kind === "call" ? node.args : [];
      stage = below.map(stageOf).reduce((a, b) => Math.max(a, b), 0) + (slot && slot.op !== "size" ? 1 : 0);
      stages.set(node, stage);
    }
    return stage;
  };
  const isSettled = (node: Node) =>
    scopeOf(node) === "uniform" &&
    stageOf(node) === 0 &&
    !topological([node]).some(
      (part) => stateScopes.has(part) || (part.kind === "symbol" && part.name === "loss"),
    );
  return { scopeOf, stageOf, isSettled };
}
