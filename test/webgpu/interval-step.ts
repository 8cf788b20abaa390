/** One call of a plan on intervals: between which numbers a GPU's parameters and states must lie after it. */

import { evaluate } from "../../src/language/evaluate.ts";
import type { Call, Node } from "../../src/language/graph.ts";
import { meaningAt, type OperationName } from "../../src/language/index.ts";
import { operation } from "../../src/language/operations.ts";
import type { Tensor } from "../../src/plan/groups.ts";
import type { Pass } from "../../src/plan/passes.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { Routine } from "../../src/plan/planned-routines.ts";
import type { Scope } from "../../src/plan/scope.ts";
import { matricesOf } from "../../src/plan/sides.ts";
import { countOf, sliceOf } from "../../src/plan/slices.ts";
import type { PlannedPhase } from "../../src/plan/stages.ts";
import { Known } from "../../src/runtime/webgpu/known.ts";
import { mayDecline } from "../../src/runtime/webgpu/program.ts";
import { anything, exactly, type Interval, operate, rounded, sumTolerance, widened } from "./intervals.ts";

/** Arrays by path; a value for all tensors under the empty path. */
export type ByPath = ReadonlyMap<string, ArrayLike<number>>;

const slicesOf = (scope: Scope, tensor: Tensor): number =>
  scope === "uniform" ? 1 : scope === "element" ? tensor.size : countOf(scope, tensor);

const sliceAt = (scope: Scope, tensor: Tensor, element: number): number =>
  scope === "uniform" ? 0 : scope === "element" ? element : sliceOf(scope, tensor, element);

/** Values of symbols while a call is carried out. */
export class IntervalStep {
  readonly #plan: Plan;
  readonly #values = new Map<string, { scope: Scope; byPath: Map<string, Interval[]> }>();
  readonly #scalars: ReadonlyMap<string, number>;

  /** From arrays before the call by role, gradients among them, and the scalars of the call. */
  constructor(plan: Plan, arrays: ReadonlyMap<string, ByPath>, scalars: ArrayLike<number>) {
    this.#plan = plan;
    this.#scalars = new Map(plan.scalars.map(({ name }, index) => [name, scalars[index]!]));
    for (const [name, value] of this.#scalars) this.#set(name, "uniform", "", [rounded(value)]);
    const scopeOf = (role: string): Scope =>
      plan.states.find((state) => state.role === role)?.scope ?? "element";
    for (const [role, byPath] of arrays)
      for (const [path, values] of byPath) this.#set(role, scopeOf(role), path, Array.from(values, rounded));
    for (const { symbol, extent, byPath } of plan.facts) {
      const sum = [...byPath.values()].reduce((total, value) => total + value, 0);
      if (extent === "global") this.#set(symbol.name, "uniform", "", [exactly(sum)]);
      else for (const [path, value] of byPath) this.#set(symbol.name, "tensor", path, [exactly(value)]);
    }
  }

  #set(name: string, scope: Scope, path: string, values: Interval[]): void {
    const of = this.#values.get(name) ?? { scope, byPath: new Map<string, Interval[]>() };
    of.byPath.set(path, values);
    this.#values.set(name, of);
  }

