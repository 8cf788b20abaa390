/**
 * Reductions of a segment: sums in float64, an element always added to the same lane, and the lanes combined in a fixed
 * order at its end. A maximum is one of the elements and stays in their dtype; its order does not matter.
 */
import type { DType } from "../../../language/dtype.ts";
import type { Reduction } from "../../../language/operations.ts";
import type { Kernel } from "../../../plan/kernel.ts";
import * as wasm from "../../../webassembly/assembler.ts";
import { get, type Instruction, instruction, set } from "../../../webassembly/assembler.ts";
import { accumulatorOf, neutral } from "../accumulators.ts";
import type { Locals } from "./locals.ts";
import { vector } from "./vectors.ts";

const shapeOf = { float32: "f32x4", float64: "f64x2" } as const;

/** Lanes 2 and 3 of a vector of four, moved to lanes 0 and 1. */
const highHalf = wasm.shuffle([8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]);

/** The elements of the vector in a local, two at a time, as float64. */
const pairsOf = (dtype: DType, local: number): Instruction[][] =>
  dtype === "float32"
    ? [
        [get(local), wasm.promoteLow],
        [get(local), get(local), highHalf, wasm.promoteLow],
      ]
    : [[get(local)]];

/** For each accumulator of a reduction, on the stack, what takes the vector in a local into it. */
export function takes(dtype: DType, op: Reduction, local: number): Instruction[][] {
  if (op !== "max") {
    const square = op === "sumSquares";
    return pairsOf(dtype, local).map((pair) =>
      square ? [...pair, ...pair, wasm.f64x2Mul, wasm.f64x2Add] : [...pair, wasm.f64x2Add],
    );
  }
  // pmax(a, b) is b where a < b, otherwise a: NaN comes in as a mask of ones, and stays.
  const shape = shapeOf[dtype];
  const missing = [get(local), get(local), instruction(`${shape}.ne`)];
  return [[get(local), instruction(`${shape}.pmax`), ...missing, instruction("v128.or")]];
}

/** Before the loops: the address of the first segment's results. */
export function pointToResults({ reductions }: Kernel, { block, first, partials }: Locals): Instruction[] {
  if (reductions.length === 0) return [];
  const skipped = [get(first), wasm.i32Const(8 * reductions.length), wasm.i32Mul];
  return [get(block), wasm.i32Load(4), ...wasm.address, ...skipped, wasm.i32Add, set(partials)];
}

/** Before a segment: nothing is reduced yet. */
export const clear = ({ dtype, reductions }: Kernel, { sums }: Locals): Instruction[] =>
  sums.flatMap((parts, r) => {
    const { op } = reductions[r]!;
    return parts.flatMap((sum) => [vector(accumulatorOf(op, dtype), neutral[op]), set(sum)]);
  });

/** Takes the vector in `scratch` into reduction `r`. */
export function accumulate(
  { dtype, reductions }: Kernel,
  { scratch, sums }: Locals,
  r: number,
  half: number,
): Instruction[] {
  const taken = takes(dtype, reductions[r]!.op, scratch);
  return taken.flatMap((take, part) => {
    const sum = sums[r]![half * taken.length + part]!;
    return [get(sum), ...take, set(sum)];
  });
}

/** After a segment: combines the lanes and stores the results. */
export function storeResults({ dtype, reductions }: Kernel, locals: Locals): Instruction[] {
  if (reductions.length === 0) return [];
  const { sums, scratch, partials } = locals;
  const results = reductions.flatMap(({ op }, r) => {
    const both = op === "max" ? instruction(`${shapeOf[dtype]}.max`) : wasm.f64x2Add;
    const total = (from: number, to: number): Instruction[] => {
      const middle = (from + to) / 2;
      return to - from === 1 ? [get(sums[r]![from]!)] : [...total(from, middle), ...total(middle, to), both];
    };
    const lanes = [0, 1].flatMap((lane) => [get(scratch), wasm.f64x2ExtractLane(lane)]);
    return [
      ...[...total(0, sums[r]!.length), set(scratch)],
      ...(op === "max" ? mostInFloat64(dtype, scratch) : []),
      ...[get(partials), ...lanes, op === "max" ? wasm.f64Max : wasm.f64Add, wasm.f64Store(8 * r)],
    ];
  });
  return [...results, get(partials), wasm.i32Const(8 * reductions.length), wasm.i32Add, set(partials)];
}

/** The larger elements of a vector's pairs, in float64. A maximum that is zero is +0: a comparison does not see its sign. */
function mostInFloat64(dtype: DType, local: number): Instruction[] {
  const pairs = pairsOf(dtype, local);
  const most = pairs.flatMap((pair, index) => (index ? [...pair, wasm.f64x2Max] : pair));
  return [...most, vector("float64", 0), wasm.f64x2Add, set(local)];
}
