/**
 * A phase as stages: what the host computes, then the passes that need it; at the end the new values of states with
 * fewer values than elements. Values of the host are nodes of the graph; where a device keeps them is its own matter.
 */
import { type Call, type Name, type Node, topological } from "../language/graph.ts";
import type { Expansion } from "./expand.ts";
import type { Group } from "./groups.ts";
import { type Pass, passesOf } from "./passes.ts";
import type { Phase, PhaseName } from "./phases.ts";
import { type Scope, type SliceScope, sliceScopes } from "./scope.ts";
import type { Uniformity } from "./uniformity.ts";

/** What the host computes for the slices of a group's tensors. */
export interface SliceWork {
  readonly group: number;
  readonly scope: SliceScope;
  readonly nodes: readonly Call[];
}

/** What the host computes, in float64, arguments before their calls: once, then for slices, coarser ones first. */
export interface HostWork {
  readonly uniform: readonly Call[];
  readonly slices: readonly SliceWork[];
}

/** Host work, then passes that depend on it. */
export interface Stage {
  readonly host: HostWork;
  readonly passes: readonly Pass[];
}

/** A state gets a new value: once, or in the slices of a group. */
export type Assignment = { readonly state: Name; readonly value: Node } & (
  | { readonly scope: "uniform" }
  | { readonly scope: SliceScope; readonly group: number }
);

/** What one call does. */
export interface PlannedPhase {
  readonly stages: readonly Stage[];
  /** Assigns states with fewer values than elements, all at once, after the last pass. */
  readonly commit: readonly Assignment[];
  /** Values that must not be 0 for the call to take place; known before the passes of the last stage. */
  readonly accepts: readonly Node[];
}

/** The phases of a plan. */
export type Phases = { readonly step: PlannedPhase } & {
  readonly [Name in Exclude<PhaseName, "step">]?: PlannedPhase;
};

/** The phases of a plan by name, the step first. */
export const entriesOf = (phases: Phases): readonly (readonly [PhaseName, PlannedPhase])[] =>
  Object.entries(phases) as [PhaseName, PlannedPhase][];

/** All that the passes and the end of a phase need of the host; of one group, or of all. */
export const rootsOf = ({ stages, commit, accepts }: PlannedPhase): Node[] => [
  ...inputsOf(stages.flatMap(({ passes }) => passes)),
  ...commit.map(({ value }) => value),
  ...accepts,
];

const inputsOf = (passes: readonly Pass[]): Node[] =>
  passes.flatMap(({ inputs }) => [...inputs.uniform, ...inputs.segment, ...inputs.column]);

/** Plans a phase. */
export function planPhase(expansion: Expansion, phase: Phase, uniformity: Uniformity): PlannedPhase {
  const { groups } = expansion;
  const passes = passesOf(expansion, phase, uniformity);
  const commit = commitOf(groups, phase, uniformity);
  const accepts = phase.accepts.map(({ node }) => node);
  const { scopeOf, stageOf } = uniformity;
  const callsIn = (roots: readonly Node[], scope: Scope) =>
    topological(roots).filter((node): node is Call => node.kind === "call" && scopeOf(node) === scope);
  const all = passes.flat();
  const uniform = callsIn([...inputsOf(all), ...commit.map(({ value }) => value), ...accepts], "uniform");
  const slices = groups.flatMap((_, group) => {
    const assigned = commit.flatMap((one) =>
      one.scope !== "uniform" && one.group === group ? [one.value] : [],
    );
    const roots = [...inputsOf(all.filter((pass) => pass.group === group)), ...assigned];
    return sliceScopes.map((scope) => ({ group, scope, nodes: callsIn(roots, scope) }));
  });
  const stages = passes.map((ofStage, stage): Stage => {
    const isDue = (node: Node) => stageOf(node) === stage;
    const due = slices.map((work) => ({ ...work, nodes: work.nodes.filter(isDue) }));
    return {
      host: { uniform: uniform.filter(isDue), slices: due.filter(({ nodes }) => nodes.length > 0) },
      passes: ofStage,
    };
  });
  return { stages, commit, accepts };
}

/** New values of states with fewer values than elements. */
function commitOf(groups: readonly Group[], { next }: Phase, { scopeOf }: Uniformity): Assignment[] {
  return [...next].flatMap(([{ symbol: state }, byGroup]): Assignment[] => {
    const scope = scopeOf(state);
    const changed = [...byGroup].filter(([, value]) => value !== state);
    if (scope === "element") return [];
    if (scope === "uniform") return changed.slice(0, 1).map(([, value]) => ({ state, value, scope }));
    return changed.map(([group, value]) => ({ state, value, scope, group: groups.indexOf(group) }));
  });
}
