/**
 * When values change: every node of an expansion gets its scope (once a step, with a slice, with every element) and its
 * stage: how many reductions must be complete before it is known.
 */
import { type Node, topological, walk } from "../language/graph.ts";
import type { Expansion } from "./expand.ts";
import type { Scope, Uniformity } from "./kernel.ts";
import { type Slot, stagesOf } from "./reductions.ts";

const order: readonly Scope[] = ["uniform", "tensor", "unit", "row", "column", "element"];

/** The narrowest scope that holds both: what changes with the row and with the column changes with the element. */
function wider(a: Scope, b: Scope): Scope {
  const [narrow, wide] = order.indexOf(a) < order.indexOf(b) ? [a, b] : [b, a];
  return wide === "column" && (narrow === "unit" || narrow === "row") ? "element" : wide;
}

/**
 * Uniformity of all nodes. The scope of a state is that of its next value, found as a fixed point: every state starts
 * as one number for the whole step and widens as its equation needs.
 */
export function uniformityOf({ phases, states }: Expansion): Uniformity {
  const slots = new Map<Node, Slot>(phases.flatMap(({ reductions }) => [...reductions.slots]));
  const stateScopes = new Map<Node, Scope>(states.map((state) => [state.symbol, "uniform"]));
  let scopes = new Map<Node, Scope>();
  const scopeOf = (node: Node): Scope => {
    walk(
      [node],
      (below) => scopes.has(below),
      (below) => scopes.set(below, scopeOfNew(below)),
    );
    return scopes.get(node)!;
  };
  const scopeOfNew = (node: Node): Scope => {
    if (node.kind === "call" && node.op === "random") return "element";
    if (node.kind === "call") return node.args.map((arg) => scopes.get(arg)!).reduce(wider, "uniform");
    if (node.kind === "constant") return "uniform";
    if (node.name === "p" || node.name === "g") return "element";
    return slots.get(node)?.scope ?? stateScopes.get(node) ?? "uniform";
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
  const stageOf = stagesOf(slots);
  const isSettled = (node: Node) =>
    scopeOf(node) === "uniform" &&
    stageOf(node) === 0 &&
    !topological([node]).some(
      (part) => stateScopes.has(part) || (part.kind === "symbol" && part.name === "loss"),
    );
  return { scopeOf, stageOf, isSettled };
}
