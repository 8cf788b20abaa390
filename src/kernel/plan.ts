/**
 * The plan of a step: which passes over memory, in which order, with which work of the host between them.
 * A reduction ends a pass; values are recomputed rather than stored; only the last stage writes.
 * Knows no addresses and no target.
 */
import { type Node, topological } from "../expr/graph.ts";
import { type Extent, operation, type Reduction } from "../expr/operations.ts";
import { isMultiplied } from "../expr/simplify.ts";
import type { Bounds, Hyper } from "../rule/hyper.ts";
import type { Rule } from "../rule/rule.ts";
import type { Transformation } from "../rule/transformation.ts";
import { expand, linkBefore, type Phase, PlanError, ratesOf, type State } from "./expand.ts";
import { type Group, groupsOf, qualify, type Tensor } from "./groups.ts";
import { Registers, type Tape } from "./host.ts";
import type { InputKind, Kernel, Lower, Scope } from "./kernel.ts";
import { type PassWithInputs, passesOf, type Sum } from "./passes.ts";
import { type SliceScope, sliceScopes } from "./slices.ts";

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
  readonly slices: readonly { readonly group: number; readonly table: number; readonly tape: Tape }[];
}

/** Registers that every slice of a group's tensors has its own value of. */
export interface Table {
  readonly scope: SliceScope;
  readonly registers: readonly number[];
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
  /** Register of the value, for states that are no element's. */
  readonly register: number;
}

/** A hyperparameter with its name, its register and its value or schedule. */
export interface PlannedHyper {
  readonly name: string;
  readonly register: number;
  /** Place and name: what its symbol is called in the graph. */
  readonly key: string;
  readonly bounds: Bounds;
  readonly value: Hyper;
}

/** The sums that `measure` asks of the last pass, in the order of its extra reductions. */
export const measures = ["gradient", "update", "nonFinite"] as const;

/** What one call does. */
export interface PlannedPhase {
  readonly stages: readonly Stage[];
  /** Gives states that are no element's their next values, once the call has taken place. */
  readonly commit: HostWork;
  /** Registers that must not be 0 for the call to take place. */
  readonly accepts: readonly number[];
}

/** Everything that a step does. */
export interface Plan extends PlannedPhase {
  readonly groups: readonly Group[];
  /**
   * What is done with the gradients that come before the step's own, where a rule asks for several, and the register
   * of how many make a step; -1 where the user says so.
   */
  readonly before: (PlannedPhase & { readonly every: number }) | undefined;
  readonly states: readonly PlannedState[];
  readonly hypers: readonly PlannedHyper[];
  /** Register of `t`. */
  readonly step: number;
  /** Register of `loss`, and whether a rule reads it. */
  readonly loss: number;
  readonly readsLoss: boolean;
  /** Registers of what was measured: sums of squares of gradient and update, 0 or NaN. */
  readonly measured: readonly number[];
  /** Tables of a group's slices; the tensors' is the first. */
  readonly tables: readonly (readonly Table[])[];
  /** Registers of the sizes of tensors and their slices, by group, where they are asked for. */
  readonly sizes: readonly {
    readonly group: number;
    readonly register: number;
    readonly scope: SliceScope;
  }[];
  readonly registers: Registers;
}

/**
 * Plans the step of a transformation on tensors.
 *
 * @param measure - whether the last pass also sums what `measures` names.
 * @param lower - `lower` of `lower.ts`, for rules that `needsLowering`; kept apart since few do.
 */
