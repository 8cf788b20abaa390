/**
 * The phases of an optimizer as expressions: the update of every link is substituted into the next, and reductions become
 * symbols.
 */
import type { Call, Graph, Name, Node } from "../language/graph.ts";
import type { Line } from "../language/parse.ts";
import type { StorageName } from "../language/storage.ts";
import { type Bound, substitute } from "../language/substitute.ts";
import { boundingLink, boundOf, hasBox } from "./bounds.ts";
import { stepOf } from "./counts.ts";
import type { Group, Link } from "./groups.ts";
import { parametersOf } from "./halves.ts";
import { Reductions } from "./reductions.ts";
import { routineExpansion } from "./routine-expansion.ts";
import type { ExpandedRoutine } from "./routines.ts";
import { loaded, stored } from "./stored.ts";

/** A state of a link. */
export interface State {
  readonly link: Link;
  readonly name: string;
  readonly symbol: Name;
  /** Groups that have it. */
  readonly groups: Group[];
}

/**
 * What one call does: `step`; `before` (the gradients before its own); `flush` (a step on those alone); `project` (initial and
 * restored parameters); `eval` (the parameters to evaluate with); `estimate` (what is known beside gradients).
 */
export type PhaseName = "step" | "before" | "flush" | "project" | "eval" | "estimate";

/** What happens in a phase. */
export interface Phase {
  readonly name: PhaseName;
  /** What the rules reduce. */
  readonly reductions: Reductions;
  /** What rules of whole matrices do. */
  readonly routines: readonly ExpandedRoutine[];
  /** Next values of states, by group. */
  readonly next: ReadonlyMap<State, Map<Group, Node>>;
  /** The parameters that the call makes, by group; no entry where it makes none. */
  readonly params: ReadonlyMap<Group, Node>;
  /** What is added to the parameters, by group. */
  readonly updates: ReadonlyMap<Group, Node>;
  /** Conditions for the call to take place at all, with their links. */
  readonly accepts: readonly { readonly link: Link; readonly node: Node }[];
  /** The gradient as it is measured, by group, where it came scaled; no entry where it is `g`. */
  readonly gradients: ReadonlyMap<Group, Node>;
  /** What states become where it does not take place; the others keep their values. */
  readonly declined: ReadonlyMap<State, Map<Group, Node>>;
}

/** What decides whether the call of a phase takes place, and what is done where it does not. */
export const decidingIn = ({ accepts, declined }: Pick<Phase, "accepts" | "declined">): Node[] => [
  ...accepts.map(({ node }) => node),
  ...[...declined.values()].flatMap((byGroup) => [...byGroup.values()]),
];

/**
 * The lines of a link in a phase. Before the step, the links ahead of the one that takes several gradients work and those after it
 * wait; in `flush` it is the other way round.
 */
function linesIn(phase: PhaseName, links: readonly Link[], index: number, several: Link | undefined) {
  const { rule } = links[index]!.instance;
  const at = links.findIndex(({ key }) => key === several?.key);
  if (phase === "before") return index < at ? rule.lines : index === at ? rule.before!.lines : undefined;
  if (phase === "flush") return index < at ? undefined : index === at ? rule.flush! : rule.lines;
  if (phase === "estimate") return rule.estimate;
  return phase === "step" ? rule.lines : undefined;
}

/** A line of a rule, just before it is expanded. */
export interface SeenLine {
  readonly group: Group;
  readonly link: Link;
  readonly line: Line;
  /** Whether it is one of a declined call. */
  readonly isDeclined: boolean;
  /** What its names stand for. */
  readonly names: ReadonlyMap<string, Node>;
  /** Expands its value, or a part of that. */
  readonly expanded: (node: Node) => Node;
}

/** What phases are expanded from. */
interface Chains {
  readonly graph: Graph;
  readonly groups: readonly Group[];
  readonly states: ReadonlyMap<string, State>;
  /** The rule that takes several gradients a step. */
  readonly several: Link | undefined;
  /** Keys of links whose rules read the descent's count. */
  readonly oneCount: ReadonlySet<string>;
  /** How states are stored, by role, where it is not as numbers of their group's type. */
  readonly storages: ReadonlyMap<string, StorageName>;
  /** Is shown every line. */
  readonly see?: (seen: SeenLine) => void;
}

