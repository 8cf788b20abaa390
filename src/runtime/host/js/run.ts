/**
 * The JavaScript backend: carries a kernel out block by block on one typed array. Generates no code, so it runs
 * under any Content-Security-Policy and on any engine, and gives the same bits as the WebAssembly backend.
 */
import { bytesOf, type DType, type Elements, viewOf } from "../../../language/dtype.ts";
import { operationsOf } from "../../../language/operations.ts";
import { codesOf, codingOf } from "../../../language/storage.ts";
import { type InputKind, type Kernel, keyOf } from "../../../plan/kernel.ts";
import { DeviceError } from "../../device.ts";
import { accumulatorOf, neutral } from "../accumulators.ts";
import { align, strideOf, unit } from "../alignment.ts";
import type { Allocation, Backend, Run } from "../backend.ts";
import { cached } from "../cached.ts";
import { blockLayout, segmentBytes } from "../placed-pass.ts";
import { checkBytes } from "../pool.ts";
import { type Program, programOf } from "./program.ts";
import { reduce, reduceColumns, totalOf } from "./reduce.ts";

/** Elements of a block at most: a kernel's blocks stay in the processor's first-level cache. */
const blockSize = 1024;

const elementsOf = (dtype: DType, buffer: ArrayBufferLike): Elements =>
  viewOf(dtype, buffer, 0, Math.floor(buffer.byteLength / bytesOf[dtype]));

const programs = new Map<string, Program>();
const programFor = (kernel: Kernel): Program => cached(programs, keyOf(kernel), () => programOf(kernel));

/**
 * The working memory of a kernel, before an arena of `bytes`: its constants, then its blocks. A block is not longer than
 * an arena's tensors, which have parameters and gradients.
 */
function workingMemory(kernel: Kernel, bytes: number) {
  const { values, dtype } = kernel;
  const firstBlock = align(values.filter(({ kind }) => kind === "constant").length, 8);
  const length = align(Math.min(blockSize, bytes / (2 * bytesOf[dtype])), 8);
  const elements = firstBlock + programFor(kernel).blocks * length;
  return { firstBlock, length, bytes: align(elements * bytesOf[dtype], 64) };
}

