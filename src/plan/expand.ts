/**
 * From groups of rules to one graph: the update of every link is substituted into the next, and reductions become
 * symbols; their arguments are kept beside the graph.
 */
import { type Call, Graph, type Name, type Node } from "../language/graph.ts";
import { substitute } from "../language/substitute.ts";
import { boundingLink, boundOf } from "./bounds.ts";
import type { Group, Link } from "./groups.ts";
import { type Power, Powers } from "./powers.ts";
import { Reductions } from "./reductions.ts";

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
  /** The symbols of its powers, if a rule raises it to the step. */
  readonly powers: readonly Power[];
}

/**
 * What one call does: `step`; `before` (the gradients before its own); `flush` (a step on those alone); `project` (initial and
 * restored parameters).
 */
export type PhaseName = "step" | "before" | "flush" | "project";

/** What happens in a phase. */
export interface Phase {
  readonly name: PhaseName;
  /** What the rules reduce. */
  readonly reductions: Reductions;
  /** Next values of states, by group. */
  readonly next: ReadonlyMap<State, Map<Group, Node>>;
  /** The parameters after the call, by group; no entry where they do not change. */
  readonly params: ReadonlyMap<Group, Node>;
  /** What is added to the parameters, by group. */
  readonly updates: ReadonlyMap<Group, Node>;
  /** Conditions for the call to take place at all, with their links. */
  readonly accepts: readonly { readonly link: Link; readonly node: Node }[];
}

/** Everything that the planner needs from the expressions. */
export interface Expansion {
  readonly graph: Graph;
  readonly groups: readonly Group[];
  readonly states: readonly State[];
  readonly hypers: readonly HyperSymbol[];
  /** The step, and what comes before it where a rule asks for several gradients. */
  readonly phases: readonly Phase[];
}

/** Expands the chains of all groups into one graph; `before` is the rule that takes several gradients a step. */
export function expand(groups: readonly Group[], before?: Link): Expansion {
  const powers = new Powers();
  const graph = new Graph(powers.rewrite);
  const states = new Map<string, State>();
  const hypers = new Map<string, Omit<HyperSymbol, "powers">>();
  for (const group of groups) {
    for (const link of group.links) {
      const { rule } = link.instance;
      for (const name of Object.keys(rule.hyper)) {
        const symbol = graph.symbol(`${link.key}.${name}`);
        hypers.set(symbol.name, { link, name, symbol });
        if (!rule.presentPowers) powers.watch(symbol);
      }
      for (const name of Object.keys(rule.state)) {
        const symbol = graph.symbol(`${link.key}.${name}`);
        const state = states.get(symbol.name) ?? { link, name, symbol, groups: [] };
        state.groups.push(group);
        states.set(symbol.name, state);
      }
      if (rule.evaluation) {
        // The line is computed between steps, but the parts of its powers are updated in steps.
        const names = ["p", "t", ...Object.keys(rule.hyper), ...Object.keys(rule.state)];
        const symbolOf = (name: string) => (name === "p" || name === "t" ? name : `${link.key}.${name}`);
        substitute(
          graph,
          rule.evaluation.value,
          new Map(names.map((name) => [name, graph.symbol(symbolOf(name))])),
        );
      }
    }
  }
  const { flush } = before?.instance.rule ?? {};
  const names: PhaseName[] = [
    "step",
    ...(before ? (["before"] as const) : []),
    ...(flush ? (["flush"] as const) : []),
    ...(groups.some(boundingLink) ? (["project"] as const) : []),
  ];
  const phases = names.map((name) => expandPhase(name, graph, groups, states, before));
  return {
    graph,
    groups,
    states: [...states.values()],
    hypers: [...hypers.values()].map((hyper) => ({ ...hyper, powers: powers.of(hyper.symbol) })),
    phases,
  };
}

/**
 * The lines of a link in a phase. Before the step, the links ahead of the one that takes several gradients work and those after it
 * wait; in `flush` it is the other way round.
 */
