/**
 * The expressions of a program as WebAssembly: one pass over a block of rows, in the kernels of the runtime, so with the bits of the language. Loaded by
 * fits of many groups alone.
 */
import { type Node, typeOf } from "../language/graph.ts";
import { type OperationName, operation } from "../language/operations.ts";
import type { Kernel, Value } from "../plan/kernel.ts";
import { lowered } from "../plan/lower.ts";
import { align, strideOf, unit } from "../runtime/host/alignment.ts";
import { blockLayout, segmentBytes } from "../runtime/host/placed-pass.ts";
import { refusal, wasm } from "../runtime/host/wasm/run.ts";
import { foldingOf } from "./compiled-folding.ts";
import { exactlyLowered, exactTexts } from "./exact-texts.ts";
import type { Program } from "./program.ts";
import { blockRows } from "./system.ts";
import type { BlockPass } from "./tape.ts";

/** Bytes of a region of a block's numbers: regions that begin at the same place of a page would wait for each other. */
const regionBytes = 8 * blockRows + 64;

/** Kernels of a program: of its first expression, and of all. */
interface Kernels {
  readonly first: Kernel;
  readonly all: Kernel;
  /** What is read row by row, what is the same for all rows, and what is written. */
  readonly columns: readonly Node[];
  readonly uniforms: readonly Node[];
  readonly stored: readonly Node[];
}

const known = new WeakMap<Program, Kernels | undefined>();

/** Whether the code of an operation has the bits of its meaning. */
const isExact = (op: OperationName): boolean =>
  Object.hasOwn(exactTexts, op) ||
  exactlyLowered.has(op) ||
  (wasm.operations.has(op) && !operation(op).isDrawn);

/** Undefined where code would not have the bits of the language, or a comparison of columns alone would have to be read. */
function kernelsOf(program: Program): Kernels | undefined {
  const { nodes, scopes, results } = program;
  const stored = [...new Set(results)].filter((node) => scopes.get(node) === "block");
  const [columns, uniforms]: [Node[], Node[]] = [[], []];
  const values: Value[] = [];
  const places = new Map<Node, number>();
  const used = new Set(
    nodes.flatMap((node) => (scopes.get(node) === "block" && node.kind === "call" ? node.args : [])),
  );
  for (const node of nodes) {
    const scope = scopes.get(node)!;
    if (scope !== "block" && !used.has(node)) continue;
    if (scope === "block" && node.kind === "call" && !isExact(node.op)) return undefined;
    if (scope === "table" && typeOf(node) === "boolean") return undefined;
    const value: Value =
      node.kind === "constant"
        ? { kind: "constant", value: node.value }
        : scope === "point"
          ? { kind: "uniform", index: uniforms.push(node) - 1, type: typeOf(node) }
          : scope === "table" || node.kind !== "call"
            ? { kind: "load", role: columns.push(node) - 1 }
            : { kind: "call", op: node.op, args: node.args.map((arg) => places.get(arg)!) };
    places.set(node, values.push(value) - 1);
  }
  const roles = [...columns, ...stored].map((_, role) => `r${role}`);
  const kernel = (some: readonly Node[]): Kernel => {
    const stores = some.map((node) => ({
      role: columns.length + stored.indexOf(node),
      value: places.get(node)!,
    }));
    const whole = {
      dtype: "float64",
      roles,
      storages: roles.map(() => "float64" as const),
      values,
      stores,
    } as const;
    const none = { reductions: [], columnReductions: [], inputs: 0, columns: 0 };
    return lowered(
      { ...whole, ...none, segments: "any", uniforms: uniforms.length },
      wasm.operations,
      exactTexts,
    );
  };
  const first = stored.filter((node) => node === results[0]);
  return { first: kernel(first), all: kernel(stored), columns, uniforms, stored };
}

/** Makes the passes of a program; undefined where there is no WebAssembly, or nothing to compute row by row. */
export function compileBlocks(program: Program): BlockPass | undefined {
  if (refusal()) return undefined;
  if (!known.has(program)) known.set(program, kernelsOf(program));
  const kernels = known.get(program);
  if (!kernels || kernels.stored.length === 0) return undefined;
  const { columns, uniforms, stored } = kernels;
  const layout = blockLayout(kernels.all);
  const segmentsAt = align(layout.bytes, unit);
  const regionsAt = align(segmentsAt + segmentBytes, 64);
  const regions = [...columns, ...stored].map((_, role) => regionsAt + role * regionBytes);
  const allocation = wasm.allocate(regionsAt + regions.length * regionBytes + 64, [
    kernels.first,
    kernels.all,
  ]);
  const { buffer, base } = allocation;
  const [first, all] = [
    wasm.prepareSync(kernels.first, allocation),
    wasm.prepareSync(kernels.all, allocation),
  ];
  const words = new Uint32Array(buffer, base, regionsAt / 4);
  words.set([segmentsAt, 0, 0, ...regions].map((address) => (address === 0 ? 0 : (base + address) / unit)));
  const inputs = new Float64Array(buffer, base + layout.firstUniform, uniforms.length);
  const views = regions.map((at) => new Float64Array(buffer, base + at, blockRows));
  return {
    columns,
    uniforms,
    outputs: new Map(stored.map((node, at) => [node, views[columns.length + at]!])),
    uniform: (at, value) => {
      inputs[at] = value;
    },
    column: (at, values, from, to) => {
      if (from === 0 && to === values.length) views[at]!.set(values);
      else views[at]!.set(values.subarray(from, to));
    },
    run: (isFirst, rows) => {
      words[segmentsAt / 4 + 1] = align(rows, strideOf.float64);
      (isFirst ? first : all)(base / unit, 0, 1);
    },
    folding: foldingOf,
    free: () => allocation.free(),
  };
}
