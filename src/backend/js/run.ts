/**
 * The JavaScript backend: carries a kernel out block by block on typed arrays. Generates no code, so it runs
 * under any Content-Security-Policy and on any engine, and gives the same bits as the WebAssembly backend.
 */
import { strideOf } from "../../kernel/alignment.ts";
import { blockLayout, segmentBytes } from "../../kernel/arena.ts";
import { bytesOf, type DType } from "../../kernel/groups.ts";
import { type InputKind, type Kernel, keyOf } from "../../kernel/kernel.ts";
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

/** What takes a result further. */
const combine = {
  sum: (a: number, b: number) => a + b,
  sumSquares: (a: number, b: number) => a + b * b,
  max: (a: number, b: number) => Math.max(a, b),
} as const;
const neutral = { sum: 0, sumSquares: 0, max: Number.NEGATIVE_INFINITY } as const;

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
  const loads = values.flatMap((value, index) =>
    value.kind === "load" ? [{ role: value.role, block: blocks[index]! }] : [],
  );
  const inputs = (kind: InputKind) =>
    values.flatMap((value, index) =>
      value.kind === kind ? [{ index: value.index, block: blocks[index]! }] : [],
    );
  return {
    blocks,
    sums,
    steps,
    loads,
    uniforms: inputs("uniform"),
    inputs: inputs("segment"),
    columns: inputs("column"),
  };
}

const compiled = new Map<string, ReturnType<typeof compile>>();

function bind(kernel: Kernel, buffer: ArrayBufferLike): Run {
  const { dtype, stores, reductions, columnReductions } = kernel;
  const { firstRole, firstColumn, firstColumnSum, firstUniform } = blockLayout(kernel);
  const width = bytesOf[dtype];
  const lanes = strideOf[dtype];
  const words = new Uint32Array(buffer);
  const memory = elementsOf(dtype, buffer);
  const doubles = new Float64Array(buffer);
  const { blocks, sums, steps, loads, uniforms, inputs, columns } = cached(compiled, keyOf(kernel), () =>
    compile(kernel),
  );

  return (block, first, last) => {
    const word = (offset: number): number => words[(block + offset) >>> 2]!;
    const [table, partials, rows] = [word(0), word(4), word(8)];
    const address = (role: number): number => word(firstRole + 4 * role);
    for (const { index, block: filled } of uniforms)
      filled.fill(memory[(block + firstUniform) / width + index]!);
    for (let segment = first; segment < last; segment++) {
      const entry = (table + segment * segmentBytes) >>> 2;
      const offset = words[entry]!;
      const count = words[entry + 1]!;
      const column = words[entry + 3]!;
      const element = words[entry + 4]!;
      for (const { index, block: filled } of inputs)
        filled.fill(memory[(rows + words[entry + 2]!) / width + index]!);
      for (const [r, sum] of sums.entries()) sum.fill(neutral[reductions[r]!.op]);
      for (let start = 0; start < count; start += blockSize) {
        const n = Math.min(blockSize, count - start);
        const load = (loaded: Elements, from: number): void => {
          for (let i = 0; i < n; i++) loaded[i] = memory[from + i]!;
        };
        for (const { role, block: loaded } of loads) load(loaded, (address(role) + offset) / width + start);
        for (const { index, block: loaded } of columns)
          load(loaded, word(firstColumn + 4 * index) / width + column + start);
        for (const { operate, out, a, b, c } of steps) operate(n, out, a, b, c, element + start);
        for (const [r, { op, value }] of reductions.entries()) {
          const [sum, reduced, take] = [sums[r]!, blocks[value]!, combine[op]];
          for (let i = 0; i < n; i++) sum[i % lanes] = take(sum[i % lanes]!, reduced[i]!);
        }
        for (const [r, { op, value }] of columnReductions.entries()) {
          const [reduced, take] = [blocks[value]!, combine[op]];
          const to = word(firstColumnSum + 4 * r) / 8 + column + start;
          for (let i = 0; i < n; i++) doubles[to + i] = take(doubles[to + i]!, reduced[i]!);
        }
        for (const { role, value } of stores) {
          const [to, stored] = [(address(role) + offset) / width + start, blocks[value]!];
          for (let i = 0; i < n; i++) memory[to + i] = stored[i]!;
        }
      }
      for (const [r, sum] of sums.entries()) {
        const total = totalOf(sum, reductions[r]!.op === "max" ? combine.max : combine.sum);
        doubles[(partials + (segment * reductions.length + r) * 8) >>> 3] = total;
      }
    }
  };
}

/** Takes the lanes together in the order in which the vectors of the WebAssembly backend are taken. */
function totalOf(lanes: Float64Array, take: (a: number, b: number) => number): number {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = lanes;
  return lanes.length === 8
    ? take(take(take(a, c), take(e, g)), take(take(b, d), take(f, h)))
    : take(take(a, c), take(b, d));
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
