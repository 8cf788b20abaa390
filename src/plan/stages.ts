/**
 * A phase as stages: what the host computes, then the passes that need it; at the end the new values of states with
 * fewer values than elements. Values of the host are nodes of the graph; where a device keeps them is its own matter.
 */
import { argumentsOf, type Call, type Name, type Node, walk } from "../language/graph.ts";
import type { Extent, Reduction } from "../language/operations.ts";
import type { Expansion } from "./expand.ts";
import type { Group } from "./groups.ts";
import { type Pass, passesOf } from "./passes.ts";
import { decidingIn, type Phase, type PhaseName } from "./phases.ts";
import { numbersOf, passesIn, type Routine, routinesOf } from "./planned-routines.ts";
import type { RuleReduction } from "./reductions.ts";
import type { Scope, SliceScope } from "./scope.ts";
import type { Uniformity } from "./uniformity.ts";

/** A reduction that the host computes, for slices of `scope`: over what, and of which value with fewer values than elements. */
export interface SliceReduction {
  readonly symbol: Name;
  readonly op: Reduction;
  readonly extent: Exclude<Extent, "global">;
  readonly of: Node;
}

/** What the host computes for the slices of a group's tensors: reductions, then operations. */
export interface SliceWork {
  readonly group: number;
  readonly scope: SliceScope;
  readonly reductions: readonly SliceReduction[];
  readonly nodes: readonly Call[];
}

/** A reduction over all tensors goes on with what the host has computed for each tensor of a group, in their order. */
export interface GlobalReduction {
  readonly symbol: Name;
  readonly op: Exclude<Reduction, "sumSquares">;
  readonly group: number;
  readonly of: Name;
}

/** What the host computes, in float64: once, then for slices; arguments before what is computed from them. */
export interface HostWork {
  readonly uniform: readonly Call[];
  readonly slices: readonly SliceWork[];
}

/**
 * Host work, then passes that depend on it, then routines on what these have written; there may be none. A reduction over all tensors is complete at the end: what passes have
 * of it, by group, then what the host has, by group.
 */
export interface Stage {
  readonly host: HostWork;
  readonly passes: readonly Pass[];
  readonly routines: readonly Routine[];
  readonly globals: readonly GlobalReduction[];
}

/** A state that is the same for all tensors gets a new value. */
export interface UniformAssignment {
  readonly state: Name;
  readonly value: Node;
  readonly scope: "uniform";
}

/** A state gets a new value: once, or in the slices of a group. */
export type Assignment =
  | UniformAssignment
  | { readonly state: Name; readonly value: Node; readonly scope: SliceScope; readonly group: number };

/** What one call does. */
export interface PlannedPhase {
  readonly stages: readonly Stage[];
  /** Assigns states with fewer values than elements, all at once, after the last pass. */
  readonly commit: readonly Assignment[];
  /** Values that must not be 0 for the call to take place; known before the passes of the stage that decides. */
  readonly accepts: readonly Node[];
  /** The last stage, or an earlier one where a routine changes states. */
  readonly decides: number;
  /** What a call does that does not take place: it assigns states that are the same for all tensors, all at once. */
  readonly declined: readonly UniformAssignment[];
}

/** The phases of a plan. */
export type Phases = { readonly step: PlannedPhase } & {
  readonly [Name in Exclude<PhaseName, "step">]?: PlannedPhase;
};

/** The phases of a plan by name, the step first. */
export const entriesOf = (phases: Phases): readonly (readonly [PhaseName, PlannedPhase])[] =>
  Object.entries(phases) as [PhaseName, PlannedPhase][];

/** All that the passes and the end of a phase need of the host; of one group, or of all. */
export const rootsOf = ({ stages, commit, accepts, declined }: PlannedPhase): Node[] => [
  ...inputsOf(stages.flatMap(({ passes, routines }) => [...passes, ...passesIn(routines)])),
  ...numbersOf(stages.flatMap(({ routines }) => routines)),
  ...stages.flatMap(({ host }) => host.slices).flatMap(({ reductions }) => reductions.map(({ of }) => of)),
  ...[...commit, ...declined].map(({ value }) => value),
  ...accepts,
];

const inputsOf = (passes: readonly Pass[]): Node[] =>
  passes.flatMap(({ inputs }) => [...inputs.uniform, ...inputs.segment, ...inputs.column]);

const isSlice = (scope: Scope): scope is SliceScope => scope !== "uniform" && scope !== "element";