/** Expands a phase. */
export function expandPhase(phase: PhaseName, chains: Chains): Phase {
  if (phase === "eval") return expandEvaluation(chains);
  const { graph, groups, states, several, oneCount, see } = chains;
  const reductions = new Reductions(graph, groups, phase === "step" ? "" : `${phase}/`);
  const nexts = new Map<State, Map<Group, Node>>();
  const params = new Map<Group, Node>();
  const updates = new Map<Group, Node>();
  const accepts: { link: Link; node: Node }[] = [];
  const declined = new Map<State, Map<Group, Node>>();
  const gradients = new Map<Group, Node>();
  const routines: ExpandedRoutine[] = [];
  for (const group of groups) {
    const signed = (name: string) =>
      group.maximizes ? graph.call("neg", graph.symbol(name)) : graph.symbol(name);
    const g = signed("g");
    const names = new Map<string, Node>([["p", parametersOf(graph, group)]]);
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
    const isScaled = group.links.some(({ instance }) => instance.rule.lossScale);
    const at = group.links.findIndex(({ key }) => key === several?.key);
    for (const [index, link] of group.links.entries()) {
      const { rule } = link.instance;
      const lines = linesIn(phase, group.links, index, several);
      if (!lines) continue;
      const local: Map<string, Node> = new Map(names).set("g", update!);
      local.set("t", stepOf(graph, oneCount.has(link.key)));
      for (const name of Object.keys(rule.hyper)) local.set(name, graph.symbol(`${link.key}.${name}`));
      const held = loaded(chains, link);
      for (const [name, value] of held) local.set(name, value);
      for (const name of link.instance.without) local.set(name, graph.constant(0));
      for (const [name, { value, names: uses }] of Object.entries(rule.state)) {
        if (!uses.has("g")) continue;
        // A state that starts from the first gradient gets its initial value in the first step.
        const first = graph.call("eq", stepOf(graph, false), graph.constant(1));
        const initial = substitute(graph, value, local);
        local.set(name, graph.call("where", first, initial, local.get(name)!));
      }
      /** Gives the targets of lines their values, one after the other. */
      const expandLines = (some: readonly Line[], values: Map<string, Node>, isDeclined: boolean): void => {
        for (const line of some) {
          const place = `${link.key}.${isDeclined ? "declined/" : ""}${line.target}`;
          const reduce = (call: Call, arg: Node) => reductions.valueOf(group, place, call, arg);
          const bound = boundAt(place);
          if (see) {
            const names = new Map(values);
            const expanded = (node: Node) => substitute(graph, node, names, reduce, bound);
            see({ group, link, line, isDeclined, names, expanded });
          }
          values.set(line.target, substitute(graph, line.value, values, reduce, bound));
        }
      };
      const found = new Map(local);
      const [first, end] = rule.matrices?.products ?? [lines.length, lines.length];
      expandLines(lines.slice(0, first), local, false);
      if (first < end) {
        const place = `${phase}/${groups.indexOf(group)}/${link.key}`;
        routines.push(routineExpansion.of!({ graph, group, link, place, values: local }));
      }
      expandLines(lines.slice(end), local, false);
      const next = new Map([...held.keys()].map((name) => [name, local.get(name)!]));
      const kept = stored({ ...chains, reductions }, group, link, next);
      for (const [name, value] of held) {
        const state = states.get(`${link.key}.${name}`)!;
        const node = next.get(name) === value ? state.symbol : kept.get(name)!;
        nexts.set(state, (nexts.get(state) ?? new Map()).set(group, node));
      }
      const accept = local.get("accept");
      if (accept) accepts.push({ link, node: accept });
      if (accept && rule.declined) {
        expandLines(rule.declined, found, true);
        for (const name of new Set(rule.declined.map(({ target }) => target))) {
          const state = states.get(`${link.key}.${name}`);
          if (!state) continue;
          // Another rule may have declined the call.
          const next = graph.call("where", accept, state.symbol, found.get(name)!);
          declined.set(state, (declined.get(state) ?? new Map()).set(group, next));
        }
      }
      // What is given between steps is for every rule as it came, and moves nothing.
      if (phase === "estimate") continue;
      names.set("p", local.get("p")!);
      update = local.get("u");
      // Where a step takes several gradients, their combination is the gradient of the step.
      if (rule.before || rule.lossScale) names.set("gradient", update!);
      // Of gradients that wait for a flush, the scales may have been different ones.
      if (rule.lossScale || (phase === "flush" && index === at && isScaled)) gradients.set(group, update!);
      if (!update) break;
    }
    const isBounded = boundingLink(group) !== undefined;
    const project = (point: Node) => boundAt("p")("project", [point]);
    const p = names.get("p")!;
    if (phase === "project") {
      if (isBounded) params.set(group, project(p));
      continue;
    }
    if (!update || phase === "estimate") continue;
    const moved = project(graph.call("add", p, update));
    updates.set(group, isBounded ? graph.call("sub", moved, p) : update);
    params.set(group, moved);
  }
  return { name: phase, reductions, routines, next: nexts, params, updates, accepts, gradients, declined };
}

/** The line \`eval = ...\` of a group's last link that has one; it is read between steps. */
export const evaluatingLink = ({ links }: Pick<Group, "links">): Link | undefined =>
  links.findLast(({ instance }) => instance.rule.evaluation);

/** The parameters to evaluate with. A mean of points in a box lies in it up to rounding; in a ball it lies anyway. */
function expandEvaluation(chains: Chains): Phase {
  const { graph, groups, oneCount } = chains;
  const params = new Map<Group, Node>();
  for (const group of groups) {
    const link = evaluatingLink(group);
    if (!link) continue;
    const { evaluation, hyper } = link.instance.rule;
    const names = new Map<string, Node>([["p", parametersOf(graph, group)], ...loaded(chains, link)]);
    names.set("t", stepOf(graph, oneCount.has(link.key)));
    for (const name of Object.keys(hyper)) names.set(name, graph.symbol(`${link.key}.${name}`));
    for (const name of link.instance.without) names.set(name, graph.constant(0));
    const inside: Pick<Group, "links" | "dtype"> = hasBox(group) ? group : { ...group, links: [] };
    const bound: Bound = boundOf(graph, inside, (_link, _call, arg) => arg);
    const mean = substitute(graph, evaluation!.value, names, undefined, bound);
    params.set(group, bound("project", [mean]));
  }
  const reductions = new Reductions(graph, groups, "eval/");
  const none = { next: new Map(), updates: new Map(), gradients: new Map(), declined: new Map() };
  return { name: "eval", reductions, routines: [], params, accepts: [], ...none };
}
