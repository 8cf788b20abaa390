/** Columns of matrices: where a row's column inputs and column sums lie, and adding a vector to the sums. */
import { bytesOf } from "../../../language/dtype.ts";
import type { Kernel } from "../../../plan/kernel.ts";
import { blockLayout } from "../arena.ts";
import * as wasm from "./assembler.ts";
import { get, type Instruction, set } from "./assembler.ts";
import type { Locals } from "./locals.ts";
import { combine, pairsOf } from "./reduce.ts";

/** Before a segment: the addresses of its first column in all arrays with a number for each column. */
export function pointToColumns(
  kernel: Kernel,
  { block, segment, columns, columnSums }: Locals,
): Instruction[] {
  const { firstColumn, firstColumnSum } = blockLayout(kernel);
  const pointInto = (pointer: number, word: number, bytes: number): Instruction[] => [
    ...[get(block), wasm.i32Load(word), get(segment), wasm.i32Load(12)],
    ...[wasm.i32Const(bytes), wasm.i32Mul, wasm.i32Add, set(pointer)],
  ];
  return [
    ...columns.flatMap((pointer, c) => pointInto(pointer, firstColumn + 4 * c, bytesOf[kernel.dtype])),
    ...columnSums.flatMap((pointer, c) => pointInto(pointer, firstColumnSum + 4 * c, 8)),
  ];
}

/** Adds the vector in `scratch` to column reduction `r`. */
export function accumulateColumns(
  { dtype, columnReductions }: Kernel,
  { scratch, columnSums }: Locals,
  r: number,
  half: number,
): Instruction[] {
  const { op } = columnReductions[r]!;
  const pointer = columnSums[r]!;
  const pairs = pairsOf(dtype, scratch, op);
  return pairs.flatMap((pair, part) => {
    const offset = 16 * (half * pairs.length + part);
    return [get(pointer), get(pointer), wasm.vLoad(offset), ...pair, combine[op], wasm.vStore(offset)];
  });
}