function bind(kernel: Kernel, { buffer, base }: Allocation): Run {
  const { dtype, values, storages, stores, reductions, columnReductions } = kernel;
  const { firstRole, firstColumn, firstColumnSum, firstUniform } = blockLayout(kernel);
  /** Elements in a unit. */
  const perUnit = unit / bytesOf[dtype];
  const lanes = strideOf[dtype];
  const words = new Uint32Array(buffer);
  /** Codes of each role that is stored in codes, and how many there are in a unit. */
  const coded = storages.map((storage) => {
    const coding = codingOf(storage);
    if (!coding) return undefined;
    const { bytes, decode, encode } = coding;
    const codes = codesOf(bytes, buffer, 0, Math.floor(buffer.byteLength / bytes));
    return { decode, encode, codes, perUnit: unit / bytes };
  });
  const memory = elementsOf(dtype, buffer);
  const doubles = new Float64Array(buffer);
  const { instructions, spread, decoded, blocks, stored, reduced, columnReduced } = programFor(kernel);
  const { firstBlock, length } = workingMemory(kernel, buffer.byteLength - base);
  const places = values.map((value, place) => ({ ...value, place }));
  const constants = places.filter((value) => value.kind === "constant");
  const isLoad = (value: (typeof places)[number]) => value.kind === "load";
  const loads = places.filter(isLoad).filter(({ role }) => !coded[role]);
  const decoding = places.filter(isLoad).flatMap(({ role, place }) => {
    const into = decoded.find(({ value }) => value === place)?.place;
    return into === undefined ? [] : [{ ...coded[role]!, role, place, into }];
  });
  const inputs = (kind: InputKind) =>
    places.flatMap((value) => ("index" in value && value.kind === kind ? [value] : []));
  const [uniforms, segmentInputs, columns] = [inputs("uniform"), inputs("segment"), inputs("column")];
  const sums = reductions.map(() => new Float64Array(lanes));
  /** Where each place is in memory; for the index of a block's first element, the index. */
  const at = new Int32Array(values.length + 1 + blocks);
  const element = values.length;
  constants.forEach(({ place }, index) => {
    at[place] = index;
  });
  for (let b = 0; b < blocks; b++) at[element + 1 + b] = firstBlock + b * length;

  // Index loops, and no numbers passed to functions but integers: a step leaves nothing to the garbage collector.
  return (block, first, last) => {
    const word = block * (unit / 4);
    const segmentsAt = words[word]!;
    const partials = words[word + 1]!;
    const rows = words[word + 2]!;
    for (let c = 0; c < constants.length; c++) memory[c] = constants[c]!.value;
    for (let u = 0; u < uniforms.length; u++) {
      at[uniforms[u]!.place] = block * perUnit + firstUniform / bytesOf[dtype] + uniforms[u]!.index;
    }
    for (let segment = first; segment < last; segment++) {
      const entry = segmentsAt * (unit / 4) + segment * (segmentBytes / 4);
      const offset = words[entry]!;
      const count = words[entry + 1]!;
      const column = words[entry + 3]!;
      for (let s = 0; s < segmentInputs.length; s++) {
        at[segmentInputs[s]!.place] = rows * perUnit + words[entry + 2]! + segmentInputs[s]!.index;
      }
      for (let s = 0; s < spread.length; s++) {
        const { value, place } = spread[s]!;
        const number = memory[at[value]!]!;
        const end = at[place]! + Math.min(length, count);
        for (let i = at[place]!; i < end; i++) memory[i] = number;
      }
      for (let r = 0; r < sums.length; r++) {
        const start = neutral[reductions[r]!.op];
        for (let i = 0; i < lanes; i++) sums[r]![i] = start;
      }
      for (let start = 0; start < count; start += length) {
        const n = Math.min(length, count - start);
        at[element] = words[entry + 4]! + start;
        for (let l = 0; l < loads.length; l++) {
          const { role, place } = loads[l]!;
          at[place] = words[word + firstRole / 4 + role]! * perUnit + offset + start;
        }
        for (let d = 0; d < decoding.length; d++) {
          const { decode, codes, perUnit: codesPerUnit, role, place, into } = decoding[d]!;
          const from = words[word + firstRole / 4 + role]! * codesPerUnit + offset + start;
          at[place] = at[into]!;
          for (let i = 0; i < n; i++) memory[at[into]! + i] = decode(codes[from + i]!);
        }
        for (let c = 0; c < columns.length; c++) {
          const { index, place } = columns[c]!;
          at[place] = words[word + firstColumn / 4 + index]! * perUnit + column + start;
        }
        for (let i = 0; i < instructions.length; i++) {
          const { loop, out, a, b, c, d, e } = instructions[i]!;
          const to = at[out]!;
          loop(memory, to + n, to, at[a]!, at[b]!, at[c]!, at[d]!, at[e]!);
        }
        for (let r = 0; r < reduced.length; r++) {
          reduce(reductions[r]!.op, memory, at[reduced[r]!]!, n, sums[r]!);
        }
        for (let r = 0; r < columnReduced.length; r++) {
          const { op } = columnReductions[r]!;
          const address = words[word + firstColumnSum / 4 + r]!;
          const isDouble = accumulatorOf(op, dtype) === "float64";
          const to = address * (isDouble ? unit / 8 : perUnit) + words[entry + 5]! + start;
          reduceColumns(op, memory, at[columnReduced[r]!]!, n, isDouble ? doubles : memory, to);
        }
        for (let s = 0; s < stored.length; s++) {
          const from = at[stored[s]!]!;
          const { role } = stores[s]!;
          const into = coded[role];
          if (into) {
            const first = words[word + firstRole / 4 + role]! * into.perUnit + offset + start;
            for (let i = 0; i < n; i++) into.codes[first + i] = into.encode(memory[from + i]!);
            continue;
          }
          const to = words[word + firstRole / 4 + role]! * perUnit + offset + start;
          if (from === to) continue;
          // The engine's copy takes as long to begin as the copy of some ten elements.
          if (n > 16) memory.copyWithin(to, from, from + n);
          else for (let i = 0; i < n; i++) memory[to + i] = memory[from + i]!;
        }
      }
      for (let r = 0; r < sums.length; r++) {
        const to = partials * (unit / 8) + segment * reductions.length + r;
        doubles[to] = totalOf(sums[r]!, reductions[r]!.op === "max");
      }
    }
  };
}

/**
 * A buffer of its own: transferring an array takes the whole buffer away, so no other descent may be in it.
 * The working memory of its kernels, one after the other, comes first.
 */
function allocate(bytes: number, kernels: readonly Kernel[]): Allocation {
  checkBytes(bytes);
  // Whole float64 elements.
  const whole = align(bytes, 8);
  const base = Math.max(0, ...kernels.map((kernel) => workingMemory(kernel, whole).bytes));
  try {
    const buffer = new ArrayBuffer(base + whole);
    return {
      buffer,
      base,
      free: () => {},
      detach: () => void structuredClone(buffer, { transfer: [buffer] }),
    };
  } catch (cause) {
    throw new DeviceError(`could not allocate ${bytes} bytes; free some memory or use fewer parameters`, {
      cause,
    });
  }
}

/** The backend `js`. */
export const js: Backend = {
  name: "js",
  operations: operationsOf("js"),
  allocate,
  prepare: async (kernel, allocation) => bind(kernel, allocation),
  prepareSync: bind,
};
