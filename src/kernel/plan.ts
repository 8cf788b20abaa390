/**
 * The plan of a step: which passes over memory, in which order, with which work of the host between them.
 * A reduction ends a pass; values are recomputed rather than stored; only the last stage writes.
 * Knows no addresses and no target.
 */
import { type Node, topological } from "../expr/graph.ts";
import { operation } from "../expr/operations.ts";
import { isMultiplied } from "../expr/simplify.ts";
import type { Bounds, Hyper } from "../rule/hyper.ts";
import type { Rule } from "../rule/rule.ts";
import type { Transformation } from "../rule/transformation.ts";
import { expand, PlanError, ratesOf, type Slot, type State } from "./expand.ts";
import { type Group, groupsOf, qualify, type Tensor } from "./groups.ts";
import { Registers, type Tape } from "./host.ts";
import type { Kernel, Lower, Scope } from "./kernel.ts";
import { passesOf, type Sum } from "./passes.ts";

/** One kernel on one group. */
export interface Pass {
  readonly group: number;
  readonly kernel: Kernel;
  /** Registers of the kernel's uniform inputs. */
  readonly uniforms: readonly number[];
  /** Registers of the kernel's inputs that change with the tensor. */
  readonly tensors: readonly number[];
  /** Where results of reductions go: a register that all groups add to, or one of each tensor. */
  readonly results: readonly {
    readonly reduction: number;
    readonly register: number;
    readonly extent: Slot["extent"];
  }[];
}

/** What the host computes: once, and for each tensor of a group. */
export interface HostWork {
  readonly uniforms: Tape;
  readonly tensors: readonly { readonly group: number; readonly tape: Tape }[];
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
  /** Groups that have it. */
  readonly groups: readonly number[];
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

/** Everything that a step does. */
export interface Plan {
  readonly groups: readonly Group[];
  readonly stages: readonly Stage[];
  /** Gives states that are no element's their next values, once the step is taken. */
  readonly commit: HostWork;
  readonly states: readonly PlannedState[];
  readonly hypers: readonly PlannedHyper[];
  /** Register of `t`. */
  readonly step: number;
  /** Registers that must not be 0 for the step to be taken. */
  readonly accepts: readonly number[];
  /** Registers of what was measured: sums of squares of gradient and update, 0 or NaN. */
  readonly measured: readonly number[];
  /** Registers that every tensor of a group has its own value of, by group. */
  readonly columns: readonly (readonly number[])[];
  /** Registers of tensors' sizes, by group, where they are asked for. */
  readonly sizes: readonly { readonly group: number; readonly register: number }[];
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
  const { graph, slots, states, hypers, updates, accepts } = expansion;
  const rates = ratesOf(expansion);
  const { scopeOf, stageOf } = rates;
  for (const { link, node } of accepts) {
    if (scopeOf(node) === "uniform") continue;
    throw new PlanError(
      `${link.instance.rule.name}: "accept" must be one decision for the whole step; use reductions such as globalFinite(g)`,
    );
  }

  const registers = new Registers();
  const sizes = slots.filter((slot) => slot.op === "size");
  for (const { symbol, args } of sizes.filter((slot) => slot.extent === "global")) {
    const counted = [...args.keys()].flatMap((group) => group.tensors);
    registers.of(
      symbol,
      counted.reduce((sum, tensor) => sum + tensor.size, 0),
    );
  }
  const measured = (measure ? measures : []).map((name) => graph.symbol(`measured.${name}`));
  const passes = passesOf(expansion, rates, lower, (group) => {
    const [g, update] = [graph.symbol("g"), updates.get(group)!];
    const nonFinite = graph.call("add", graph.call("sub", g, g), graph.call("sub", update, update));
    const nodes = { gradient: g, update, nonFinite };
    return measured.map((symbol, index): Sum => {
      const name = measures[index]!;
      return { symbol, op: name === "nonFinite" ? "sum" : "sumSquares", extent: "global", node: nodes[name] };
    });
  });

