/**
 * The code beyond `emit.ts` for kernels that reduce, or whose segments are slices of matrices and end anywhere: sums in
 * float64 in a fixed order, columns, the last elements of a segment; and operations of several instructions.
 */
import { bytesOf } from "../../../language/dtype.ts";
import type { Reduction } from "../../../language/operations.ts";
import { isSliced } from "../../../plan/kernel.ts";
import { blockLayout } from "../arena.ts";
import * as wasm from "./assembler.ts";
import { get, type Instruction, set } from "./assembler.ts";
import { type Context, type Extras, isNotZero, vector } from "./emit.ts";
import { splitting } from "./exponents.ts";
import { randomOf } from "./random.ts";

/** Lanes 2 and 3 of a vector of four, moved to lanes 0 and 1. */
const highHalf = wasm.shuffle([8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]);

/** The result of a reduction over no elements. */
const neutral = { sum: 0, sumSquares: 0, max: Number.NEGATIVE_INFINITY } as const;
const vectorOf = { sum: wasm.f64x2Add, sumSquares: wasm.f64x2Add, max: wasm.f64x2Max } as const;
const scalarOf = { sum: wasm.f64Add, sumSquares: wasm.f64Add, max: wasm.f64Max } as const;

/** The extras of a kernel. */
export function slices({ kernel, lanes, put, local, entry, ...at }: Context): Extras {
  const { dtype, values, reductions, columnReductions } = kernel;
  const { firstColumn, firstColumnSum } = blockLayout(kernel);
  const partials = local(wasm.i32, "partials");
  /** Partial results of two elements each, one for each pair of elements of a loop iteration. */
  const sums = reductions.map((_, r) =>
    Array.from({ length: lanes }, (_, part) => local(wasm.v128, `sum${r}_${part}`)),
  );
  const scratch = local(wasm.v128, "scratch");
  const masks = [local(wasm.v128, "mask0"), local(wasm.v128, "mask1")];
  const columns = Array.from({ length: kernel.columns }, (_, c) => local(wasm.i32, `at_column${c}`));
  const columnSums = columnReductions.map((_, c) => local(wasm.i32, `at_columnSum${c}`));
  const stride = 2 * lanes;
  const isRandom = values.some((value) => value.kind === "call" && value.op === "random");
  const firstElement = isRandom ? local(wasm.i32, "element") : -1;
  const random = isRandom ? randomOf(dtype, firstElement, local) : undefined;

  /** The value in `scratch`; in the rest of a segment elements past the end are neutral. */
  const keep = (
    value: number,
    half: number,
    isRest: boolean,
    op: Reduction,
    put_: (index: number) => void,
  ): void => {
    put_(value);
    if (isRest && op === "max") put(vector(dtype, neutral.max), get(masks[half]!), wasm.vSelect);
    else if (isRest) put(get(masks[half]!), wasm.vAnd);
    put(set(scratch));
  };
  /** Two of the elements in `scratch`, in float64. */
  const element = (part: number, op: Reduction): Instruction[] => {
    const found: Instruction[] = [get(scratch)];
    if (part === 1) found.push(get(scratch), highHalf);
    if (dtype === "float32") found.push(wasm.promoteLow);
    return op === "sumSquares" ? [...found, ...found, wasm.f64x2Mul] : found;
  };
  /** Adds the partial results of a segment in a fixed order and stores them. */
  const storeSums = (): void => {
    for (const [r, parts] of sums.entries()) {
      const { op } = reductions[r]!;
      const total = (of: readonly number[]): Instruction[] => {
        const half = of.length / 2;
        return half < 1
          ? [get(of[0]!)]
          : [...total(of.slice(0, half)), ...total(of.slice(half)), vectorOf[op]];
      };
      put(...total(parts), set(scratch), get(partials));
      for (const lane of [0, 1]) put(get(scratch), wasm.f64x2ExtractLane(lane));
      put(scalarOf[op], wasm.f64Store(8 * r));
    }
    put(get(partials), wasm.i32Const(8 * reductions.length), wasm.i32Add, set(partials));
  };
  /** Sets a pointer into an array with a number for each column. */
  const pointInto = (pointer: number, word: number, bytes: number): void => {
    put(get(at.block), wasm.i32Load(word), get(at.segment), wasm.i32Load(12));
    put(wasm.i32Const(bytes), wasm.i32Mul, wasm.i32Add, set(pointer));
  };

  return {
    begin() {
      const start = [get(at.block), wasm.i32Load(4)];
      if (reductions.length) put(...entry(start, at.first, 8 * reductions.length), set(partials));
    },

    segment() {
      for (const [c, pointer] of columns.entries()) pointInto(pointer, firstColumn + 4 * c, bytesOf[dtype]);
      for (const [c, pointer] of columnSums.entries()) pointInto(pointer, firstColumnSum + 4 * c, 8);
      for (const [r, parts] of sums.entries()) {
        for (const sum of parts) put(vector("float64", neutral[reductions[r]!.op]), set(sum));
      }
      if (random) put(get(at.segment), wasm.i32Load(16), set(firstElement));
      if (!isSliced(kernel) && reductions.length === 0) {
        put(wasm.loop);
        at.pair();
        put(wasm.branchIf(0), wasm.end);
        return;
      }
      // Full pairs first, then the rest.
      put(
        wasm.block,
        wasm.loop,
        get(at.count),
        wasm.i32Const(stride),
        wasm.i32LessUnsigned,
        wasm.branchIf(1),
      );
      at.pair();
      put(wasm.branchIf(0), wasm.end, wasm.end, get(at.count), wasm.ifNotZero);
      for (const [half, mask] of masks.entries()) {
        const lane = [0, 1, 2, 3].map((word) => half * lanes + Math.floor((word * lanes) / 4));
        put(get(at.count), wasm.i32x4Splat, wasm.vConst(Int32Array.from(lane)), wasm.i32x4Greater, set(mask));
      }
      for (const half of [0, 1]) at.rest(half);
      put(wasm.end);
      if (reductions.length) storeSums();
    },

    load(half) {
      for (const [index, value] of values.entries()) {
        if (value.kind !== "column") continue;
        put(get(columns[value.index]!), wasm.vLoad(16 * half));
        if (value.type === "boolean") put(...isNotZero(dtype));
        put(set(at.homes[index]!));
      }
    },

    reduce(half, isRest, value) {
      for (const [r, { op, value: reduced }] of reductions.entries()) {
        keep(reduced, half, isRest, op, value);
        for (let part = 0; part < lanes / 2; part++) {
          const sum = sums[r]![(half * lanes) / 2 + part]!;
          put(get(sum), ...element(part, op), vectorOf[op], set(sum));
        }
      }
      for (const [r, { op, value: reduced }] of columnReductions.entries()) {
        keep(reduced, half, isRest, op, value);
        for (let part = 0; part < lanes / 2; part++) {
          const [pointer, offset] = [columnSums[r]!, 8 * (half * lanes + 2 * part)];
          put(get(pointer), get(pointer), wasm.vLoad(offset), ...element(part, op), vectorOf[op]);
          put(wasm.vStore(offset));
        }
      }
    },

    storeRest(half, pointer) {
      put(set(scratch));
      for (let lane = 0; lane < lanes; lane++) {
        put(wasm.i32Const(half * lanes + lane), get(at.count), wasm.i32LessUnsigned, wasm.ifNotZero);
        put(
          get(pointer),
          get(scratch),
          wasm.vStoreLane(bytesOf[dtype], 16 * half + lane * bytesOf[dtype], lane),
        );
        put(wasm.end);
      }
    },

    advance() {
      for (const pointer of columns) put(get(pointer), wasm.i32Const(32), wasm.i32Add, set(pointer));
      for (const pointer of columnSums)
        put(get(pointer), wasm.i32Const(8 * stride), wasm.i32Add, set(pointer));
      if (random) put(get(firstElement), wasm.i32Const(stride), wasm.i32Add, set(firstElement));
    },

    operate: (op, half) => (op === "random" ? random!(half * lanes) : splitting(dtype, op)),
  };
}
