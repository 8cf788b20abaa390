/**
 * Householder reflections of blocks of rows as WebAssembly: for each column one pass, which takes the reflection of the column before from those to the right and sums up the inner
 * products that the next one needs. The bits are those of `triangle.ts`, whose sums have the order of a kernel's.
 */
import type { Kernel, Value } from "../plan/kernel.ts";
import { align, strideOf, unit } from "../runtime/host/alignment.ts";
import { blockLayout, segmentBytes } from "../runtime/host/placed-pass.ts";
import { wasm } from "../runtime/host/wasm/run.ts";
import { blockRows } from "./system.ts";
import type { Triangle } from "./triangle.ts";
import type { Folding } from "./workspace.ts";

/** The pass before column `k` of `columns` is reflected: takes the reflection of column k - 1, by factors, from the columns from k on; inner products of column k with these. */
function kernelOf(k: number, columns: number): Kernel {
  const values: Value[] = [];
  const add = (value: Value): number => values.push(value) - 1;
  const load = (role: number): number => add({ kind: "load", role });
  const call = (op: "mul" | "sub", ...args: number[]): number => add({ kind: "call", op, args });
  const right = Array.from({ length: columns - k }, (_, at) => k + at);
  const before = k > 0 ? load(k - 1) : undefined;
  const found = right.map((j, index) => {
    const own = load(j);
    if (before === undefined) return own;
    return call("sub", own, call("mul", add({ kind: "uniform", index, type: "number" }), before));
  });
  const reductions = found.map((value) => ({ op: "sum" as const, value: call("mul", found[0]!, value) }));
  return {
    ...{ dtype: "float64", values, reductions, columnReductions: [], segments: "tensor" },
    roles: Array.from({ length: columns }, (_, j) => `r${j}`),
    storages: Array.from({ length: columns }, () => "float64" as const),
    stores: before === undefined ? [] : right.map((role, at) => ({ role, value: found[at]! })),
    ...{ uniforms: before === undefined ? 0 : right.length, inputs: 0, columns: 0 },
  };
}

/** As many numbers as passes read and write for some rows. */
const whole = (rows: number): number => align(rows, strideOf.float64);

/** Those that have been made, by the number of parameters: one search works at a time. */
const known = new Map<number, Folding>();

/** The passes for a number of parameters. */
export const foldingOf = (count: number): Folding => {
  const folding = known.get(count) ?? compileFolding(count);
  known.set(count, folding);
  return folding;
};

function compileFolding(count: number): Folding {
  const columns = count + 1;
  const kernels = Array.from({ length: columns }, (_, k) => kernelOf(k, columns));
  let bytes = 0;
  const reserve = (size: number): number => {
    const at = align(bytes, 64);
    bytes = at + size;
    return at;
  };
  const segmentsAt = reserve(segmentBytes);
  const sumsAt = reserve(8 * columns);
  const parametersAt = kernels.map((kernel) => reserve(blockLayout(kernel).bytes));
  const blockAt = reserve(8 * blockRows * columns + 64);
  const allocation = wasm.allocate(align(bytes, 64), kernels);
  const { buffer, base } = allocation;
  const segment = new Uint32Array(buffer, base + segmentsAt, segmentBytes / 4);
  const sums = new Float64Array(buffer, base + sumsAt, columns);
  const inUnits = (at: number): number => (base + at) / unit;
  const passes = kernels.map((kernel, k) => {
    const at = base + parametersAt[k]!;
    const words = new Uint32Array(buffer, at, 3 + columns);
    words.set([inUnits(segmentsAt), inUnits(sumsAt), 0]);
    const uniforms = new Float64Array(buffer, at + blockLayout(kernel).firstUniform, kernel.uniforms);
    return { run: wasm.prepareSync(kernel, allocation), at: at / unit, uniforms, words };
  });
  /** Says how many rows there are, and where columns begin. */
  const place = (rows: number): void => {
    if (segment[1] === rows) return;
    segment[1] = rows;
    for (const { words } of passes)
      for (let j = 0; j < columns; j++) words[3 + j] = inUnits(blockAt + 8 * whole(rows) * j);
  };
  const block = new Float64Array(buffer, base + blockAt, blockRows * columns);
  const none = new Float64Array(0);
  return {
    block,
    strideOf: whole,
    fold(triangle: Triangle, rows: number): void {
      place(rows);
      for (let k = 0; k < columns; k++) {
        const { run, at } = passes[k]!;
        run(at, 0, 1);
        const norm = triangle.normBelow(k, sums);
        // Where squares overflow or vanish, the columns that are left are reflected with care.
        if (norm === undefined) return void triangle.append(block, rows, k, whole(rows));
        triangle.reflect(k, norm, sums, k < count ? passes[k + 1]!.uniforms : none);
      }
    },
  };
}