export function plan(
  transformation: Transformation,
  tensors: readonly Tensor[],
  measure = false,
  lower?: Lower,
): Plan {
  const groups = groupsOf(transformation, tensors);
  const expansion = expand(groups);
  const { graph, phases, states, hypers } = expansion;
  const rates = ratesOf(expansion);
  const { scopeOf, stageOf } = rates;
  for (const { link, node } of phases.flatMap(({ accepts }) => accepts)) {
    if (scopeOf(node) === "uniform") continue;
    throw new PlanError(
      `${link.instance.rule.name}: "accept" must be one decision for the whole step; use reductions such as globalFinite(g)`,
    );
  }

  const registers = new Registers();
  const slots = phases.flatMap((phase) => phase.slots);
  const sizes = slots.filter((slot) => slot.op === "size");
  for (const { symbol, args } of sizes.filter((slot) => slot.extent === "global")) {
    const counted = [...args.keys()].flatMap((group) => group.tensors);
    registers.of(
      symbol,
      counted.reduce((sum, tensor) => sum + tensor.size, 0),
    );
  }
  const measured = (measure ? measures : []).map((name) => graph.symbol(`measured.${name}`));
  const measuredBy = ({ updates }: Phase, group: Group): Sum[] => {
    const [g, update] = [graph.symbol("g"), updates.get(group)!];
    const nonFinite = graph.call("add", graph.call("sub", g, g), graph.call("sub", update, update));
    const nodes = { gradient: g, update, nonFinite };
    return measured.map((symbol, index): Sum => {
      const name = measures[index]!;
      return { symbol, op: name === "nonFinite" ? "sum" : "sumSquares", extent: "global", node: nodes[name] };
    });
  };
  const passes = phases.map((phase, index) =>
    passesOf(expansion, phase, rates, lower, (group) => (index === 0 ? measuredBy(phase, group) : [])),
  );

  const scalars = states.filter((state) => scopeOf(state.symbol) !== "element");
  const rootsOf = (group: Group, index: number): Node[] => [
    ...passes.flat(2).flatMap((pass) => (pass.group === index ? Object.values(pass.inputs).flat() : [])),
    ...scalars.flatMap((state) => (state.groups.includes(group) ? [state.symbol] : [])),
    ...phases.flatMap(({ next }) =>
      scalars.flatMap((state) => {
        const node = next.get(state)?.get(group);
        return node ? [node] : [];
      }),
    ),
    ...slots.flatMap((slot) => (slot.args.has(group) ? [slot.symbol] : [])),
  ];
  const hostNodes = (roots: Node[], scope: Scope) =>
    topological(roots).filter((node) => scopeOf(node) === scope);
  const decisions = phases.flatMap(({ accepts }) => accepts.map(({ node }) => node));
  const uniforms = hostNodes([...decisions, ...groups.flatMap(rootsOf)], "uniform");
  const tables = groups.map((group, index) => {
    const roots = rootsOf(group, index);
    const all = sliceScopes.map((scope) => ({ scope, nodes: hostNodes(roots, scope) }));
    return all.filter(({ scope, nodes }) => scope === "tensor" || nodes.length > 0);
  });
  const registersOf = (nodes: readonly Node[]) => nodes.map((node) => registers.of(node));
  /** Host work from a tape of uniform nodes and one of each table's nodes. */
  const hostWork = (tapeOf: (nodes: readonly Node[], group?: Group) => Tape): HostWork => ({
    uniforms: tapeOf(uniforms),
    slices: groups.flatMap((group, index) =>
      tables[index]!.flatMap(({ nodes }, table) => {
        const tape = tapeOf(nodes, group);
        return tape.evaluate.length ? [{ group: index, table, tape }] : [];
      }),
    ),
  });
  const planned = ({ next, accepts }: Phase, stages: PassWithInputs[][]): PlannedPhase => ({
    stages: stages.map((ofStage, stage) => ({
      ...hostWork((nodes) => registers.tape(nodes.filter((node) => stageOf(node) === stage))),
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
          const ofGroups = next.get(state);
          const node = group ? ofGroups?.get(group) : [...(ofGroups?.values() ?? [])][0];
          return node && node !== state.symbol && nodes.includes(state.symbol) ? [[state.symbol, node]] : [];
        }),
      ),
    ),
    accepts: registersOf(accepts.map(({ node }) => node)),
  });

  const [stateNames, hyperNames] = [qualify(states), qualify(hypers)];
  const link = linkBefore(groups);
  const counter = link?.instance.rule.before?.every;
  const every = counter === undefined ? -1 : registers.of(graph.symbol(`${link!.key}.${counter}`));
  const [step, before] = phases.map((phase, index) => planned(phase, passes[index]!));
  return {
    groups,
    ...step!,
    before: before && { ...before, every },
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
        groups: state.groups.map((group) => groups.indexOf(group)),
        changes: state.groups.flatMap((group) =>
          nexts.get(group) === symbol ? [] : [groups.indexOf(group)],
        ),
      };
    }),
    hypers: hypers.map(({ link, name, symbol }, index) => ({
      name: hyperNames[index]!,
      key: symbol.name,
      register: registers.of(symbol),
      bounds: link.instance.rule.bounds.get(name)!,
      value: link.instance.hyper[name]!,
    })),
    step: registers.of(graph.symbol("t")),
    loss: registers.of(graph.symbol("loss")),
    readsLoss: uniforms.includes(graph.symbol("loss")),
    measured: registersOf(measured),
    tables: tables.map((ofGroup) =>
      ofGroup.map(({ scope, nodes }) => ({ scope, registers: registersOf(nodes) })),
    ),
    sizes: sizes.flatMap(({ symbol, extent, args }) =>
      (extent === "global" ? [] : [...args.keys()]).map((group) => ({
        group: groups.indexOf(group),
        register: registers.of(symbol),
        scope: extent as SliceScope,
      })),
    ),
    registers,
  };
}

/** Whether a rule has an operation, beyond uniform terms, that no target has and that `lower` must write with others. */
export function needsLowering({ lines, evaluation, before, state, hyper }: Rule): boolean {
  const isUniform = (node: Node) =>
    topological([node]).every((part) => part.kind !== "symbol" || part.name === "t" || part.name in hyper);
  const values = [
    ...lines,
    ...(before?.lines ?? []),
    ...(evaluation ? [evaluation] : []),
    ...Object.values(state),
  ].map(({ value }) => value);
  return topological(values).some((node) => {
    if (node.kind !== "call" || isUniform(node)) return false;
    const { wasm, reduces } = operation(node.op);
    return wasm === undefined && reduces === undefined && !(node.op === "pow" && isMultiplied(node.args[1]!));
  });
}
