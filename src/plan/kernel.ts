/**
 * A kernel: one pass over the elements of a group, as a list of values in which every value is computed once.
 * Plain data, the same for all targets; equal kernels have equal keys. Knows neither addresses nor sizes.
 */
import type { DType } from "../language/dtype.ts";
import { type Graph, type Node, typeOf, walk } from "../language/graph.ts";
import {
  type Extent,
  type OperationName,
  operation,
  type Reduction,
  type ValueType,
} from "../language/operations.ts";
import type { StorageName } from "../language/storage.ts";
import type { Scope } from "./scope.ts";
import type { Uniformity } from "./uniformity.ts";

/** A value of a kernel; `args` are indices of earlier values. */
export type Value =
  | { readonly kind: "load"; readonly role: number }
  | { readonly kind: InputKind; readonly index: number; readonly type: ValueType }
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "call"; readonly op: OperationName; readonly args: readonly number[] };

/** Inputs that the host computes: one value for the step, one for each segment, or one for each column of a matrix. */
export type InputKind = "uniform" | "segment" | "column";

/** What a segment is: any run of elements, a part of a tensor, a unit of it, a row. */
export type Segments = "any" | "tensor" | "unit" | "row";

/** One pass. */
export interface Kernel {
  readonly dtype: DType;
  /** Arrays that are read or written: `p`, `g`, states. */
  readonly roles: readonly string[];
  /** How each of them is stored. */
  readonly storages: readonly StorageName[];
  readonly values: readonly Value[];
  readonly stores: readonly { readonly role: number; readonly value: number }[];
  /** Reductions over segments, and those over columns, which add to an array with a number for each column. */
  readonly reductions: readonly { readonly op: Reduction; readonly value: number }[];
  readonly columnReductions: readonly { readonly op: Reduction; readonly value: number }[];
  readonly segments: Segments;
  /** Number of inputs that are the same for the whole step. */
  readonly uniforms: number;
  /** Number of inputs that are the same within a segment. */
  readonly inputs: number;
  /** Number of inputs with a value for each column. */
  readonly columns: number;
}

/** Whether segments are slices of matrices: they end anywhere, so their last elements are processed one by one. */
export const isSliced = ({ segments }: Kernel): boolean => segments === "unit" || segments === "row";

/** A kernel and the host's expressions that feed it. */
export interface KernelWithInputs {
  readonly kernel: Kernel;
  readonly inputs: Readonly<Record<InputKind, readonly Node[]>>;
}

/** What a kernel computes. */
export interface Body {
  readonly stores: readonly { readonly role: string; readonly node: Node }[];
  readonly reductions: readonly { readonly op: Reduction; readonly node: Node; readonly extent: Extent }[];
  /** Over what it reduces: one reduction of a value may give several results. */
  readonly extents: readonly Extent[];
}

/**
 * Builds the kernel of a body. What does not change within the pass becomes an input, computed by the host in
 * float64 and rounded once. A division by what only hyperparameters and the step decide becomes a multiplication by
 * its reciprocal, taken by the host: SIMD division costs as much as four multiplications.
 */
export function buildKernel(
  dtype: DType,
  graph: Graph,
  body: Body,
  { scopeOf, isScheduled }: Uniformity,
  storageOf: (role: string) => StorageName,
): KernelWithInputs {
  const roles: string[] = [];
  const values: Value[] = [];
  const inputs: Record<InputKind, Node[]> = { uniform: [], segment: [], column: [] };
  const scopes = new Set<Scope | "global">(body.extents);
  const indices = new Map<Node, number>();
  const push = (value: Value): number => values.push(value) - 1;
  const role = (name: string): number => {
    const index = roles.indexOf(name);
    return index < 0 ? roles.push(name) - 1 : index;
  };
  /** The nodes that an elementwise value is computed from: its arguments, or another node of the same value. */
  const writtenWith = (node: Node): readonly Node[] => {
    if (node.kind !== "call" || scopeOf(node) !== "element") return [];
    const [dividend, divisor] = node.args;
    if (node.op === "div" && isScheduled(divisor!)) {
      const reciprocal = graph.call("div", graph.constant(1), divisor!);
      return [graph.call("mul", dividend!, reciprocal)];
    }
    return node.args;
  };
  const make = (node: Node, below: readonly Node[]): number => {
    if (node.kind === "constant") return push({ kind: "constant", value: node.value });
    const scope = scopeOf(node);
    if (scope !== "element") {
      scopes.add(scope);
      const kind = scope === "uniform" || scope === "column" ? scope : "segment";
      return push({ kind, index: inputs[kind].push(node) - 1, type: typeOf(node) });
    }
    if (node.kind === "symbol") return push({ kind: "load", role: role(node.name) });
    if (below !== node.args) return indices.get(below[0]!)!;
    return push({ kind: "call", op: node.op, args: below.map((arg) => indices.get(arg)!) });
  };
  const index = (root: Node): number => {
    walk(
      [root],
      (node) => indices.has(node),
      (node, below) => indices.set(node, make(node, below)),
      writtenWith,
    );
    return indices.get(root)!;
  };
  const reduced = body.reductions.map(({ op, node, extent }) => ({ op, value: index(node), extent }));
  const computed = body.stores.map(({ role: name, node }) => ({ name, value: index(node) }));
  const stores = computed.map(({ name, value }) => ({ role: role(name), value }));
  const over = (isColumn: boolean) =>
    reduced
      .filter(({ extent }) => (extent === "column") === isColumn)
      .map(({ op, value }) => ({ op, value }));
  const [reductions, columnReductions] = [over(false), over(true)];
  const isByRow = scopes.has("row") || scopes.has("column") || scopes.has("matrix");
  const segments = isByRow ? "row" : scopes.has("unit") ? "unit" : undefined;
  const { uniform, segment, column } = inputs;
  const kernel: Kernel = {
    dtype,
    roles,
    storages: roles.map(storageOf),
    values,
    stores,
    reductions,
    columnReductions,
    segments: segments ?? (reductions.length > 0 || segment.length > 0 ? "tensor" : "any"),
    uniforms: uniform.length,
    inputs: segment.length,
    columns: column.length,
  };
  return { kernel, inputs };
}

/** Whether a value of a kernel is a number or the outcome of a comparison. */
export const typeOfValue = (value: Value): ValueType =>
  value.kind === "call" ? operation(value.op).gives : "type" in value ? value.type : "number";

const keys = new WeakMap<Kernel, string>();

/** Equal keys mean equal code. */
export function keyOf(kernel: Kernel): string {
  const key = keys.get(kernel) ?? writtenKey(kernel);
  keys.set(kernel, key);
  return key;
}

const writtenKey = (kernel: Kernel): string =>
  JSON.stringify({ ...kernel, roles: kernel.roles.length }, (_, value) =>
    typeof value === "number" ? (Object.is(value, -0) ? "-0" : String(value)) : value,
  );
