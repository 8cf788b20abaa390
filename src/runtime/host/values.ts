/**
 * Where the host keeps its values, in float64: those of the step in one array of registers, those of slices in an array for each
 * node of a group, a value for each slice of its tensors.
 */
import { type Node, topological } from "../../language/graph.ts";
import type { Tensor } from "../../plan/groups.ts";
import type { Plan } from "../../plan/plan.ts";
import { type Scope, type SliceScope, sliceScopes } from "../../plan/scope.ts";
import { membership, startsOf } from "../../plan/slices.ts";
import { entriesOf, rootsOf } from "../../plan/stages.ts";
import { Registers } from "./registers.ts";

/**
 * Values as they are read for each slice: the i-th is `values[at[i]]`. Where there is a stride it is also `values[i * stride]`: a
 * value for each slice, or one for all.
 */
export interface Operand {
  readonly values: Float64Array;
  readonly at: Int32Array;
  readonly stride: 0 | 1 | undefined;
}

/** Which slices an array has values of: those of a group's tensors; where those of each tensor begin. */
export interface SlicePlace {
  readonly group: number;
  readonly starts: readonly number[];
}

/** The slices of one scope of a group's tensors. */
interface Slices {
  /** Where those of each tensor begin; at the end the number of all. */
  readonly starts: readonly number[];
  /** Values of nodes, one for each slice; they lie side by side in `all`. */
  readonly of: ReadonlyMap<Node, Float64Array>;
  readonly all: Float64Array;
  /** Which value of another scope belongs to each slice. */
  readonly memberships: Map<Scope, Int32Array>;
}

/** The values of a plan. */
export class HostValues {
  readonly registers: Registers;
  /** Registers of values that are the same for all tensors. */
  readonly uniform: Float64Array;
  readonly #groups: readonly ReadonlyMap<SliceScope, Slices>[];
  readonly #scopes: ReadonlyMap<Node, Scope>;
  readonly #plan: Plan;
  /** The arrays that hold values of slices. */
  readonly #arrays: readonly Float64Array[];