  const scalars = states.filter((state) => scopeOf(state.symbol) !== "element");
  const rootsOf = (group: Group, index: number): Node[] => [
    ...passes.flat().flatMap((pass) => (pass.group === index ? [...pass.uniforms, ...pass.tensors] : [])),
    ...scalars.flatMap((state) => (state.next.has(group) ? [state.symbol, state.next.get(group)!] : [])),
    ...slots.flatMap((slot) => (slot.args.has(group) ? [slot.symbol] : [])),
  ];
  const hostNodes = (roots: Node[], scope: Scope) =>
    topological(roots).filter((node) => scopeOf(node) === scope);
  const uniforms = hostNodes([...accepts.map(({ node }) => node), ...groups.flatMap(rootsOf)], "uniform");
  const columns = groups.map((group, index) => hostNodes(rootsOf(group, index), "tensor"));
  const registersOf = (nodes: readonly Node[]) => nodes.map((node) => registers.of(node));
  /** Host work from a tape of uniform nodes and one of each group's tensors' nodes. */
  const hostWork = (tapeOf: (nodes: readonly Node[], group?: Group) => Tape): HostWork => ({
    uniforms: tapeOf(uniforms),
    tensors: groups.flatMap((group, index) => {
      const tape = tapeOf(columns[index]!, group);
      return tape.evaluate.length ? [{ group: index, tape }] : [];
    }),
  });

  const [stateNames, hyperNames] = [qualify(states), qualify(hypers)];
  return {
    groups,
    stages: passes.map((ofStage, stage) => ({
      ...hostWork((nodes) => registers.tape(nodes.filter((node) => stageOf(node) === stage))),
      passes: ofStage.map(({ group, kernel, uniforms: inputs, tensors: inputsByTensor, results }) => ({
        group,
        kernel,
        uniforms: registersOf(inputs),
        tensors: registersOf(inputsByTensor),
        results: results.map(({ symbol, ...result }) => ({ ...result, register: registers.of(symbol) })),
      })),
    })),
    commit: hostWork((nodes, group) =>
      registers.copies(
        scalars.flatMap((state): [Node, Node][] => {
          const next = group ? state.next.get(group) : [...state.next.values()][0];
          return next && nodes.includes(state.symbol) ? [[state.symbol, next]] : [];
        }),
      ),
    ),
    states: states.map((state, index) => {
      const scope = scopeOf(state.symbol);
      const users = groups.flatMap((group, at) => (state.next.has(group) ? [at] : []));
      const register = scope === "element" ? -1 : registers.of(state.symbol);
      return { name: stateNames[index]!, scope, state, role: state.symbol.name, register, groups: users };
    }),
    hypers: hypers.map(({ link, name, symbol }, index) => ({
      name: hyperNames[index]!,
      key: symbol.name,
      register: registers.of(symbol),
      bounds: link.instance.rule.bounds.get(name)!,
      value: link.instance.hyper[name]!,
    })),
    step: registers.of(graph.symbol("t")),
    accepts: registersOf(accepts.map(({ node }) => node)),
    measured: registersOf(measured),
    columns: columns.map(registersOf),
    sizes: sizes.flatMap(({ symbol, extent, args }) =>
      [...(extent === "tensor" ? args.keys() : [])].map((group) => ({
        group: groups.indexOf(group),
        register: registers.of(symbol),
      })),
    ),
    registers,
  };
}

/** Whether a rule has an operation, beyond uniform terms, that no target has and that `lower` must write with others. */
export function needsLowering({ lines, state, hyper }: Rule): boolean {
  const isUniform = (node: Node) =>
    topological([node]).every((part) => part.kind !== "symbol" || part.name === "t" || part.name in hyper);
  const values = [...lines, ...Object.values(state)].map(({ value }) => value);
  return topological(values).some((node) => {
    if (node.kind !== "call" || isUniform(node)) return false;
    const { wasm, reduces } = operation(node.op);
    return wasm === undefined && reduces === undefined && !(node.op === "pow" && isMultiplied(node.args[1]!));
  });
}
