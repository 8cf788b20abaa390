/**
 * The JavaScript backend: carries a kernel out block by block on typed arrays. Generates no code, so it runs
 * under any Content-Security-Policy and on any engine, and gives the same bits as the WebAssembly backend.
 */
import { arrayOf, bytesOf, type DType, type Elements, viewOf } from "../../../language/dtype.ts";
import type { Reduction } from "../../../language/operations.ts";
import { type InputKind, type Kernel, keyOf } from "../../../plan/kernel.ts";
import { strideOf } from "../alignment.ts";
import { blockLayout, segmentBytes } from "../arena.ts";
import { type Allocation, type Backend, DeviceError, type Run } from "../backend.ts";
import { cached } from "../cached.ts";
import { checkBytes } from "../pool.ts";
import { type BlockOperation, blockOperations } from "./operations.ts";

// Exported from this chunk: parameters to evaluate with are computed with the same operations.
export { blockOperations };

/** Elements of a block: a kernel's blocks stay in the processor's first-level cache. */
const blockSize = 256;

const elementsOf = (dtype: DType, buffer: ArrayBufferLike): Elements =>
  viewOf(dtype, buffer, 0, Math.floor(buffer.byteLength / bytesOf[dtype]));

interface Step {
  readonly operate: BlockOperation;
  readonly out: Elements;
  readonly a: Elements;
  readonly b: Elements;
  readonly c: Elements;
}

/** The result of a reduction over no elements. */
const neutral = { sum: 0, sumSquares: 0, max: Number.NEGATIVE_INFINITY } as const;

/** A kernel's blocks and what is done with them: one for all equal kernels, since a run uses them only while it lasts. */
function compile({ dtype, values, reductions }: Kernel) {
  const blocks: Elements[] = values.map(() => new arrayOf[dtype](blockSize));
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

  // Index loops, and no numbers passed to functions: a step leaves nothing to the garbage collector.
  return (block, first, last) => {
    const at = block >>> 2;
    const table = words[at]!;
    const partials = words[at + 1]!;
    const rows = words[at + 2]!;
    const uniformsAt = (block + firstUniform) / width;
    let filled = 0;
    for (let segment = first; segment < last; segment++) {
      const entry = (table + segment * segmentBytes) >>> 2;
      const offset = words[entry]!;
      const count = words[entry + 1]!;
      const column = words[entry + 3]!;
      const element = words[entry + 4]!;
      const most = Math.min(blockSize, count);
      for (; filled < most; filled++) {
        for (let u = 0; u < uniforms.length; u++) {
          const { index, block: to } = uniforms[u]!;
          to[filled] = memory[uniformsAt + index]!;
        }
      }
      for (let s = 0; s < inputs.length; s++) {
        const { index, block: to } = inputs[s]!;
        const value = memory[(rows + words[entry + 2]!) / width + index]!;
        for (let i = 0; i < most; i++) to[i] = value;
      }
      for (let r = 0; r < sums.length; r++) {
        const start = neutral[reductions[r]!.op];
        for (let i = 0; i < lanes; i++) sums[r]![i] = start;
      }
      for (let start = 0; start < count; start += blockSize) {
        const n = Math.min(blockSize, count - start);
        for (let l = 0; l < loads.length; l++) {
          const { role, block: to } = loads[l]!;
          copy(memory, (words[at + firstRole / 4 + role]! + offset) / width + start, to, 0, n);
        }
        for (let c = 0; c < columns.length; c++) {
          const { index, block: to } = columns[c]!;
          copy(memory, words[at + firstColumn / 4 + index]! / width + column + start, to, 0, n);
        }
        for (let s = 0; s < steps.length; s++) {
          const { operate, out, a, b, c } = steps[s]!;
          operate(n, out, a, b, c, element + start);
        }
        for (let r = 0; r < reductions.length; r++) {
          const { op, value } = reductions[r]!;
          reduce(op, blocks[value]!, n, sums[r]!, 0, lanes - 1);
        }
        for (let r = 0; r < columnReductions.length; r++) {
          const { op, value } = columnReductions[r]!;
          reduce(
            op,
            blocks[value]!,
            n,
            doubles,
            words[at + firstColumnSum / 4 + r]! / 8 + column + start,
            -1,
          );
        }
        for (let s = 0; s < stores.length; s++) {
          const { role, value } = stores[s]!;
          copy(blocks[value]!, 0, memory, (words[at + firstRole / 4 + role]! + offset) / width + start, n);
        }
      }
      for (let r = 0; r < sums.length; r++) {
        const to = (partials + (segment * reductions.length + r) * 8) >>> 3;
        doubles[to] = totalOf(sums[r]!, reductions[r]!.op === "max");
      }
    }
  };
}

function copy(from: Elements, start: number, to: Elements, at: number, n: number): void {
  for (let i = 0; i < n; i++) to[at + i] = from[start + i]!;
}

/** Folds elements in, the i-th at `at + (i & mask)`. */
function reduce(op: Reduction, from: Elements, n: number, to: Float64Array, at: number, mask: number): void {
  if (op === "sum") for (let i = 0; i < n; i++) to[at + (i & mask)]! += from[i]!;
  else if (op === "sumSquares") for (let i = 0; i < n; i++) to[at + (i & mask)]! += from[i]! * from[i]!;
  else for (let i = 0; i < n; i++) to[at + (i & mask)] = Math.max(to[at + (i & mask)]!, from[i]!);
}

/** Combines the lanes in the same order as the WebAssembly backend combines its vectors. */
function totalOf(lanes: Float64Array, isMax: boolean): number {
  if (isMax) {
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < lanes.length; i++) most = Math.max(most, lanes[i]!);
    return most;
  }
  if (lanes.length === 4) return lanes[0]! + lanes[2]! + (lanes[1]! + lanes[3]!);
  const even = lanes[0]! + lanes[2]! + (lanes[4]! + lanes[6]!);
  return even + (lanes[1]! + lanes[3]! + (lanes[5]! + lanes[7]!));
}

/**
 * A buffer of its own: transferring an array takes the whole buffer away, so no other descent may be in it.
 */
function allocate(bytes: number): Allocation {
  checkBytes(bytes);
  try {
    // Whole float64 elements.
    return { buffer: new ArrayBuffer(Math.ceil(bytes / 8) * 8), base: 0, free: () => {} };
  } catch (cause) {
    throw new DeviceError(`could not allocate ${bytes} bytes; free some memory or use fewer parameters`, {
      cause,
    });
  }
}

/** The backend `js`. */
export const js: Backend = {
  name: "js",
  allocate,
  prepare: async (kernel, { buffer }) => bind(kernel, buffer),
};