  /** No register may be allotted afterwards. */
  constructor(plan: Plan, registers: Registers) {
    this.registers = registers;
    this.#plan = plan;
    this.#scopes = scopesOf(plan);
    this.uniform = registers.values();
    const nodes = nodesByGroup(plan);
    this.#groups = plan.groups.map(({ tensors }, group) => {
      const found = [...nodes[group]!];
      return new Map(
        sliceScopes.flatMap((scope) => {
          const own = found.filter((node) => this.#scopes.get(node) === scope);
          return own.length > 0 ? [[scope, slicesOf(tensors, scope, own)] as const] : [];
        }),
      );
    });
    const arrays = this.#groups.flatMap((scopes) => [...scopes.values()].map(({ all }) => all));
    this.#arrays = arrays.filter(({ length }) => length > 0);
    this.#fillFacts();
  }

  #fillFacts(): void {
    for (const { symbol, extent, groups, byPath } of this.#plan.facts) {
      for (const group of groups) {
        for (const [index, tensor] of this.#plan.groups[group]!.tensors.entries()) {
          const value = byPath.get(tensor.path)!;
          if (extent === "global") this.uniform[this.registers.of(symbol)]! += value;
          else this.of(symbol, group)[index] = value;
        }
      }
    }
  }

  tensorsOf(group: number): readonly Tensor[] {
    return this.#plan.groups[group]!.tensors;
  }

  /** Where the slices of a scope are. */
  placeOf(group: number, scope: SliceScope): SlicePlace {
    return { group, starts: this.#groups[group]!.get(scope)!.starts };
  }

  /** What the value of a node changes with. */
  scopeOf(node: Node): Scope {
    return this.#scopes.get(node) ?? "uniform";
  }

  /** The values of a node for all slices of a group's tensors. */
  of(node: Node, group: number): Float64Array {
    return this.#groups[group]!.get(this.#scopes.get(node) as SliceScope)!.of.get(node)!;
  }

  /** The values of a node for the slices of one tensor. */
  ofTensor(node: Node, group: number, tensor: number): Float64Array {
    const { starts } = this.#groups[group]!.get(this.#scopes.get(node) as SliceScope)!;
    return this.of(node, group).subarray(starts[tensor]!, starts[tensor + 1]!);
  }

  /** The value of a node for each slice of a scope: its own, that of the coarser slice around it, or the one of the step. */
  operand(node: Node, group: number, scope: SliceScope): Operand {
    const own = this.scopeOf(node);
    const { tensors } = this.#plan.groups[group]!;
    const memberships = this.#groups[group]!.get(scope)?.memberships ?? new Map<Scope, Int32Array>();
    let at = memberships.get(own);
    if (!at) {
      at =
        own === "uniform"
          ? new Int32Array(startsOf(tensors, scope).at(-1)!)
          : membership(tensors, scope, own as SliceScope);
      memberships.set(own, at);
    }
    if (own !== "uniform") return { values: this.of(node, group), at, stride: own === scope ? 1 : undefined };
    const register = this.registers.of(node);
    return { values: this.uniform.subarray(register, register + 1), at, stride: 0 };
  }

  /** All arrays of values. */
  get arrays(): readonly Float64Array[] {
    return [this.uniform, ...this.#arrays];
  }

  /** Whether an array that users can hold was transferred away. */
  get isLost(): boolean {
    for (let i = 0; i < this.#arrays.length; i++) if (this.#arrays[i]!.length === 0) return true;
    return false;
  }
}

/** Registers for all values of a plan that are the same for all tensors; the scalars of a call come first. */
export function registersOf(plan: Plan): Registers {
  const registers = new Registers();
  const scopes = scopesOf(plan);
  for (const symbol of plan.scalars) registers.of(symbol);
  for (const { symbol, extent } of plan.facts) if (extent === "global") registers.of(symbol, 0);
  for (const { state, scope } of plan.states) if (scope === "uniform") registers.of(state.symbol, 0);
  const roots = entriesOf(plan.phases).flatMap(([, phase]) => rootsOf(phase));
  for (const node of topological([...roots, ...plan.measured.all]))
    if ((scopes.get(node) ?? "uniform") === "uniform") registers.of(node);
  return registers;
}

/** Scopes of all values that are not the same for all tensors. */
export function scopesOf({ phases, states, facts }: Plan): Map<Node, Scope> {
  const scopes = new Map<Node, Scope>();
  for (const { state, scope } of states) scopes.set(state.symbol, scope);
  for (const { symbol, extent } of facts) scopes.set(symbol, extent === "global" ? "uniform" : "tensor");
  for (const { host, passes } of entriesOf(phases).flatMap(([, { stages }]) => stages)) {
    for (const { scope, reductions, nodes } of host.slices)
      for (const node of [...reductions.map(({ symbol }) => symbol), ...nodes]) scopes.set(node, scope);
    for (const { symbol, extent } of passes.flatMap(({ results }) => results))
      scopes.set(symbol, extent === "global" ? "uniform" : extent);
  }
  return scopes;
}

/** For each group the nodes that have values there: states, facts, what the host computes, sums. */
function nodesByGroup({ groups, phases, states, facts }: Plan): Set<Node>[] {
  const found = groups.map(() => new Set<Node>());
  for (const { state, groups: having } of states) for (const group of having) found[group]!.add(state.symbol);
  for (const { symbol, groups: having } of facts) for (const group of having) found[group]!.add(symbol);
  for (const { host, passes } of entriesOf(phases).flatMap(([, { stages }]) => stages)) {
    for (const { group, reductions, nodes } of host.slices)
      for (const node of [...reductions.map(({ symbol }) => symbol), ...nodes]) found[group]!.add(node);
    for (const { group, results } of passes) for (const { symbol } of results) found[group]!.add(symbol);
  }
  return found;
}

/** Room for the values of nodes. */
function slicesOf(tensors: readonly Tensor[], scope: SliceScope, nodes: readonly Node[]): Slices {
  const starts = startsOf(tensors, scope);
  const count = starts.at(-1)!;
  const all = new Float64Array(nodes.length * count);
  const of = new Map(nodes.map((node, index) => [node, all.subarray(index * count, (index + 1) * count)]));
  return { starts, of, all, memberships: new Map() };
}
