/**
 * The plan of a step: which passes over memory, in which order, with which work of the host between them.
 * A reduction ends a pass; values are recomputed rather than stored; only the last stage writes.
 * Knows no addresses and no target.
 */
import { type Node, topological } from "../expr/graph.ts";
import type { Bounds, Hyper } from "../rule/hyper.ts";
import type { Transformation } from "../rule/transformation.ts";
import { expand, type HyperSymbol, PlanError, ratesOf, type Slot, type State } from "./expand.ts";
import { type Group, groupsOf, qualify, type Tensor } from "./groups.ts";
import { Registers, type Tape } from "./host.ts";
import { buildKernel, type Kernel, type KernelWithInputs, type Reduction, type Scope } from "./kernel.ts";
import { verify } from "./verify.ts";

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
  readonly bounds: Bounds;
  readonly symbol: HyperSymbol;
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

/** Plans the step of a transformation on tensors. */
export function plan(transformation: Transformation, tensors: readonly Tensor[], measure = false): Plan {
  const groups = groupsOf(transformation, tensors);
  const expansion = expand(groups);
  const { graph, slots, states, hypers, updates, accepts } = expansion;
  const { scopeOf, stageOf } = ratesOf(expansion);
  const registers = new Registers();
  const isGlobalSize = (slot: Slot) => slot.op === "size" && slot.extent === "global";
  for (const slot of slots.filter(isGlobalSize)) {
    const size = [...slot.args.keys()]
      .flatMap((group) => group.tensors)
      .reduce((sum, tensor) => sum + tensor.size, 0);
    registers.of(slot.symbol, size);
  }
  const measured = measures.map((name) => registers.of(graph.symbol(`measured.${name}`)));
  const reduced = slots.filter((slot) => slot.op !== "size");
  const argStage = (slot: Slot) => stageOf(slot.symbol) - 1;
  const last = [
    ...reduced.map((slot) => argStage(slot) + 1),
    ...[...updates.values(), ...accepts.map(({ node }) => node)].map(stageOf),
    ...states.flatMap((state) => [...state.next.values()].map(stageOf)),
  ].reduce((a, b) => Math.max(a, b), 0);

  const passes: (Omit<Pass, "uniforms" | "tensors" | "group"> & KernelWithInputs & { group: number })[][] =
    [];
  for (let stage = 0; stage <= last; stage++) {
    passes.push(
      groups.flatMap((group, index) => {
        const mine = reduced.filter((slot) => argStage(slot) === stage && slot.args.has(group));
        const reductions: { op: Reduction; node: Node }[] = [];
        const results = mine.map((slot) => {
          const node = slot.args.get(group)!;
          const op = slot.op as Reduction;
          let reduction = reductions.findIndex((other) => other.op === op && other.node === node);
          if (reduction < 0) reduction = reductions.push({ op, node }) - 1;
          return { reduction, register: registers.of(slot.symbol), extent: slot.extent };
        });
        const reducing = reductions.length
          ? [
              {
                ...buildKernel(group.dtype, graph, { stores: [], reductions }, scopeOf),
                group: index,
                results,
              },
            ]
          : [];
        return stage === last ? [...reducing, writing(group, index)] : reducing;
      }),
    );
  }
  function writing(group: Group, index: number) {
    const [p, g] = [graph.symbol("p"), graph.symbol("g")];
    const update = updates.get(group)!;
    const stores = states
      .filter((state) => state.next.has(group) && scopeOf(state.symbol) === "element")
      .map((state) => ({ role: state.symbol.name, node: state.next.get(group)! }))
      .filter(({ role, node }) => node !== graph.symbol(role));
    stores.push({ role: "p", node: graph.call("add", p, update) });
    const nonFinite = graph.call("add", graph.call("sub", g, g), graph.call("sub", update, update));
    const reductions: { op: Reduction; node: Node }[] = measure
      ? [
          { op: "sumSquares", node: g },
          { op: "sumSquares", node: update },
          { op: "sum", node: nonFinite },
        ]
      : [];
    const results = reductions.map((_, reduction) => ({
      reduction,
      register: measured[reduction]!,
      extent: "global" as const,
    }));
    return { ...buildKernel(group.dtype, graph, { stores, reductions }, scopeOf), group: index, results };
  }

  const scalars = states.filter((state) => scopeOf(state.symbol) !== "element");
  const rootsOf = (group: Group, index: number): Node[] => [
    ...passes.flat().flatMap((pass) => (pass.group === index ? [...pass.uniforms, ...pass.tensors] : [])),
    ...scalars.flatMap((state) => (state.next.has(group) ? [state.symbol, state.next.get(group)!] : [])),
    ...slots.flatMap((slot) => (slot.args.has(group) ? [slot.symbol] : [])),
  ];
  for (const { link, node } of accepts) {
    if (scopeOf(node) !== "uniform") {
      throw new PlanError(
        `${link.instance.rule.name}: "accept" must be one decision for the whole step; use reductions such as globalFinite(g)`,
      );
    }
  }
  const hostNodes = (roots: Node[], scope: Scope) =>
    topological(roots).filter((node) => scopeOf(node) === scope);
  const uniforms = hostNodes([...accepts.map(({ node }) => node), ...groups.flatMap(rootsOf)], "uniform");
  const columns = groups.map((group, index) => hostNodes(rootsOf(group, index), "tensor"));
  const stages = passes.map((ofStage, stage): Stage => {
    const calls = (nodes: Node[]) => nodes.filter((node) => node.kind === "call" && stageOf(node) === stage);
    return {
      uniforms: registers.tape(calls(uniforms)),
      tensors: columns.flatMap((nodes, group) =>
        calls(nodes).length ? [{ group, tape: registers.tape(calls(nodes)) }] : [],
      ),
      passes: ofStage.map(({ group, kernel, uniforms, tensors, results }) => ({
        group,
        kernel,
        uniforms: uniforms.map((node) => registers.of(node)),
        tensors: tensors.map((node) => registers.of(node)),
        results,
      })),
    };
  });

  const copies = (scope: Scope, group?: Group) =>
    registers.copies(
      scalars.flatMap((state): [Node, Node][] => {
        const next = group ? state.next.get(group) : [...state.next.values()][0];
        return scopeOf(state.symbol) === scope && next ? [[state.symbol, next]] : [];
      }),
    );
  const commit = {
    uniforms: copies("uniform"),
    tensors: groups.flatMap((group, index) => {
      const tape = copies("tensor", group);
      return tape.evaluate.length ? [{ group: index, tape }] : [];
    }),
  };

  const stateNames = qualify(states);
  const hyperNames = qualify(hypers);
  const result: Plan = {
    groups,
    stages,
    commit,
    states: states.map((state, index) => {
      const scope = scopeOf(state.symbol);
      const users = groups.flatMap((group, at) => (state.next.has(group) ? [at] : []));
      const register = scope === "element" ? -1 : registers.of(state.symbol);
      return { name: stateNames[index]!, scope, state, role: state.symbol.name, register, groups: users };
    }),
    hypers: hypers.map((symbol, index) => ({
      name: hyperNames[index]!,
      register: registers.of(symbol.symbol),
      bounds: symbol.link.instance.rule.bounds[symbol.name]!,
      symbol,
      value: symbol.link.instance.hyper[symbol.name]!,
    })),
    step: registers.of(graph.symbol("t")),
    accepts: accepts.map(({ node }) => registers.of(node)),
    measured: measure ? measured : [],
    columns: columns.map((nodes) => nodes.map((node) => registers.of(node))),
    sizes: slots.flatMap((slot) =>
      slot.op === "size" && slot.extent === "tensor"
        ? [...slot.args.keys()].map((group) => ({
            group: groups.indexOf(group),
            register: registers.of(slot.symbol),
          }))
        : [],
    ),
    registers,
  };
  verify(result);
  return result;
}
