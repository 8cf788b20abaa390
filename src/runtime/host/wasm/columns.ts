/**
 * Columns of matrices: where a row's column inputs and column reductions lie, and taking a vector into the reductions, which
 * lie in memory side by side.
 */
import { bytesOf } from "../../../language/dtype.ts";
import type { Kernel } from "../../../plan/kernel.ts";
import * as wasm from "../../../webassembly/assembler.ts";
import { get, type Instruction, set } from "../../../webassembly/assembler.ts";
import { accumulatorOf, accumulatorsOf } from "../accumulators.ts";
import { blockLayout } from "../placed-pass.ts";
import type { Locals } from "./locals.ts";
import { takes } from "./reduce.ts";

/** Before a segment: the addresses of its first column in all arrays with a number for each column. */
export function pointToColumns(
  kernel: Kernel,
  { block, segment, columns, columnSums }: Locals,
): Instruction[] {
  const { dtype, columnReductions } = kernel;
  const { firstColumn, firstColumnSum } = blockLayout(kernel);
  const pointInto = (pointer: number, word: number, offset: number, bytes: number): Instruction[] => [
    ...[get(block), wasm.i32Load(word), ...wasm.address, get(segment), wasm.i32Load(offset)],
    ...[...wasm.i32ShiftLeft(Math.log2(bytes)), wasm.i32Add, set(pointer)],
  ];
  return [
    ...columns.flatMap((pointer, c) => pointInto(pointer, firstColumn + 4 * c, 12, bytesOf[dtype])),
    ...columnSums.flatMap((pointer, c) => {
      const { op } = columnReductions[c]!;
      return pointInto(pointer, firstColumnSum + 4 * c, 20, bytesOf[accumulatorOf(op, dtype)]);
    }),
  ];
}

/** Takes the vector in `scratch` into column reduction `r`. */
export function accumulateColumns(
  { dtype, columnReductions }: Kernel,
  { scratch, columnSums }: Locals,
  r: number,
  half: number,
): Instruction[] {
  const pointer = columnSums[r]!;
  const taken = takes(dtype, columnReductions[r]!.op, scratch);
  return taken.flatMap((take, part) => {
    const offset = 16 * (half * taken.length + part);
    return [get(pointer), get(pointer), wasm.vLoad(offset), ...take, wasm.vStore(offset)];
  });
}

/** Bytes of the accumulators of a pair of vectors, for each column reduction. */
export const columnStrides = ({ dtype, columnReductions }: Kernel): number[] =>
  columnReductions.map(({ op }) => 32 * accumulatorsOf(op, dtype));
