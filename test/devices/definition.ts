/**
 * A device that is the definition: it computes every value in float64, one element at a time, by `evaluate` and the meanings of
 * operations, and knows neither registers nor blocks nor addresses. Slow, and simple enough to trust. Made with what the package
 * exports (`glissade` and `glissade/language`), so it is also the example of a device that lives outside.
 */
import type { Call, Device, Execution, Outcome, Pass, Plan, PlannedPhase } from "../../src/index.ts";
import { evaluate, meaningAt, meaningOf } from "../../src/language/index.ts";
import { countsWithin, elementsOfRows, type Scope, sliceOf, slicesOf, valuesOf } from "./at-an-element.ts";
import { Coded } from "./coded.ts";
import { carryOut, elementsIn, keptIn, type Routine } from "./whole-matrices.ts";

type Elements = Float32Array | Float64Array;
type Tensor = Plan["groups"][number]["tensors"][number];

/**
 * The values of a symbol: an array for each tensor, or one for all under the empty path. Where tensors are divided into sets, also one
 * for each set, of what its tensors do not share with all.
 */
interface Values {
  readonly scope: Scope;
  readonly byPath: Map<string, Elements>;
}

const start = { sum: 0, sumSquares: 0, max: Number.NEGATIVE_INFINITY } as const;

class Definition implements Execution {
  readonly #plan: Plan;
  readonly #coded: Coded;
  /** Arrays of elements, states with fewer values, facts, sums, scalars: all by the name of their symbol. */
  readonly #values = new Map<string, Values>();
  /** The set that each tensor belongs to, by path, once they are divided. */
  #sets = new Map<string, string>();
  /** Elements that take part, by path, of tensors of which some rows alone do. */
  readonly #chosen = new Map<string, readonly number[]>();
  /** Sets that take no part in the call. */
  readonly #idle = new Set<string>();

