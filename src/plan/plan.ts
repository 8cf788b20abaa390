/**
 * The plan of a step: which passes over memory, in which order, with which work of the host between them.
 * A reduction ends a pass; values are recomputed rather than stored; only the last stage writes.
 * Has no addresses and is the same for every target.
 */
import { type Node, topological } from "../language/graph.ts";
import type { Extent, Reduction } from "../language/operations.ts";
import type { Bounds, Hyper } from "../rule/hyper.ts";
import type { Transformation } from "../rule/transformation.ts";
import { expand, type Phase, type PhaseName, type State } from "./expand.ts";
import { type Group, groupsOf, type Link, namesOf, qualify, type Tensor } from "./groups.ts";
import { guardsOf } from "./guards.ts";
import { Registers, type Tape } from "./host.ts";
import type { InputKind, Kernel, Scope } from "./kernel.ts";
import { measure } from "./measure.ts";
import { type PassWithInputs, passesOf } from "./passes.ts";
import { checkAccepts, checkBounds, linkBefore } from "./restrictions.ts";
import { type PlannedSlices, type SliceWork, Tables } from "./tables.ts";
import { uniformityOf } from "./uniformity.ts";

/** One kernel on one group. */
export interface Pass {
  readonly group: number;
  readonly kernel: Kernel;
  /** Registers of the kernel's inputs. */
  readonly inputs: Readonly<Record<InputKind, readonly number[]>>;
  /** Where results of reductions go: a register that all groups add to, or one of each slice. */
  readonly results: readonly {
    readonly reduction: number;
    readonly op: Reduction;
    readonly register: number;
    readonly extent: Extent;
  }[];
}

/** What the host computes: once, and for each slice of a group's tensors, coarser slices first. */
export interface HostWork {
  readonly uniforms: Tape;
  readonly slices: readonly SliceWork[];
}

/** Host work, then passes that depend on it. */
export interface Stage extends HostWork {
  readonly passes: readonly Pass[];
}

/** A state with its name, where it lives and how it starts. */
export interface PlannedState {
  readonly name: string;
  readonly scope: Scope;
  readonly state: State;
  /** Role of an element's state; key of the symbol. */
  readonly role: string;
  /** Groups that have it, and those in which the step changes it. */
  readonly groups: readonly number[];
  readonly changes: readonly number[];
  /** Register of the value, for states with fewer values than elements. */
  readonly register: number;
}

/** A hyperparameter with its name, its register and its value or schedule. */
export interface PlannedHyper {
  readonly name: string;
  /** All names for it. */
  readonly names: readonly string[];
  /** The groups that have it. */
  readonly groups: readonly number[];
  readonly register: number;
  /** Place and name: what its symbol is called in the graph. */
  readonly key: string;
  readonly bounds: Bounds;
  /** Key of the hyperparameter that it must not be above. */
  readonly atMost: string | undefined;
  readonly value: Hyper;
  /** Registers of its powers `b^(t + beyond)`, where a rule raises it to the step. */
  readonly powers: readonly { readonly register: number; readonly beyond: number }[];
}

/** What one call does. */
export interface PlannedPhase {
  readonly stages: readonly Stage[];
  /** Updates the states with fewer values than elements, once the call has taken place. */
  readonly commit: HostWork;
  /** Registers that must not be 0 for the call to take place. */
  readonly accepts: readonly number[];
}

/** Everything that a step does. */
export interface Plan extends PlannedPhase {
  readonly groups: readonly Group[];
  /** The phase of gradients before the step's own, if a rule takes several. */
  readonly before: PlannedPhase | undefined;
  /** A step on the gradients that have come, without one of its own. */
  readonly flush: PlannedPhase | undefined;
  /** The projection of initial and restored parameters, if they have bounds. */
  readonly project: PlannedPhase | undefined;
  readonly states: readonly PlannedState[];
  readonly hypers: readonly PlannedHyper[];
  /** Register of `t`. */
  readonly step: number;
  /** Register of `loss`; -1 where no rule reads it. */
  readonly loss: number;
  /** Registers of what was measured: sums of squares of gradient and update, 0 or NaN. */
  readonly measured: readonly number[];
  /** What is planned for reductions and slices of tensors, where there are any. */
  readonly slices: PlannedSlices | undefined;
  readonly registers: Registers;
}

/** The phases of a plan by name, the step first. */
export function phasesOf(plan: Plan): readonly (readonly [PhaseName, PlannedPhase])[] {
  const { before, flush, project } = plan;
  const others = Object.entries({ before, flush, project }) as [PhaseName, PlannedPhase | undefined][];
  return [["step", plan], ...others.flatMap(([name, phase]) => (phase ? [[name, phase] as const] : []))];
}