function linesIn(phase: PhaseName, links: readonly Link[], index: number, several: Link | undefined) {
  const { rule } = links[index]!.instance;
  const at = links.findIndex(({ key }) => key === several?.key);
  if (phase === "before") return index < at ? rule.lines : index === at ? rule.before!.lines : undefined;
  if (phase === "flush") return index < at ? undefined : index === at ? rule.flush! : rule.lines;
  return phase === "step" ? rule.lines : undefined;
}

function expandPhase(
  phase: PhaseName,
  graph: Graph,
  groups: readonly Group[],
  states: ReadonlyMap<string, State>,
  several: Link | undefined,
): Phase {
  const reductions = new Reductions(graph, groups, phase === "step" ? "" : `${phase}/`);
  const nexts = new Map<State, Map<Group, Node>>();
  const params = new Map<Group, Node>();
  const updates = new Map<Group, Node>();
  const accepts: { link: Link; node: Node }[] = [];
  for (const group of groups) {
    const signed = (name: string) =>
      group.maximizes ? graph.call("neg", graph.symbol(name)) : graph.symbol(name);
    const g = signed("g");
    const names = new Map<string, Node>(["p", "t"].map((name) => [name, graph.symbol(name)]));
    names.set("loss", signed("loss")).set("gradient", g);
    // Points of one line are told apart by their order; those of a line are the same for all groups that share a norm.
    const boundAt = (line: string) => {
      const points: Node[] = [];
      return boundOf(graph, group, (link, call, arg, point) => {
        if (!points.includes(point)) points.push(point);
        return reductions.symbolOf(group, `${link.key}.project@${line}.${points.indexOf(point)}`, call, arg);
      });
    };
    let update: Node | undefined = g;
    for (const [index, link] of group.links.entries()) {
      const { rule } = link.instance;
      const lines = linesIn(phase, group.links, index, several);
      if (!lines) continue;
      const local: Map<string, Node> = new Map(names).set("g", update!);
      const own = [...Object.keys(rule.hyper), ...Object.keys(rule.state)];
      for (const name of own) local.set(name, graph.symbol(`${link.key}.${name}`));
      for (const name of link.instance.without) local.set(name, graph.constant(0));
      for (const [name, { value, names: uses }] of Object.entries(rule.state)) {
        if (!uses.has("g")) continue;
        // A state that starts from the first gradient gets its initial value in the first step.
        const first = graph.call("eq", graph.symbol("t"), graph.constant(1));
        const initial = substitute(graph, value, local);
        local.set(name, graph.call("where", first, initial, local.get(name)!));
      }
      for (const { target, value } of lines) {
        const line = `${link.key}.${target}`;
        const reduce = (call: Call, arg: Node) => reductions.symbolOf(group, line, call, arg);
        local.set(target, substitute(graph, value, local, reduce, boundAt(line)));
      }
      for (const name of Object.keys(rule.state)) {
        const state = states.get(`${link.key}.${name}`)!;
        nexts.set(state, (nexts.get(state) ?? new Map()).set(group, local.get(name)!));
      }
      const accept = local.get("accept");
      if (accept) accepts.push({ link, node: accept });
      names.set("p", local.get("p")!);
      update = local.get("u");
      // Where a step takes several gradients, their combination is the gradient of the step.
      if (rule.before) names.set("gradient", update!);
      if (!update) break;
    }
    const isBounded = boundingLink(group) !== undefined;
    const project = (point: Node) => boundAt("p")("project", [point]);
    const p = names.get("p")!;
    if (phase === "project") {
      if (isBounded) params.set(group, project(p));
      continue;
    }
    if (!update) continue;
    const moved = project(graph.call("add", p, update));
    updates.set(group, isBounded ? graph.call("sub", moved, p) : update);
    params.set(group, moved);
  }
  return { name: phase, reductions, next: nexts, params, updates, accepts };
}
