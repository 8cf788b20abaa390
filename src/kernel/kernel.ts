/**
 * A kernel: one pass over the elements of a group, as a list of values in which every value is computed once.
 * Plain data, the same for all targets; equal kernels have equal keys. Knows neither addresses nor sizes.
 */
import type { Call, Graph, Node } from "../expr/graph.ts";
import { typeOf } from "../expr/graph.ts";
import { type OperationName, operation, type ValueType } from "../expr/operations.ts";
import type { DType } from "./groups.ts";

/** A value of a kernel; `args` are indices of earlier values. */
export type Value =
  | { readonly kind: "load"; readonly role: number }
  | { readonly kind: "uniform" | "tensor"; readonly index: number; readonly type: ValueType }
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "call"; readonly op: OperationName; readonly args: readonly number[] };

/** How a reduction takes the elements of its value together, in float64 and in a fixed order. */
export type Reduction = "sum" | "sumSquares";

/** One pass. */
export interface Kernel {
  readonly dtype: DType;
  /** Arrays that are read or written: `p`, `g`, states. */
  readonly roles: readonly string[];
  readonly values: readonly Value[];
  readonly stores: readonly { readonly role: number; readonly value: number }[];
  readonly reductions: readonly { readonly op: Reduction; readonly value: number }[];
  /** Number of values that are the same for the whole step. */
  readonly uniforms: number;
  /** Number of values that are the same within a tensor. */
  readonly tensors: number;
}

/** A kernel and the host's expressions that feed it. */
export interface KernelWithInputs {
  readonly kernel: Kernel;
  readonly uniforms: readonly Node[];
  readonly tensors: readonly Node[];
}

/** How often a node changes: once a step, once a tensor, with every element. */
export type Scope = "uniform" | "tensor" | "element";

/** Scope and stage of nodes. A stage counts the reductions that must be complete before a node is known. */
export interface Rates {
  scopeOf(node: Node): Scope;
  stageOf(node: Node): number;
  /** Whether only hyperparameters and the step decide a value, no state and no reduction. */
  isSettled(node: Node): boolean;
}

/** What a kernel computes. */
export interface Body {
  readonly stores: readonly { readonly role: string; readonly node: Node }[];
  readonly reductions: readonly { readonly op: Reduction; readonly node: Node }[];
}

/** Writes an operation that no target has with those they have; leaves others as they are. */
export type Lower = (graph: Graph, dtype: DType, node: Call) => Node;

/**
 * Builds the kernel of a body. What does not change within the pass becomes an input, computed by the host in
 * float64 and rounded once. A division by what only hyperparameters and the step decide becomes a multiplication by
 * its reciprocal, taken by the host: SIMD division costs as much as four multiplications.
 */
export function buildKernel(
  dtype: DType,
  graph: Graph,
  body: Body,
  { scopeOf, isSettled }: Rates,
  lower?: Lower,
): KernelWithInputs {
  const roles: string[] = [];
  const values: Value[] = [];
  const inputs = { uniform: [] as Node[], tensor: [] as Node[] };
  const indices = new Map<Node, number>();
  const push = (value: Value): number => values.push(value) - 1;
  const role = (name: string): number => {
    const index = roles.indexOf(name);
    return index < 0 ? roles.push(name) - 1 : index;
  };
  const make = (node: Node): number => {
    if (node.kind === "constant") return push({ kind: "constant", value: node.value });
    const scope = scopeOf(node);
    if (scope !== "element") {
      return push({ kind: scope, index: inputs[scope].push(node) - 1, type: typeOf(node) });
    }
    if (node.kind === "symbol") return push({ kind: "load", role: role(node.name) });
    const [dividend, divisor] = node.args;
    if (node.op === "div" && isSettled(divisor!)) {
      const reciprocal = graph.call("div", graph.constant(1), divisor!);
      return index(graph.call("mul", dividend!, reciprocal));
    }
    const lowered = lower?.(graph, dtype, node) ?? node;
    if (lowered !== node) return index(lowered);
    const args = node.args.map(index);
    return push({ kind: "call", op: node.op, args });
  };
  const index = (node: Node): number => {
    let found = indices.get(node);
    if (found === undefined) {
      found = make(node);
      indices.set(node, found);
    }
    return found;
  };
  const reductions = body.reductions.map(({ op, node }) => ({ op, value: index(node) }));
  const computed = body.stores.map(({ role: name, node }) => ({ name, value: index(node) }));
  const stores = computed.map(({ name, value }) => ({ role: role(name), value }));
  const { uniform, tensor } = inputs;
  const kernel = {
    dtype,
    roles,
    values,
    stores,
    reductions,
    uniforms: uniform.length,
    tensors: tensor.length,
  };
  return { kernel, uniforms: uniform, tensors: tensor };
}

/** Whether a value of a kernel is a number or the outcome of a comparison. */
export const typeOfValue = (value: Value): ValueType =>
  value.kind === "call"
    ? operation(value.op).gives
    : value.kind === "uniform" || value.kind === "tensor"
      ? value.type
      : "number";

/** Equal keys mean equal code. */
export const keyOf = (kernel: Kernel): string =>
  JSON.stringify({ ...kernel, roles: kernel.roles.length }, (_, value) =>
    typeof value === "number" ? (Object.is(value, -0) ? "-0" : String(value)) : value,
  );

/** Roles that a kernel reads, and roles that it writes. */
export function traffic(kernel: Kernel): { reads: string[]; writes: string[] } {
  const read = new Set(kernel.values.flatMap((value) => (value.kind === "load" ? [value.role] : [])));
  const written = new Set(kernel.stores.map((store) => store.role));
  return {
    reads: kernel.roles.filter((_, index) => read.has(index)),
    writes: kernel.roles.filter((_, index) => written.has(index)),
  };
}