  constructor(plan: Plan, params: ReadonlyMap<string, Elements>) {
    this.#plan = plan;
    this.#coded = new Coded(plan);
    const all = plan.groups.flatMap(({ tensors }) => tensors);
    for (const role of ["p", "half", "g", "eval"]) this.#begin(role, "element", all);
    for (const [path, values] of params) this.write("p", path, values);
    for (const state of plan.states) {
      const tensors = state.groups.flatMap((group) => plan.groups[group]!.tensors);
      this.#begin(
        state.role,
        state.scope,
        tensors.map((tensor) => ({ ...tensor, size: elementsIn(state, tensor) })),
      );
    }
    for (const [name, tensors] of keptIn(plan)) this.#begin(name, "element", tensors);
    for (const { name } of plan.measured.tensors) this.#begin(name, "tensor", all);
    for (const { name } of plan.scalars) this.#begin(name, "uniform", all);
    for (const { symbol, extent, byPath } of plan.facts) {
      this.#begin(symbol.name, extent === "global" ? "uniform" : "tensor", all);
      for (const [path, value] of byPath) this.#at(symbol.name, path)[0]! += value;
    }
  }

  #begin(name: string, scope: Scope, tensors: readonly Tensor[], value = 0): void {
    const array = (tensor: Tensor) =>
      scope === "element" && tensor.dtype === "float32" ? Float32Array : Float64Array;
    const byPath = this.#values.get(name)?.byPath ?? new Map<string, Elements>();
    if (scope === "uniform") byPath.set("", Float64Array.of(value));
    else
      for (const tensor of tensors)
        byPath.set(
          tensor.path,
          byPath.get(tensor.path)?.fill(value) ?? new (array(tensor))(slicesOf(scope, tensor)).fill(value),
        );
    this.#values.set(name, { scope, byPath });
  }

  /** Values for a tensor; without a path, what all share. */
  #at(name: string, path: string, set = this.#sets.get(path)): Elements {
    const { scope, byPath } = this.#values.get(name)!;
    return scope === "uniform" ? (byPath.get(set ?? "") ?? byPath.get("")!) : byPath.get(path)!;
  }

  /** Reads the value of a symbol at an element. */
  #reader(tensor: Tensor, element: number, set = this.#sets.get(tensor.path)) {
    return (name: string): number =>
      this.#at(name, tensor.path, set)[sliceOf(this.#values.get(name)!.scope, tensor, element)]!;
  }

  divide(cohorts: readonly (readonly string[])[]): void {
    const { states, scalars } = this.#plan;
    const own = states.filter(({ scope, isShared }) => scope === "uniform" && !isShared);
    const names = [...own.map(({ role }) => role), ...scalars.map(({ name }) => name)];
    const before = cohorts.map((paths) => names.map((name) => this.#at(name, paths[0]!).slice()));
    for (const name of names) {
      const { byPath } = this.#values.get(name)!;
      for (const set of new Set(this.#sets.values())) byPath.delete(set);
      for (const c of cohorts.keys()) byPath.set(`set ${c}`, before[c]![names.indexOf(name)]!);
    }
    this.#sets = new Map(cohorts.flatMap((paths, c) => paths.map((path) => [path, `set ${c}`] as const)));
  }

  /** Takes in a call: its scalars, who takes part, sizes of all that do. */
  #beginCall(call: Call): void {
    const calls = [
      ["", call] as const,
      ...(call.cohorts ?? []).map((cohort, c) => [`set ${c}`, cohort] as const),
    ];
    this.#idle.clear();
    for (const [set, cohort] of calls) {
      if ("takesPart" in cohort && !cohort.takesPart) this.#idle.add(set);
      const scalars = cohort.scalarsAt(call.count);
      for (const [place, { name }] of this.#plan.scalars.entries())
        this.#values.get(name)!.byPath.get(set)![0] = scalars[place]!;
    }
    for (const { symbol, extent, byPath } of this.#plan.facts) {
      if (extent !== "global") continue;
      const sizes = [...byPath].filter(([path]) => this.#takesPart(path)).map(([, size]) => size);
      this.#at(symbol.name, "")[0] = sizes.reduce((sum, size) => sum + size, 0);
    }
  }

  #takesPart(path: string): boolean {
    return !this.#idle.has(this.#sets.get(path) ?? "");
  }

  run(name: keyof Plan["phases"], call: Call): Outcome {
    const at = (role: string, path: string) => this.#at(role, path);
    this.#beginCall(call);
    this.#coded.load(at);
    const kept = (call.rows ?? []).map(({ path }) => this.#at("g", path).slice());
    this.#chosen.clear();
    for (const { path, indices, gradient: given } of call.rows ?? []) {
      const gradient = this.#coded.numbers(path, given);
      const elements = elementsOfRows(indices, gradient.length / (indices.length || 1));
      for (const [i, element] of elements.entries()) this.#at("g", path)[element] = gradient[i]!;
      this.#chosen.set(path, elements);
    }
    const outcome = this.#carryOutAll(this.#plan.phases[name]!);
    for (const [i, { path }] of (call.rows ?? []).entries()) this.#at("g", path).set(kept[i]!);
    this.#coded.store(at);
    return outcome;
  }

  #elementsOf({ path, size }: Tensor): readonly number[] {
    return this.#chosen.get(path) ?? [...Array(size).keys()];
  }

  #absent({ path, size }: Tensor): number {
    return (this.#chosen.get(path)?.length ?? size) < size ? 0 : -Infinity;
  }

  #carryOutAll(phase: PlannedPhase): Outcome {
    const somewhere = this.#reader(this.#plan.groups[0]!.tensors[0]!, 0, "");
    for (const [index, { host, passes, routines, globals }] of phase.stages.entries()) {
      for (const work of host.slices) this.#reduce(work);
      const isLast = index === phase.stages.length - 1;
      if (isLast && phase.accepts.some((node) => evaluate(node, somewhere) === 0))
        return this.#outcome(false, phase.declined);
      for (const pass of passes)
        for (const { op, symbol, extent } of pass.results)
          this.#begin(
            symbol.name,
            extent === "global" ? "uniform" : extent,
            this.#plan.groups[pass.group]!.tensors,
            start[op],
          );
      for (const { symbol, op } of globals) this.#begin(symbol.name, "uniform", [], start[op]);
      for (const pass of passes) this.#carryOut(pass);
      for (const routine of routines) this.#carryOutRoutine(routine);
      for (const one of globals) this.#goOn(one);
    }
    return this.#outcome(true, phase.commit);
  }

  #outcome(taken: boolean, assignments: PlannedPhase["commit"]): Outcome {
    this.#assign(assignments);
    const measured = this.#plan.measured.all.map(
      ({ name }) => this.#values.get(name)?.byPath.get("")?.[0] ?? Number.NaN,
    );
    return { taken, measured: Float64Array.from(measured) };
  }

  /** Reductions of values with fewer values than elements: of all elements, as others are, but known before the passes. */
  #reduce({ group, scope, reductions }: PlannedPhase["stages"][number]["host"]["slices"][number]): void {
    const { tensors } = this.#plan.groups[group]!;
    for (const { symbol, op, extent, of } of reductions) {
      this.#begin(symbol.name, scope, tensors, start[op]);
      for (const tensor of tensors) {
        const to = this.#at(symbol.name, tensor.path);
        for (let element = 0; element < tensor.size; element++) {
          const value = evaluate(of, this.#reader(tensor, element));
          const at = sliceOf(scope, tensor, element);
          if (op === "max") to[at] = Math.max(to[at]!, value);
          else to[at]! += op === "sum" ? value : value * value;
        }
        // Where slices of the extent have the same result, all of them have been added up.
        const alike = countsWithin(extent, scope, tensor);
        if (op !== "max") for (let at = 0; at < to.length; at++) to[at]! /= alike[at]!;
      }
    }
  }

  /** A reduction over all tensors goes on with the values of a group's. */
  #goOn({ symbol, op, group, of }: PlannedPhase["stages"][number]["globals"][number]): void {
    const to = this.#at(symbol.name, "");
    for (const { path } of this.#plan.groups[group]!.tensors) {
      if (!this.#takesPart(path)) continue;
      const value = this.#at(of.name, path)[0]!;
      to[0] = op === "max" ? Math.max(to[0]!, value) : to[0]! + value;
    }
  }

  #carryOut(pass: Pass): void {
    const { kernel, results } = pass;
    for (const tensor of this.#plan.groups[pass.group]!.tensors) {
      if (!this.#takesPart(tensor.path)) continue;
      const uniform = pass.inputs.uniform.map((node) => evaluate(node, this.#reader(tensor, 0)));
      for (const element of this.#elementsOf(tensor)) {
        const values = valuesOf(pass, uniform, this.#reader(tensor, element), element);
        for (const { reduction, op, symbol, extent } of results) {
          const reductions = extent === "column" ? kernel.columnReductions : kernel.reductions;
          const value = values[reductions[reduction]!.value]!;
          const to = this.#at(symbol.name, tensor.path);
          const at = sliceOf(extent === "global" ? "uniform" : extent, tensor, element);
          // Rows without a gradient count as zero.
          const least =
            extent !== "global" && slicesOf(extent, tensor) === 1 ? this.#absent(tensor) : -Infinity;
          if (op === "max") to[at] = Math.max(to[at]!, value, least);
          else to[at]! += op === "sum" ? value : value * value;
        }
        for (const { role, value } of kernel.stores)
          this.#at(kernel.roles[role]!, tensor.path)[element] = values[value]!;
      }
    }
  }

  #carryOutRoutine(routine: Routine): void {
    for (const tensor of this.#plan.groups[routine.group]!.tensors)
      if (this.#takesPart(tensor.path))
        carryOut(routine, tensor, (role) => this.#at(role, tensor.path), this.#reader(tensor, 0));
  }

  /** States with fewer values than elements, all at once. */
  #assign(assignments: PlannedPhase["commit"]): void {
    const assigned = assignments.flatMap(
      (one): { readonly to: Elements; readonly values: ArrayLike<number> }[] => {
        if (one.scope === "uniform") {
          // One value for all, and one for each set that takes part and has its own.
          const sets = [...this.#values.get(one.state.name)!.byPath].filter(([set]) => !this.#idle.has(set));
          const tensor = this.#plan.groups[0]!.tensors[0]!;
          return sets.map(([set, to]) => ({
            to,
            values: [evaluate(one.value, this.#reader(tensor, 0, set))],
          }));
        }
        const tensors = this.#plan.groups[one.group]!.tensors;
        return tensors
          .filter(({ path }) => this.#takesPart(path))
          .map((tensor) => {
            const to = this.#at(one.state.name, tensor.path);
            const values = Float64Array.from(to);
            for (const element of this.#elementsOf(tensor))
              values[sliceOf(one.scope, tensor, element)] = evaluate(
                one.value,
                this.#reader(tensor, element),
              );
            return { to, values };
          });
      },
    );
    for (const { to, values } of assigned) to.set(values);
  }

  handle(role: string, path: string): Elements {
    return this.#at(role, path);
  }

  async read(role: string, path: string): Promise<Elements> {
    return this.#at(role, path).slice();
  }

  write(role: string, path: string, values: ArrayLike<number>): void {
    if (!this.#coded.write(role, path, values)) this.#at(role, path).set(values);
  }

  readonly codes = (role: string, path: string) => this.#coded.codes(role, path);
  readonly takesRows = true;
  readonly isLost = false;
  dispose(): void {
    this.#values.clear();
  }
}

/** The device. */
export const definition: Device = {
  name: "definition",
  operations: { has: (op) => (meaningOf(op) ?? meaningAt(op)) !== undefined },
  routines: { has: () => true },
  compile: async (plan, params) => new Definition(plan, params),
};
