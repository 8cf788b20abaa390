/**
 * From groups of rules to one graph: the update of every link is substituted into the next, reductions
 * become symbols whose arguments are kept apart, and every node gets its scope and its stage.
 */
import { type Call, Graph, type Name, type Node, topological } from "../expr/graph.ts";
import { operation } from "../expr/operations.ts";
import { simplify } from "../expr/simplify.ts";
import { substitute } from "../expr/substitute.ts";
import type { Group, Link } from "./groups.ts";
import type { Rates, Reduction, Scope } from "./kernel.ts";

/** A reduction of a rule. A global one adds up over the groups that its link belongs to. */
export interface Slot {
  readonly symbol: Name;
  readonly op: Reduction | "size";
  readonly extent: "tensor" | "global";
  /** What is reduced, by group. */
  readonly args: Map<Group, Node>;
}

/** A state of a link: its symbol and, by group, its next value. */
export interface State {
  readonly link: Link;
  readonly name: string;
  readonly symbol: Name;
  readonly next: Map<Group, Node>;
}

/** A hyperparameter of a link. */
export interface HyperSymbol {
  readonly link: Link;
  readonly name: string;
  readonly symbol: Name;
}

/** Everything that the planner needs to know of the expressions. */
export interface Expansion {
  readonly graph: Graph;
  readonly groups: readonly Group[];
  readonly slots: readonly Slot[];
  readonly states: readonly State[];
  readonly hypers: readonly HyperSymbol[];
  /** The last link's update, by group. */
  readonly updates: ReadonlyMap<Group, Node>;
  /** Conditions for taking the step at all, with their links. */
  readonly accepts: readonly { readonly link: Link; readonly node: Node }[];
}

/** A rule that asks for something that cannot be planned. */
export class PlanError extends Error {
  override readonly name = "PlanError";
}

/** Expands the chains of all groups into one graph. */
export function expand(groups: readonly Group[]): Expansion {
  const graph = new Graph(simplify);
  const slots = new Map<string, Slot>();
  const states = new Map<string, State>();
  const hypers = new Map<string, HyperSymbol>();
  const updates = new Map<Group, Node>();
  const accepts: { link: Link; node: Node }[] = [];

  const slotFor = (group: Group, line: string, call: Call, arg: Node): Node => {
    const extent = operation(call.op).reduces!;
    const place = extent === "tensor" ? `${groups.indexOf(group)}/` : "";
    const key = `${place}${line}#${call.id}`;
    let slot = slots.get(key);
    if (!slot) {
      const op = call.op.replace(/^global(.)/, (_, first: string) => first.toLowerCase()) as Slot["op"];
      slot = { symbol: graph.symbol(key), op, extent, args: new Map() };
      slots.set(key, slot);
    }
    slot.args.set(group, arg);
    return slot.symbol;
  };

  for (const group of groups) {
    let update: Node = graph.symbol("g");
    for (const link of group.links) {
      const { rule } = link.instance;
      const names: Map<string, Node> = new Map([
        ["g", update],
        ["p", graph.symbol("p")],
        ["t", graph.symbol("t")],
      ]);
      for (const name of Object.keys(rule.hyper)) {
        const symbol = graph.symbol(`${link.key}.${name}`);
        hypers.set(symbol.name, { link, name, symbol });
        names.set(name, symbol);
      }
      for (const name of Object.keys(rule.state)) {
        const symbol = graph.symbol(`${link.key}.${name}`);
        if (!states.has(symbol.name)) states.set(symbol.name, { link, name, symbol, next: new Map() });
        names.set(name, symbol);
      }
      for (const [name, { value, names: uses }] of Object.entries(rule.state)) {
        if (!uses.has("g")) continue;
        // A state that starts from the first gradient gets its initial value in the first step.
        const first = graph.call("eq", graph.symbol("t"), graph.constant(1));
        const initial = substitute(graph, value, names);
        names.set(name, graph.call("where", first, initial, names.get(name)!));
      }
      for (const { target, value } of rule.lines) {
        const line = `${link.key}.${target}`;
        const node: Node = substitute(graph, value, names, (call, arg) => slotFor(group, line, call, arg));
        names.set(target, node);
      }
      for (const name of Object.keys(rule.state)) {
        states.get(`${link.key}.${name}`)!.next.set(group, names.get(name)!);
      }
      const accept = names.get("accept");
      if (accept) accepts.push({ link, node: accept });
      update = names.get("u")!;
    }
    updates.set(group, update);
  }
  return {
    graph,
    groups,
    slots: [...slots.values()],
    states: [...states.values()],
    hypers: [...hypers.values()],
    updates,
    accepts,
  };
}

const order: readonly Scope[] = ["uniform", "tensor", "element"];
const wider = (a: Scope, b: Scope): Scope => (order.indexOf(a) > order.indexOf(b) ? a : b);

/**
 * Rates of all nodes. The scope of a state is that of its next value, found as a fixed point: every state starts
 * as one number for the whole step and widens as its equation asks.
 */
export function ratesOf({ slots, states }: Expansion): Rates {
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
    if (slot) return slot.extent === "global" ? "uniform" : "tensor";
    if (node.name === "p" || node.name === "g") return "element";
    return stateScopes.get(node) ?? "uniform";
  };
  for (let changed = true; changed; ) {
    changed = false;
    scopes = new Map();
    for (const state of states) {
      const initial = state.link.instance.rule.state[state.name]!;
      const nexts = new Set(state.next.values());
      // Where groups update it differently, each tensor has its own.
      const least: Scope = initial.names.has("p") ? "element" : nexts.size > 1 ? "tensor" : "uniform";
      const scope = [...nexts].map(scopeOf).reduce(wider, wider(least, stateScopes.get(state.symbol)!));
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
    !topological([node]).some((part) => stateScopes.has(part));
  return { scopeOf, stageOf, isSettled };
}
