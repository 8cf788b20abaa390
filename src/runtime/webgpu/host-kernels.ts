/**
 * Kernels for what other devices leave to the host: values that are the same for all tensors, computed by one invocation; values of
 * slices, an invocation for each; reductions of those, and partial sums combined.
 */
import type { Call, Node } from "../../language/graph.ts";
import { typeOf } from "../../language/graph.ts";
import type { Reduction } from "../../language/operations.ts";
import type { Kernel, Value } from "../../plan/kernel.ts";
import { lowered } from "../../plan/lower.ts";
import { type Declared, moduleOf, partBinding, sliceOfInvocation } from "./module.ts";
import { emitted, type Manner } from "./operate.ts";
import { combineOf, emptyOf, sharedTop, treeLines } from "./sums.ts";
import { linesOf, numberOf } from "./values.ts";

/** Invocations that combine partial sums. */
export const combining = 64;

export const values: Declared = { binding: 2, kind: "write", buffer: "v", name: "v", type: "array<f32>" };
export const tables: Declared = { binding: 3, kind: "read", buffer: "t", name: "t", type: "array<u32>" };

export const uniforms = (count: number, isWritten: boolean): Declared => ({
  binding: 0,
  kind: isWritten ? "write" : "uniform",
  buffer: "h",
  name: "h",
  type: `array<vec4f, ${count}>`,
});

/** Calls as a kernel: its stores are their values in the same order, its uniform inputs are `leaves`. */
function kernelOf(calls: readonly Call[]): { kernel: Kernel; leaves: readonly Node[] } {
  const list: Value[] = [];
  const leaves: Node[] = [];
  const indices = new Map<Node, number>();
  const own = new Set<Node>(calls);
  const indexOf = (node: Node): number => {
    const known = indices.get(node);
    if (known !== undefined) return known;
    const made: Value =
      node.kind === "constant"
        ? { kind: "constant", value: node.value }
        : { kind: "uniform", index: leaves.push(node) - 1, type: typeOf(node) };
    indices.set(node, list.push(made) - 1);
    return list.length - 1;
  };
  for (const call of calls) {
    const args = call.args.map((arg) => (own.has(arg) ? indices.get(arg)! : indexOf(arg)));
    indices.set(call, list.push({ kind: "call", op: call.op, args }) - 1);
  }
  const kernel: Kernel = {
    dtype: "float32",
    roles: [],
    storages: [],
    values: list,
    stores: calls.map((call, role) => ({ role, value: indices.get(call)! })),
    reductions: [],
    columnReductions: [],
    segments: "any",
    uniforms: leaves.length,
    inputs: 0,
    columns: 0,
  };
  return { kernel: lowered(kernel, emitted), leaves };
}

/** Lines that compute calls; `read` reads what they are computed from, `write` writes the value of each. */
function callLines(
  calls: readonly Call[],
  manner: Manner,
  read: (node: Node) => string,
  write: (node: Node, value: string) => string,
): string[] {
  if (calls.length === 0) return [];
  const { kernel, leaves } = kernelOf(calls);
  const none = () => "";
  const readers = {
    load: none,
    uniform: (index: number) => read(leaves[index]!),
    segment: none,
    column: none,
  };
  return [
    ...linesOf(kernel, readers, manner),
    ...kernel.stores.map(({ value }, index) => write(calls[index]!, numberOf(kernel, value))),
  ];
}

/** Words that are combined: `count` of them from `base` on, `step` apart; two-float numbers have two words. */
export interface Parts {
  readonly base: number;
  readonly count: number;
  readonly step: number;
  readonly isDouble: boolean;
}

/** A value for all tensors that is combined from parts of them. */
export interface Combined {
  readonly to: string;
  readonly op: Reduction;
  readonly parts: readonly Parts[];
}

/** What is done for values that are the same for all tensors: sums, then calls, then some lines. */
export interface UniformWork {
  readonly sums: readonly Combined[];
  readonly calls: readonly Call[];
  readonly after: readonly string[];
  /** Whether nothing is done in a call that was declined. */
  readonly mayDecline: boolean;
}

/** A kernel for such work: one workgroup. */
export function uniformKernel(
  { sums, calls, after, mayDecline }: UniformWork,
  count: number,
  at: (node: Node) => string,
  manner: Manner,
) {
  const careful = { ...manner, isCareful: true };
  const combinedLines = sums.flatMap(({ to, op, parts }, k): string[] => {
    const combine = combineOf(op);
    return [
      `var sum${k} = ${emptyOf(op)};`,
      ...parts.flatMap(({ base, count: length, step, isDouble }) => [
        `for (var n = local; n < ${length}u; n += ${combining}u) {`,
        `  let at = ${base}u + n * ${step}u;`,
        `  sum${k} = ${combine}(sum${k}, vec2f(v[at], ${isDouble ? "v[at + 1u]" : "0f"}));`,
        "}",
      ]),
      `part[local] = sum${k};`,
      ...treeLines(combine, combining),
      `if (local == 0u) { ${to} = part[0].x${op === "max" ? "" : " + part[0].y"}; }`,
    ];
  });
  const workgroup = sums.length > 0 ? combining : 1;
  const read = (node: Node) => at(node);
  return moduleOf({
    lanes: 1,
    declared: [uniforms(count, true), values],
    workgroup,
    isGuarded: manner.isGuarded,
    top: sums.length > 0 ? sharedTop(combining) : [],
    lines: [
      ...combinedLines,
      "if (local != 0u) { return; }",
      ...(mayDecline ? ["if (h[0].w == 0f) { return; }"] : []),
      ...callLines(calls, careful, read, (node, value) => `${at(node)} = ${value};`),
      ...after,
    ],
  });
}

/** How the value of a node is read for slice `s`. */
export type SliceReader = (node: Node) => string;

/** Values of slices: computes calls for each of them and writes each to its place. */
export function sliceKernel(
  calls: readonly Call[],
  uniformCount: number,
  read: SliceReader,
  baseOf: (node: Node) => number,
  manner: Manner,
) {
  const careful = { ...manner, isCareful: true };
  return moduleOf({
    lanes: 1,
    declared: [uniforms(uniformCount, false), partBinding, values, tables],
    workgroup: combining,
    isGuarded: manner.isGuarded,
    lines: [
      ...sliceOfInvocation("s", combining),
      ...callLines(calls, careful, read, (node, value) => `v[${baseOf(node)}u + s] = ${value};`),
    ],
  });
}

/** New values of states of slices: all are read before one is written. */
export function assignKernel(
  pairs: readonly { readonly to: number; readonly value: string }[],
  uniformCount: number,
  mayDecline: boolean,
) {
  return moduleOf({
    lanes: 1,
    declared: [uniforms(uniformCount, false), partBinding, values, tables],
    workgroup: combining,
    isGuarded: false,
    lines: [
      ...sliceOfInvocation("s", combining),
      ...(mayDecline ? ["if (h[0].w == 0f) { return; }"] : []),
      ...pairs.map(({ value }, k) => `let next${k} = ${value};`),
      ...pairs.map(({ to }, k) => `v[${to}u + s] = next${k};`),
    ],
  });
}
