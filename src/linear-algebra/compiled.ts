/**
 * The inner loops of routines as compiled code on a memory: writes what a call takes into words of that memory and runs it. The same for
 * WebAssembly and for C.
 */
import { bytesOf, type DType } from "../language/dtype.ts";
import { unit } from "../webassembly/assembler.ts";
import type { Kernels } from "./kernels.ts";
import { columnsOf, dtypeOf, LinearAlgebraError, type Matrix, rowsOf } from "./matrix.ts";
import { type Manner, upright } from "./product.ts";
import { piecesOf, productBlockBytes, roomOf, rooms, writeProduct } from "./product-block.ts";
import { writeReflection, writeRotations, writeUpdate } from "./vector-blocks.ts";

/** The loops that are compiled, by name. */
export const loopNames = ["product32", "product64", "reflect", "update", "rotate"] as const;
export type LoopName = (typeof loopNames)[number];

/** Something for each loop. */
export const byLoop = <T>(make: (name: LoopName) => T): Readonly<Record<LoopName, T>> =>
  Object.fromEntries(loopNames.map((name) => [name, make(name)])) as Record<LoopName, T>;

/** Runs the pieces of a call from `first` to before `last`; `block` is the address of its words, in units. */
export type Run = (block: number, first: number, last: number) => void;

/** Bytes of the words of calls: those of a product are the longest. */
export const blockBytes: number = Math.ceil(productBlockBytes / unit) * unit;

/** A memory with compiled loops. */
export interface Compiled {
  readonly buffer: ArrayBufferLike;
  readonly runs: Readonly<Record<LoopName, Run>>;
  /** Address of `blockBytes` bytes for the words of calls, a multiple of `unit`. */
  readonly block: number;
  /** Address and bytes of the room in which products pack factors, a multiple of 64. */
  readonly room: number;
  readonly roomBytes: number;
  /** Threads among which calls are divided. */
  readonly threads?: number;
  /** Runs all pieces of a call on those threads, of a product at most 16 at once. Without it, the caller runs them. */
  readonly divide?: (name: LoopName, block: number, pieces: number) => void;
}

/** Bytes of room that a product needs on some threads. */
export const roomBytesOf = (
  dtype: DType,
  rows: number,
  inner: number,
  columns: number,
  threads = 1,
): number => Math.min(rooms, piecesOf(threads, rows, inner, columns)) * roomOf(dtype, rows, inner, columns);

/** The loops, compiled. Matrices and vectors of their calls must lie in that memory. */
export function compiledKernels(memory: Compiled): Kernels {
  const { buffer, runs, block, room, roomBytes, threads = 1, divide } = memory;
  const words = new Uint32Array(buffer, block, blockBytes / 4);
  const run = (name: LoopName, pieces: number): void => {
    if (divide && pieces > 1) divide(name, block / unit, pieces);
    else runs[name](block / unit, 0, pieces);
  };
  const checkMemory = (values: { readonly buffer: ArrayBufferLike }): void => {
    if (values.buffer !== buffer)
      throw new LinearAlgebraError("compiled linear algebra works on arrays in its own memory only");
  };

  function multiply(given: Matrix, left: Matrix, right: Matrix, manner: Manner): void {
    const [out, a, b] = upright(given, left, right, manner);
    for (const { values } of [out, a, b]) checkMemory(values);
    const { isHalf = false, isSubtracted = false } = manner;
    const [rows, columns, inner] = [rowsOf(out), columnsOf(out), columnsOf(a)];
    if (rows === 0 || columns === 0) return;
    const dtype = dtypeOf(out);
    const each = roomOf(dtype, rows, inner, columns);
    if (each > roomBytes)
      throw new LinearAlgebraError(
        `a product of ${rows} x ${inner} and ${inner} x ${columns} ${dtype} needs ${each} bytes of room; got ${roomBytes}`,
      );
    const wanted = piecesOf(threads, rows, inner, columns);
    const there = Math.floor(roomBytes / each);
    const pieces = there < rooms ? Math.min(wanted, there) : wanted;
    writeProduct(words, dtype, out, a, b, { isHalf, isSubtracted, pieces, room });
    run(bytesOf[dtype] === 4 ? "product32" : "product64", pieces);
  }

  return {
    product: (out, a, b) => multiply(out, a, b, {}),
    subtractProduct: (out, a, b) => multiply(out, a, b, { isSubtracted: true }),
    symmetricProduct: (out, a, b) => multiply(out, a, b, { isHalf: true }),
    reflect(values, given) {
      if (given.count === 0) return;
      checkMemory(values);
      writeReflection(words, values.byteOffset, given);
      // Some short vectors: less than waking a thread takes.
      runs.reflect(block / unit, 0, given.count);
    },
    update(values, given) {
      checkMemory(values);
      writeUpdate(words, values.byteOffset, given);
      runs.update(block / unit, 0, 1);
    },
    rotate(values, given) {
      if (given.runCount === 0) return;
      checkMemory(values);
      writeRotations(words, values.byteOffset, given);
      run("rotate", given.count);
    },
  };
}