  #read(name: string, tensor: Tensor, element: number): Interval {
    const { scope, byPath } = this.#values.get(name)!;
    const values = byPath.get(scope === "uniform" ? "" : tensor.path)!;
    return values[sliceAt(scope, tensor, element)]!;
  }

  /** The value of a host's node at an element; what the host knows is rounded once. */
  #at(node: Node, known: Known, tensor: Tensor, element: number, memo = new Map<Node, Interval>()): Interval {
    const found = memo.get(node);
    if (found) return found;
    const value = this.#compute(node, known, tensor, element, memo);
    memo.set(node, value);
    return value;
  }

  #compute(node: Node, known: Known, tensor: Tensor, element: number, memo: Map<Node, Interval>): Interval {
    if (node.kind === "constant") return rounded(node.value);
    const isPlanned = node.kind === "call" && operation(node.op).isPlanned;
    if (isPlanned || (node.kind === "call" && known.has(node))) {
      const exact = (name: string) => this.#scalars.get(name) ?? this.#read(name, tensor, element).low;
      return rounded(evaluate(node, exact));
    }
    if (node.kind === "symbol") return this.#read(node.name, tensor, element);
    return operate(
      node.op,
      (node as Call).args.map((arg) => this.#at(arg, known, tensor, element, memo)),
    );
  }

  #add(of: readonly Interval[], op: "sum" | "sumSquares" | "max"): Interval {
    const isOpen = of.some((one) => one.isOpen);
    if (op === "max")
      return {
        low: of.reduce((most, { low }) => Math.max(most, low), Number.NEGATIVE_INFINITY),
        high: of.reduce((most, { high }) => Math.max(most, high), Number.NEGATIVE_INFINITY),
        isOpen,
      };
    const terms = op === "sum" ? of : of.map((one) => operate("mul", [one, one]));
    const low = terms.reduce((sum, term) => sum + term.low, 0);
    const high = terms.reduce((sum, term) => sum + term.high, 0);
    const size = terms.reduce((sum, term) => sum + Math.max(Math.abs(term.low), Math.abs(term.high)), 0);
    const room = size * sumTolerance;
    return widened({ low: low - room, high: high + room, isOpen }, 2);
  }

  /** Carries a phase out: new arrays by role and path, and whether it was taken. */
  run(phase: PlannedPhase): { taken: boolean; arrays: Map<string, Map<string, Interval[]>> } {
    const plan = this.#plan;
    const known = new Known(plan, phase, !mayDecline(plan));
    const next = new Map<string, Map<string, Interval[]>>();
    const put = (role: string, path: string, values: Interval[]) =>
      next.set(role, (next.get(role) ?? new Map<string, Interval[]>()).set(path, values));
    const [somewhere] = plan.groups[0]!.tensors;
    for (const [index, { host, passes, routines, globals }] of phase.stages.entries()) {
      for (const { group, scope, reductions } of host.slices)
        for (const { symbol, op, extent, of } of reductions)
          for (const tensor of plan.groups[group]!.tensors)
            this.#set(
              symbol.name,
              scope,
              tensor.path,
              this.#reduced(tensor, scope, extent, op, (element) => this.#at(of, known, tensor, element)),
            );
      if (
        index === phase.decides &&
        phase.accepts.some((node) => this.#at(node, known, somewhere!, 0).high === 0)
      ) {
        for (const { state, value } of phase.declined)
          put(state.name, "", [this.#at(value, known, somewhere!, 0)]);
        return { taken: false, arrays: next };
      }
      const sums = new Map<string, { op: "sum" | "max"; parts: Interval[] }>();
      for (const pass of passes) this.#pass(pass, known, put, sums);
      for (const routine of routines) this.#routine(routine, put);
      for (const { symbol, op, group, of } of globals) {
        const parts = sums.get(symbol.name)?.parts ?? [];
        for (const tensor of plan.groups[group]!.tensors) parts.push(this.#read(of.name, tensor, 0));
        sums.set(symbol.name, { op, parts });
      }
      for (const [name, { op, parts }] of sums) this.#set(name, "uniform", "", [this.#add(parts, op)]);
    }
    for (const one of phase.commit) {
      if (one.scope === "uniform") {
        put(one.state.name, "", [this.#at(one.value, known, somewhere!, 0)]);
        continue;
      }
      for (const tensor of plan.groups[one.group]!.tensors) {
        const values: Interval[] = [];
        for (let element = 0; element < tensor.size; element++)
          values[sliceAt(one.scope, tensor, element)] = this.#at(one.value, known, tensor, element);
        put(one.state.name, tensor.path, values);
      }
    }
    return { taken: true, arrays: next };
  }

  /** What a routine leaves may be anything: it is compared as a whole, not element by element. */
  #routine(
    { group, matrices, form }: Routine,
    put: (role: string, path: string, values: Interval[]) => void,
  ) {
    for (const tensor of this.#plan.groups[group]!.tensors) {
      const all = matricesOf(tensor, form);
      for (const { lives, symbol, shape } of matrices) {
        if (lives === "shared") continue;
        const ofState = all.reduce((sum, { sides }) => sum + sides[shape[0]] * sides[shape[1]], 0);
        const size = lives === "state" ? ofState : tensor.size;
        const values = new Array<Interval>(size).fill(anything);
        this.#set(symbol.name, "element", tensor.path, values);
        if (lives === "state") put(symbol.name, tensor.path, values);
      }
    }
  }

  /** A reduction within slices of values that each of them may repeat. */
  #reduced(
    tensor: Tensor,
    scope: Scope,
    extent: Scope,
    op: "sum" | "sumSquares" | "max",
    value: (element: number) => Interval,
  ): Interval[] {
    const terms: Interval[][] = Array.from({ length: slicesOf(scope, tensor) }, () => []);
    for (let element = 0; element < tensor.size; element++)
      terms[sliceAt(scope, tensor, element)]!.push(value(element));
    const alike = slicesOf(extent, tensor) / slicesOf(scope, tensor);
    return terms.map((of) => {
      const sum = this.#add(of, op);
      return op === "max" || alike === 1 ? sum : { ...sum, low: sum.low / alike, high: sum.high / alike };
    });
  }

  #pass(
    { kernel, inputs, group, results }: Pass,
    known: Known,
    put: (role: string, path: string, values: Interval[]) => void,
    sums: Map<string, { op: "sum" | "max"; parts: Interval[] }>,
  ): void {
    for (const tensor of this.#plan.groups[group]!.tensors) {
      const rows: Interval[][] = [];
      for (let element = 0; element < tensor.size; element++) {
        const values: Interval[] = [];
        for (const value of kernel.values) {
          if (value.kind === "constant") values.push(rounded(value.value));
          else if (value.kind === "load") values.push(this.#read(kernel.roles[value.role]!, tensor, element));
          else if (value.kind === "call")
            values.push(
              drawnOr(
                value.op,
                element,
                value.args.map((arg) => values[arg]!),
              ),
            );
          else values.push(this.#at(inputs[value.kind][value.index]!, known, tensor, element));
        }
        rows.push(values);
      }
      for (const { role, value } of kernel.stores)
        put(
          kernel.roles[role]!,
          tensor.path,
          rows.map((values) => values[value]!),
        );
      for (const { reduction, op, symbol, extent } of results) {
        const from = (extent === "column" ? kernel.columnReductions : kernel.reductions)[reduction]!.value;
        if (extent === "global") {
          const parts = sums.get(symbol.name)?.parts ?? [];
          const squares = op === "sumSquares";
          for (const values of rows)
            parts.push(squares ? operate("mul", [values[from]!, values[from]!]) : values[from]!);
          sums.set(symbol.name, { op: op === "max" ? "max" : "sum", parts });
        } else
          this.#set(
            symbol.name,
            extent,
            tensor.path,
            this.#reduced(tensor, extent, extent, op, (element) => rows[element]![from]!),
          );
      }
    }
  }
}

const drawnOr = (op: OperationName, element: number, args: readonly Interval[]): Interval => {
  const drawn = meaningAt(op);
  if (!drawn) return operate(op, args);
  const [x, y, z] = args.map(({ low }) => low);
  // Keys are whole numbers, which float32 has exactly.
  return exactly(drawn(element, Math.round(x!), Math.round(y ?? 0), Math.round(z ?? 0)));
};
