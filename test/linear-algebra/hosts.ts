/** Linear algebra on every host that there is: loops in TypeScript, in WebAssembly on one thread, in compiled C. */
import { blockBytes, type Compiled, compiledKernels } from "../../src/linear-algebra/compiled.ts";
import { type Kernels, plain } from "../../src/linear-algebra/kernels.ts";
import type { Matrix } from "../../src/linear-algebra/matrix.ts";
import { native } from "../../src/runtime/host/native/native.ts";
import { loopsNow } from "../../src/runtime/host/wasm/loops.ts";
import { missing } from "../native/available.ts";

/** A host: its loops, and arrays that they can work on. */
export interface Host {
  readonly name: string;
  /** A memory of so many bytes for arrays, beside which a product has `room` bytes; calls are divided for so many threads. */
  open(bytes: number, room?: number, threads?: number): Opened;
}

export interface Opened {
  readonly kernels: Kernels;
  readonly float32: (count: number) => Float32Array<ArrayBuffer>;
  readonly float64: (count: number) => Float64Array<ArrayBuffer>;
  /** The same matrix in this memory. */
  readonly copy: (a: Matrix) => Matrix;
}

function arraysIn(buffer: ArrayBuffer, first: number): Omit<Opened, "kernels"> {
  let at = first;
  const take = (bytes: number): number => {
    const taken = at;
    at += Math.ceil(bytes / 64) * 64;
    return taken;
  };
  const float32 = (count: number) => new Float32Array(buffer, take(4 * count), count);
  const float64 = (count: number) => new Float64Array(buffer, take(8 * count), count);
  return {
    float32,
    float64,
    copy: (a) => {
      const values = a.values instanceof Float32Array ? float32(a.values.length) : float64(a.values.length);
      values.set(a.values);
      return { ...a, values };
    },
  };
}

/** Room for products of up to 256 x 256 and 256 x 512 float64. */
const mostRoom = 2 ** 21;
const roomAt = 2048;
const arraysAt = (room: number): number => roomAt + room;

const compiledOn = (buffer: ArrayBuffer, runs: Compiled["runs"], room: number, threads: number): Opened => {
  const kernels = compiledKernels({
    ...{ buffer, runs, block: 64, room: roomAt, roomBytes: room, threads },
    // As threads might: one piece at a time, the last one first.
    divide(name, block, pieces) {
      for (let piece = pieces - 1; piece >= 0; piece--) runs[name](block, piece, piece + 1);
    },
  });
  if (64 + blockBytes > roomAt) throw new Error("the block does not fit before the room");
  return { kernels, ...arraysIn(buffer, arraysAt(room)) };
};

export const hosts: readonly Host[] = [
  { name: "js", open: (bytes) => ({ kernels: plain, ...arraysIn(new ArrayBuffer(bytes), 0) }) },
  {
    name: "wasm",
    open(bytes, room = mostRoom, threads = 1) {
      const memory = new WebAssembly.Memory({ initial: Math.ceil((arraysAt(room) + bytes) / 65536) });
      return compiledOn(memory.buffer as ArrayBuffer, loopsNow(memory), room, threads);
    },
  },
  ...(missing
    ? []
    : [
        {
          name: "native",
          open(bytes: number, room = mostRoom, threads = 1) {
            const buffer = new ArrayBuffer(arraysAt(room) + bytes);
            const runs = native().prepareLoopsSync!({ buffer, base: 0, free() {} })!;
            return compiledOn(buffer, runs, room, threads);
          },
        },
      ]),
];
