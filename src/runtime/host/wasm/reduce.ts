/**
 * Reductions of a segment: sums in float64 vectors, an element always added to the same lane, and the lanes combined in a
 * fixed order at its end.
 */
import type { DType } from "../../../language/dtype.ts";
import type { Reduction } from "../../../language/operations.ts";
import type { Kernel } from "../../../plan/kernel.ts";
import { strideOf } from "../alignment.ts";
import * as wasm from "./assembler.ts";
import { get, type Instruction, set } from "./assembler.ts";
import type { Locals } from "./locals.ts";
import { vector } from "./vectors.ts";

/** The result of a reduction over no elements. */
export const neutral = { sum: 0, sumSquares: 0, max: Number.NEGATIVE_INFINITY } as const;
/** How results are combined, two at a time and one. */
export const combine = { sum: wasm.f64x2Add, sumSquares: wasm.f64x2Add, max: wasm.f64x2Max } as const;
const combineOne = { sum: wasm.f64Add, sumSquares: wasm.f64Add, max: wasm.f64Max } as const;

/** Lanes 2 and 3 of a vector of four, moved to lanes 0 and 1. */
const highHalf = wasm.shuffle([8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]);

/** The elements of the vector in a local, two at a time, as float64 and squared where a sum of squares needs it. */
export function pairsOf(dtype: DType, local: number, op: Reduction): Instruction[][] {
  const pairs =
    dtype === "float32"
      ? [
          [get(local), wasm.promoteLow],
          [get(local), get(local), highHalf, wasm.promoteLow],
        ]
      : [[get(local)]];
  return pairs.map((pair) => (op === "sumSquares" ? [...pair, ...pair, wasm.f64x2Mul] : pair));
}

/** Before the loops: the address of the first segment's results. */
export function pointToResults({ reductions }: Kernel, { block, first, partials }: Locals): Instruction[] {
  if (reductions.length === 0) return [];
  const skipped = [get(first), wasm.i32Const(8 * reductions.length), wasm.i32Mul];
  return [get(block), wasm.i32Load(4), ...skipped, wasm.i32Add, set(partials)];
}

/** Before a segment: nothing is reduced yet. */
export const clear = ({ reductions }: Kernel, { sums }: Locals): Instruction[] =>
  sums.flatMap((parts, r) =>
    parts.flatMap((sum) => [vector("float64", neutral[reductions[r]!.op]), set(sum)]),
  );

/** Adds the vector in `scratch` to reduction `r`. */
export function accumulate(
  { dtype, reductions }: Kernel,
  locals: Locals,
  r: number,
  half: number,
): Instruction[] {
  const { op } = reductions[r]!;
  const pairs = pairsOf(dtype, locals.scratch, op);
  return pairs.flatMap((pair, part) => {
    const sum = locals.sums[r]![half * pairs.length + part]!;
    return [get(sum), ...pair, combine[op], set(sum)];
  });
}

/** After a segment: combines the lanes and stores the results. */
export function storeResults(
  { dtype, reductions }: Kernel,
  { sums, scratch, partials }: Locals,
): Instruction[] {
  if (reductions.length === 0) return [];
  const results = reductions.flatMap(({ op }, r) => {
    const total = (from: number, to: number): Instruction[] => {
      const middle = (from + to) / 2;
      return to - from === 1
        ? [get(sums[r]![from]!)]
        : [...total(from, middle), ...total(middle, to), combine[op]];
    };
    const lanes = [0, 1].flatMap((lane) => [get(scratch), wasm.f64x2ExtractLane(lane)]);
    const stored = [get(partials), ...lanes, combineOne[op], wasm.f64Store(8 * r)];
    return [...total(0, strideOf[dtype] / 2), set(scratch), ...stored];
  });
  return [...results, get(partials), wasm.i32Const(8 * reductions.length), wasm.i32Add, set(partials)];
}