const sliceReductionOf = ({ symbol, op, extent, args }: RuleReduction): SliceReduction => {
  const [of] = args.values();
  return { symbol, op: op as Reduction, extent: extent as SliceReduction["extent"], of: of! };
};

/** The reductions over all tensors that the host computes: what it adds up, and in which stage. */
function globalsOf(groups: readonly Group[], { reductions }: Phase, { partOf, stageOf }: Uniformity) {
  return reductions.awaited.flatMap((symbol) =>
    groups.flatMap((of, group) => {
      const part = partOf(symbol, of);
      const op = part?.op === "max" ? "max" : "sum";
      return part ? [{ symbol, op, group, of: part.symbol, stage: stageOf(symbol) - 1 } as const] : [];
    }),
  );
}

/** Plans a phase. */
export function planPhase(expansion: Expansion, phase: Phase, uniformity: Uniformity): PlannedPhase {
  const { groups } = expansion;
  const passes = passesOf(expansion, phase, uniformity);
  const commit = commitOf(groups, phase, uniformity);
  const accepts = phase.accepts.map(({ node }) => node);
  const globals = globalsOf(groups, phase, uniformity);
  const { scopeOf, stageOf, onHost } = uniformity;
  /** All below the roots, also below reductions that the host computes. */
  const below = (roots: readonly Node[]): Node[] => {
    const found = new Set<Node>();
    walk(
      roots,
      (node) => found.has(node),
      (node) => found.add(node),
      (node) => [...(onHost(node)?.args.values() ?? argumentsOf(node))],
    );
    return [...found];
  };
  const routines = passes.map((_, stage) => routinesOf(expansion, phase, uniformity, stage));
  const all = [...passes.flat(), ...passesIn(routines.flat())];
  const parts = globals.map(({ of }) => of);
  const declined = [...phase.declined].map(([{ symbol: state }, byGroup]): UniformAssignment => {
    const [value] = byGroup.values();
    return { state, value: value!, scope: "uniform" };
  });
  const assigned = [...commit, ...declined].map(({ value }) => value);
  const numbers = numbersOf(routines.flat());
  const uniform = below([...inputsOf(all), ...numbers, ...parts, ...assigned, ...accepts]).filter(
    (node): node is Call => node.kind === "call" && scopeOf(node) === "uniform",
  );
  const slices = groups.map((_, group) => {
    const inGroup = (one: object) => "group" in one && one.group === group;
    const needed = below([
      ...inputsOf(all.filter(inGroup)),
      ...globals.filter(inGroup).map(({ of }) => of),
      ...commit.filter(inGroup).map(({ value }) => value),
    ]);
    return needed.filter(
      (node) => isSlice(scopeOf(node)) && (node.kind === "call" || onHost(node) !== undefined),
    );
  });
  /** Consecutive work with slices of one scope is one piece; a reduction begins a new one. */
  const piecesOf = (nodes: readonly Node[], group: number): SliceWork[] => {
    const pieces: { group: number; scope: SliceScope; reductions: SliceReduction[]; nodes: Call[] }[] = [];
    for (const node of nodes) {
      const scope = scopeOf(node) as SliceScope;
      const reduction = onHost(node);
      let piece = pieces.at(-1);
      if (piece?.scope !== scope || (reduction && piece.nodes.length > 0)) {
        piece = { group, scope, reductions: [], nodes: [] };
        pieces.push(piece);
      }
      if (node.kind === "call") piece.nodes.push(node);
      else piece.reductions.push(sliceReductionOf(reduction!));
    }
    return pieces;
  };
  const stages = passes.map((ofStage, stage): Stage => {
    const isDue = (node: Node) => stageOf(node) === stage;
    return {
      host: {
        uniform: uniform.filter(isDue),
        slices: slices.flatMap((nodes, group) => piecesOf(nodes.filter(isDue), group)),
      },
      passes: ofStage,
      routines: routines[stage]!,
      globals: globals
        .filter((one) => one.stage === stage)
        .map(({ symbol, op, group, of }) => ({ symbol, op, group, of })),
    };
  });
  const changesStates = routines.findIndex((some) =>
    some.some(({ matrices }) => matrices.some(({ lives }) => lives === "state")),
  );
  const known = decidingIn(phase).map(stageOf);
  const decides = changesStates < 0 ? stages.length - 1 : Math.max(0, ...known);
  return { stages, commit, accepts, decides, declined };
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

/** The routines of all stages of all phases. */
export const routinesIn = ({ phases }: { readonly phases: Phases }): Stage["routines"][number][] =>
  entriesOf(phases).flatMap(([, { stages }]) => stages.flatMap(({ routines }) => routines));