/** Plans an optimizer's step on tensors; `measured`: with the norms of gradient and update. */
export function plan(optimizer: Transformation, tensors: readonly Tensor[], measured = false): Plan {
  const groups = groupsOf(optimizer, tensors);
  checkBounds(groups);
  const expansion = expand(groups, linkBefore(groups));
  const { graph, phases, states, hypers } = expansion;
  const uniformity = uniformityOf(expansion);
  const { scopeOf, stageOf } = uniformity;
  checkAccepts(expansion, uniformity);
  const guards = guardsOf(expansion, uniformity);
  const measures = measured ? measure(graph, phases) : [];
  const passes = phases.map((phase) => passesOf(expansion, phase, uniformity));

  const registers = new Registers();
  const registersOf = (nodes: readonly Node[]) => nodes.map((node) => registers.of(node));
  const scalars = states.filter((state) => scopeOf(state.symbol) !== "element");
  /** What a group's passes and states need of the host. */
  const rootsOf = (group: Group): Node[] => [
    ...passes
      .flat(2)
      .flatMap((pass) => (groups[pass.group] === group ? Object.values(pass.inputs).flat() : [])),
    ...scalars.flatMap((state) =>
      state.groups.includes(group)
        ? [state.symbol, ...phases.flatMap(({ next }) => next.get(state)?.get(group) ?? [])]
        : [],
    ),
  ];
  const tables = new Tables(expansion, uniformity, rootsOf, registers);
  const decisions = phases.flatMap(({ accepts }) => accepts.map(({ node }) => node));
  const uniforms = topological([...decisions, ...groups.flatMap(rootsOf)]).filter(
    (node) => scopeOf(node) === "uniform",
  );
  /** Host work from a tape of uniform nodes and one of each table's nodes. */
  const hostWork = (tapeOf: (nodes: readonly Node[], group?: Group) => Tape): HostWork => ({
    uniforms: tapeOf(uniforms),
    slices: tables.work(tapeOf),
  });
  /** What a phase needs of the host: sums of another phase are not known in it. */
  const neededIn = ({ next, accepts }: Phase, stages: PassWithInputs[][]): ReadonlySet<Node> =>
    new Set(
      topological([
        ...stages.flat().flatMap(({ inputs }) => Object.values(inputs).flat()),
        ...scalars.flatMap((state) => [...(next.get(state)?.values() ?? [])]),
        ...accepts.map(({ node }) => node),
      ]),
    );
  const planned = (
    phase: Phase,
    stages: PassWithInputs[][],
    needed = neededIn(phase, stages),
  ): PlannedPhase => ({
    stages: stages.map((ofStage, stage) => ({
      ...hostWork((nodes) =>
        registers.tape(nodes.filter((node) => stageOf(node) === stage && needed.has(node))),
      ),
      passes: ofStage.map(({ group, kernel, inputs, results }) => ({
        group,
        kernel,
        inputs: {
          uniform: registersOf(inputs.uniform),
          segment: registersOf(inputs.segment),
          column: registersOf(inputs.column),
        },
        results: results.map(({ symbol, ...result }) => ({ ...result, register: registers.of(symbol) })),
      })),
    })),
    commit: hostWork((nodes, group) =>
      registers.copies(
        scalars.flatMap((state): [Node, Node][] => {
          const node = phase.next.get(state)?.get(group ?? state.groups[0]!);
          return node && node !== state.symbol && nodes.includes(state.symbol) ? [[state.symbol, node]] : [];
        }),
      ),
    ),
    accepts: registersOf(phase.accepts.map(({ node }) => node)),
  });

  const indicesOf = (some: readonly Group[]) => some.map((group) => groups.indexOf(group));
  const [stateNames, hyperNames] = [qualify(states), qualify(hypers)];
  const loss = graph.symbol("loss");
  const { step, ...others } = Object.fromEntries(
    phases.map((phase, index) => [phase.name, planned(phase, passes[index]!)]),
  ) as Partial<Record<PhaseName, PlannedPhase>>;
  return {
    groups,
    ...step!,
    before: others.before,
    flush: others.flush,
    project: others.project,
    states: states.map((state, index) => {
      const scope = scopeOf(state.symbol);
      const { symbol } = state;
      const nexts = phases[0]!.next.get(state)!;
      return {
        name: stateNames[index]!,
        scope,
        state,
        role: symbol.name,
        register: scope === "element" ? -1 : registers.of(symbol),
        groups: indicesOf(state.groups),
        changes: indicesOf(state.groups.filter((group) => nexts.get(group) !== symbol)),
      };
    }),
    hypers: hypers.map(({ link, name, symbol, powers }, index) => ({
      name: hyperNames[index]!,
      names: namesOf({ link, name }),
      groups: indicesOf(groups.filter(({ links }) => links.some(({ key }) => key === link.key))),
      key: symbol.name,
      register: registers.of(symbol),
      bounds: {
        ...link.instance.rule.bounds.get(name)!,
        ...(guards.has(symbol) && { smallest: guards.get(symbol)! }),
      },
      atMost: ordered(link, name),
      value: link.instance.hyper[name]!,
      powers: powers.map((power) => ({ register: registers.of(power.symbol), beyond: power.beyond })),
    })),
    step: registers.of(graph.symbol("t")),
    loss: uniforms.includes(loss) ? registers.of(loss) : -1,
    measured: registersOf(measures),
    slices: tables.planned,
    registers,
  };
}

/** The key of the hyperparameter that this one must not be above. */
function ordered({ key, instance }: Link, name: string): string | undefined {
  const [low, high] = instance.rule.ordered ?? [];
  return name === low ? `${key}.${high}` : undefined;
}
