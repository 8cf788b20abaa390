/**
 * The JavaScript backend: carries a kernel out block by block on typed arrays. Generates no code, so it runs
 * under any Content-Security-Policy and on any engine, and gives the same bits as the WebAssembly backend.
 */
import { blockLayout, segmentBytes, strideOf } from "../../kernel/arena.ts";
import { bytesOf, type DType } from "../../kernel/groups.ts";
import { type Kernel, keyOf } from "../../kernel/kernel.ts";
import { type Backend, DeviceError, type Run } from "../backend.ts";
import { cached } from "../cached.ts";
import { Pool } from "../pool.ts";
import { type BlockOperation, blockOperations, type Elements } from "./operations.ts";

/** Elements of a block: a kernel's blocks stay in the processor's first-level cache. */
const blockSize = 256;

const arrays = { float32: Float32Array, float64: Float64Array } as const;

const elementsOf = (dtype: DType, buffer: ArrayBufferLike): Elements =>
  dtype === "float32" ? new Float32Array(buffer) : new Float64Array(buffer);

interface Step {
  readonly operate: BlockOperation;
  readonly out: Elements;
  readonly a: Elements;
  readonly b: Elements;
  readonly c: Elements;
}

/** A kernel's blocks and what is done with them: one for all equal kernels, since a run uses them only while it lasts. */
function compile({ dtype, values, reductions }: Kernel) {
  const blocks: Elements[] = values.map(() => new arrays[dtype](blockSize));
  const sums = reductions.map(() => new Float64Array(strideOf[dtype]));
  const steps = values.flatMap((value, index): Step[] => {
    if (value.kind === "constant") blocks[index]!.fill(value.value);
    if (value.kind !== "call") return [];
    const out = blocks[index]!;
    const [a = out, b = out, c = out] = value.args.map((arg) => blocks[arg]!);
    return [{ operate: blockOperations[value.op]!, out, a, b, c }];
  });
  const ofKind = <K extends "load" | "uniform" | "tensor">(kind: K) =>
    values.flatMap((value, index) => (value.kind === kind ? [{ value, block: blocks[index]! }] : []));
  const loads = ofKind("load").map(({ value, block }) => ({
    role: value.kind === "load" ? value.role : 0,
    block,
  }));
  const inputs = (kind: "uniform" | "tensor") =>
    ofKind(kind).map(({ value, block }) => ({ index: value.kind === kind ? value.index : 0, block }));
  return { blocks, sums, steps, loads, uniforms: inputs("uniform"), tensors: inputs("tensor") };
}

const compiled = new Map<string, ReturnType<typeof compile>>();

function bind(kernel: Kernel, buffer: ArrayBufferLike): Run {
  const { dtype, stores, reductions } = kernel;
  const { firstRole, firstUniform } = blockLayout(kernel);
  const width = bytesOf[dtype];
  const lanes = strideOf[dtype];
  const words = new Uint32Array(buffer);
  const memory = elementsOf(dtype, buffer);
  const doubles = new Float64Array(buffer);
  const { blocks, sums, steps, loads, uniforms, tensors } = cached(compiled, keyOf(kernel), () =>
    compile(kernel),
  );

  return (block, first, last) => {
    const table = words[block >>> 2]!;
    const partials = words[(block + 4) >>> 2]!;
    const rows = words[(block + 8) >>> 2]!;
    const address = (role: number): number => words[(block + firstRole + 4 * role) >>> 2]!;
    for (const { index, block: filled } of uniforms)
      filled.fill(memory[(block + firstUniform) / width + index]!);
    for (let segment = first; segment < last; segment++) {
      const entry = (table + segment * segmentBytes) >>> 2;
      const offset = words[entry]!;
      const count = words[entry + 1]!;
      for (const { index, block: filled } of tensors)
        filled.fill(memory[(rows + words[entry + 2]!) / width + index]!);
      for (const sum of sums) sum.fill(0);
      for (let start = 0; start < count; start += blockSize) {
        const n = Math.min(blockSize, count - start);
        for (const { role, block: loaded } of loads) {
          const from = (address(role) + offset) / width + start;
          for (let i = 0; i < n; i++) loaded[i] = memory[from + i]!;
        }
        for (const { operate, out, a, b, c } of steps) operate(n, out, a, b, c);
        for (const [r, { op, value }] of reductions.entries()) {
          const [sum, reduced] = [sums[r]!, blocks[value]!];
          if (op === "sum") for (let i = 0; i < n; i++) sum[i % lanes]! += reduced[i]!;
          else for (let i = 0; i < n; i++) sum[i % lanes]! += reduced[i]! * reduced[i]!;
        }
        for (const { role, value } of stores) {
          const [to, stored] = [(address(role) + offset) / width + start, blocks[value]!];
          for (let i = 0; i < n; i++) memory[to + i] = stored[i]!;
        }
      }
      for (const [r, sum] of sums.entries()) {
        doubles[(partials + (segment * reductions.length + r) * 8) >>> 3] = total(sum);
      }
    }
  };
}

/** Adds the lanes in the order in which the vectors of the WebAssembly backend are added. */
function total(lanes: Float64Array): number {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = lanes;
  return lanes.length === 8 ? a + c + (e + g) + (b + d + (f + h)) : a + c + (b + d);
}

const pool = new Pool((bytes) => {
  try {
    return new ArrayBuffer(bytes);
  } catch (cause) {
    throw new DeviceError(`no buffer of ${bytes} bytes to be had; free some memory or use fewer parameters`, {
      cause,
    });
  }
});

/** The backend `js`. */
export const js: Backend = {
  name: "js",
  allocate: (bytes) => pool.allocate(bytes),
  prepare: async (kernel, { buffer }) => bind(kernel, buffer),
};
