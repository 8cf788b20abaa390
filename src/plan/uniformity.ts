/**
 * When values change: every node of an expansion gets its scope (once a step, with a slice, with every element) and its
 * stage: how many reductions must be complete before it is known.
 */
import { argumentsOf, type Node, topological, walk } from "../language/graph.ts";
import { isFact, operation } from "../language/operations.ts";
import type { Expansion } from "./expand.ts";
import type { Group } from "./groups.ts";
import { isHalf } from "./halves.ts";
import { decidingIn } from "./phases.ts";
import { type RuleReduction, stagesOf } from "./reductions.ts";
import { reducedScope, type Scope, wider } from "./scope.ts";
import { ownShapeOf } from "./sides.ts";

/** Scope and stage of nodes. A stage counts the reductions that must be complete before a node is known. */
export interface Uniformity {
  scopeOf(node: Node): Scope;
  stageOf(node: Node): number;
  /** The reduction that a symbol stands for, if the host computes it from an argument with fewer values than elements. */
  onHost(symbol: Node): RuleReduction | undefined;
  /** The host's reduction over each tensor of a group to which a global one adds up there; undefined if a pass makes the global one. */
  partOf(symbol: Node, group: Group): RuleReduction | undefined;
  /** Whether only hyperparameters, numbers and the step decide a value: no state, no loss and no reduction. */
  isScheduled(node: Node): boolean;
}

/** The argument of a reduction whose scope depends on it. */
const argumentOf = (reduction: RuleReduction | undefined): readonly Node[] | undefined =>
  reduction && !isFact(reduction.op) && reduction.extent !== "global"
    ? [...reduction.args.values()]
    : undefined;

/** The scope of a reduction that the host computes. */
function hostScope({ op, extent, args }: RuleReduction, scopeOf: (node: Node) => Scope): Scope | undefined {
  if (isFact(op) || extent === "global") return undefined;
  const [argument] = args.values();
  return reducedScope(extent, scopeOf(argument!));
}

/** The scope of a fact, or of a reduction that a pass computes. */
const scopeOfReduction = ({ op, extent }: RuleReduction): Scope =>
  extent === "global" ? "uniform" : isFact(op) ? "tensor" : extent;

/**
 * Uniformity of all nodes. The scope of a state is that of its next value, found as a fixed point: every state starts
 * as one number for the whole step and widens as its equation needs.
 */
export function uniformityOf({ graph, groups, phases, states }: Expansion): Uniformity {
  const reduced = new Map<Node, RuleReduction>(phases.flatMap(({ reductions }) => [...reductions.bySymbol]));
  const made = new Map<Node, readonly Node[]>(
    phases.flatMap(({ routines, ...phase }) =>
      routines.flatMap(({ matrices, inputs }) => {
        // States that a routine changes where they lie wait for the decision whether the step is taken.
        const isDecided = matrices.some(({ lives }) => lives === "state");
        const needed = [...inputs.map(({ node }) => node), ...(isDecided ? decidingIn(phase) : [])];
        return matrices.map(({ symbol }) => [symbol, needed] as const);
      }),
    ),
  );
  const stateScopes = new Map<Node, Scope>(states.map((state) => [state.symbol, "uniform"]));
  let scopes = new Map<Node, Scope>();
  const scopeOf = (node: Node): Scope => {
    walk(
      [node],
      (below) => scopes.has(below),
      (below) => scopes.set(below, scopeOfNew(below)),
      (below) => argumentOf(reduced.get(below)) ?? argumentsOf(below),
    );
    return scopes.get(node)!;
  };
  const scopeOfNew = (node: Node): Scope => {
    if (node.kind === "call" && operation(node.op).isDrawn) return "element";
    if (node.kind === "call") return node.args.map((arg) => scopes.get(arg)!).reduce(wider, "uniform");
    if (node.kind === "constant") return "uniform";
    if (node.name === "p" || isHalf(node.name) || made.has(node)) return "element";
    const reduction = reduced.get(node);
    if (reduction) return hostScope(reduction, (below) => scopes.get(below)!) ?? scopeOfReduction(reduction);
    return stateScopes.get(node) ?? "uniform";
  };
  for (let changed = true; changed; ) {
    changed = false;
    scopes = new Map();
    for (const state of states) {
      const initial = state.link.instance.rule.state[state.name]!;
      const all = phases.flatMap(({ next, declined }) => [next.get(state), declined.get(state)]);
      const nexts = all.flatMap((byGroup) => [...(byGroup?.values() ?? [])]);
      // Where groups update it differently, each tensor has its own.
      const differs = all.some((byGroup) => new Set(byGroup?.values()).size > 1);
      const isWhole = initial.names.has("p") || ownShapeOf(state) !== undefined;
      const least: Scope = isWhole ? "element" : differs ? "tensor" : "uniform";
      const scope = nexts.map(scopeOf).reduce(wider, wider(least, stateScopes.get(state.symbol)!));
      if (scope !== stateScopes.get(state.symbol)) {
        stateScopes.set(state.symbol, scope);
        changed = true;
      }
    }
  }
  const parts = new Map<Node, Map<Group, RuleReduction>>();
  for (const { symbol, op, extent, args } of [...reduced.values()]) {
    if (isFact(op) || extent !== "global") continue;
    for (const [group, argument] of args) {
      if (scopeOf(argument) === "element") continue;
      const own = graph.symbol(`${symbol.name}@${groups.indexOf(group)}`);
      const part: RuleReduction = { symbol: own, op, extent: "tensor", args: new Map([[group, argument]]) };
      parts.set(symbol, (parts.get(symbol) ?? new Map()).set(group, part));
      reduced.set(own, part);
    }
  }
  const onHost = (symbol: Node): RuleReduction | undefined => {
    const reduction = reduced.get(symbol);
    return reduction && hostScope(reduction, scopeOf) ? reduction : undefined;
  };
  const stageOf = stagesOf(reduced, ({ symbol }) => onHost(symbol) !== undefined, made);
  const isScheduled = (node: Node) =>
    scopeOf(node) === "uniform" &&
    stageOf(node) === 0 &&
    !topological([node]).some(
      (part) => stateScopes.has(part) || (part.kind === "symbol" && part.name === "loss"),
    );
  const partOf = (symbol: Node, group: Group) => parts.get(symbol)?.get(group);
  return { scopeOf, stageOf, onHost, partOf, isScheduled };
}
