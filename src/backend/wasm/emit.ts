/**
 * A kernel as WebAssembly: a loop over segments, within it a loop over pairs of vectors. Pure: from kernel to
 * instructions. Never contracts and never reassociates.
 */
import { type OperationName, operation } from "../../expr/operations.ts";
import { blockLayout, segmentBytes } from "../../kernel/arena.ts";
import { bytesOf, type DType } from "../../kernel/groups.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import * as wasm from "./assembler.ts";
import { type Code, get, type Instruction, set, simd, tee, type ValueType } from "./assembler.ts";

/** What differs between vectors of four float32 and of two float64. */
const shapes = {
  float32: {
    index: 0,
    lanes: 4,
    loadSplat: wasm.vLoad32Splat,
    shl: 0xab,
    shrU: 0xad,
    mantissa: 23,
    bias: 127,
  },
  float64: {
    index: 1,
    lanes: 2,
    loadSplat: wasm.vLoad64Splat,
    shl: 0xcb,
    shrU: 0xcd,
    mantissa: 52,
    bias: 1023,
  },
} as const;

/** Lanes 2 and 3 of a vector of four, moved to lanes 0 and 1. */
const highHalf = wasm.shuffle([8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]);

/** Code and the names of its locals. */
export interface Emitted {
  readonly code: Code;
  readonly names: readonly string[];
}

const vector = (dtype: DType, value: number): Instruction =>
  wasm.vConst(dtype === "float32" ? new Float32Array(4).fill(value) : new Float64Array(2).fill(value));

/** Emits a kernel. Parameters: address of the parameter block, first segment, segment after the last. */
export function emit(kernel: Kernel): Emitted {
  const { dtype, values, roles, stores, reductions } = kernel;
  const { index: shape, lanes, loadSplat, shl, shrU, mantissa, bias } = shapes[dtype];
  const { firstRole, firstUniform } = blockLayout(kernel);
  const names = ["block", "first", "last"];
  const locals: ValueType[] = [];
  const local = (type: ValueType, name: string): number => {
    locals.push(type);
    return names.push(name) - 1;
  };
  const body: Instruction[] = [];
  const put = (...instructions: readonly Instruction[]): void => {
    body.push(...instructions);
  };

  const [block, first, last] = [0, 1, 2];
  const segment = local(wasm.i32, "segment");
  const end = local(wasm.i32, "end");
  const count = local(wasm.i32, "count");
  const partials = local(wasm.i32, "partials");
  const inputs = local(wasm.i32, "inputs");
  const short = (role: string): string => role.replace(/^.*\./, "");
  const pointers = roles.map((role) => local(wasm.i32, `at_${short(role)}`));
  const uses = values.map(() => 0);
  for (const value of values) if (value.kind === "call") for (const arg of value.args) uses[arg]!++;
  for (const { value } of [...stores, ...reductions]) uses[value]!++;
  /** Locals of values; a value that is used once stays on the stack. */
  const homes = values.map((value, index) => {
    if (value.kind === "call") return uses[index]! > 1 ? local(wasm.v128, `x${index}`) : -1;
    return local(wasm.v128, value.kind === "load" ? short(roles[value.role]!) : `${value.kind[0]}${index}`);
  });
  /** Partial sums, two elements each: one for each pair of elements that a turn of the loop takes. */
  const sums = reductions.map((_, r) =>
    Array.from({ length: lanes }, (_, part) => local(wasm.v128, `sum${r}_${part}`)),
  );
  const scratch = reductions.length ? local(wasm.v128, "scratch") : -1;
  const masks = reductions.length ? [local(wasm.v128, "mask0"), local(wasm.v128, "mask1")] : [];

  /** Address of an entry of a table: start + index * bytes. */
  const entry = (start: readonly Instruction[], index: number, bytes: number): Instruction[] => [
    ...start,
    get(index),
    wasm.i32Const(bytes),
    wasm.i32Mul,
    wasm.i32Add,
  ];
  const splat = (kind: "uniform" | "tensor", from: number, offset: number): void => {
    for (const [index, value] of values.entries()) {
      if (value.kind !== kind) continue;
      put(get(from), loadSplat(offset + value.index * bytesOf[dtype]));
      // A comparison made by the host comes as 1 or 0 and becomes a mask.
      if (value.type === "boolean") put(vector(dtype, 0), simd(operation("ne").wasm![shape]));
      put(set(homes[index]!));
    }
  };

  // Before the loops: table of segments, constants, uniform inputs.
  put(get(block), wasm.i32Load(0), set(segment));
  put(...entry([get(segment)], last, segmentBytes), set(end));
  put(...entry([get(segment)], first, segmentBytes), set(segment));
  if (reductions.length) {
    put(...entry([get(block), wasm.i32Load(4)], first, 8 * reductions.length), set(partials));
  }
  for (const [index, value] of values.entries()) {
    if (value.kind === "constant") put(vector(dtype, value.value), set(homes[index]!));
  }
  splat("uniform", block, firstUniform);

  // Each segment: addresses, number of elements, inputs of its tensor.
  put(wasm.loop);
  for (const [role, pointer] of pointers.entries()) {
    put(
      get(block),
      wasm.i32Load(firstRole + 4 * role),
      get(segment),
      wasm.i32Load(0),
      wasm.i32Add,
      set(pointer),
    );
  }
  put(get(segment), wasm.i32Load(4), set(count));
  if (kernel.tensors) {
    put(get(block), wasm.i32Load(8), get(segment), wasm.i32Load(8), wasm.i32Add, set(inputs));
    splat("tensor", inputs, 0);
  }
  for (const sum of sums.flat()) put(vector("float64", 0), set(sum));
  if (reductions.length) {
    // Whole pairs, then the rest with lanes past the end masked out of the sums.
    put(wasm.block, wasm.loop, get(count), wasm.i32Const(2 * lanes), wasm.i32LessUnsigned, wasm.branchIf(1));
    pair(false);
    put(wasm.branchIf(0), wasm.end, wasm.end, get(count), wasm.ifNotZero);
    for (const [half, mask] of masks.entries()) {
      const lane = [0, 1, 2, 3].map((word) => half * lanes + Math.floor((word * lanes) / 4));
      put(get(count), wasm.i32x4Splat, wasm.vConst(Int32Array.from(lane)), wasm.i32x4Greater, set(mask));
    }
    for (const half of [0, 1]) one(half, true);
    put(wasm.end);
    storeSums();
  } else {
    put(wasm.loop);
    pair(false);
    put(wasm.branchIf(0), wasm.end);
  }
  put(get(segment), wasm.i32Const(segmentBytes), wasm.i32Add, tee(segment));
  put(get(end), wasm.i32LessUnsigned, wasm.branchIf(0), wasm.end);
  return { code: { locals, body }, names };

  /** Two vectors; moves on, and leaves the number of elements to come on the stack. */
  function pair(masked: boolean): void {
    for (const half of [0, 1]) one(half, masked);
    for (const pointer of pointers) put(get(pointer), wasm.i32Const(32), wasm.i32Add, set(pointer));
    put(get(count), wasm.i32Const(2 * lanes), wasm.i32Sub, tee(count));
  }

  /** One vector: loads, then reductions and stores with the values that they need. */
  function one(half: number, masked: boolean): void {
    const offset = 16 * half;
    const known = new Set<number>();
    const value = (index: number): void => {
      const found = values[index]!;
      if (found.kind !== "call" || known.has(index)) {
        put(get(homes[index]!));
        return;
      }
      const [a, b, c] = found.args;
      for (const arg of found.op === "where" ? [b!, c!, a!] : found.args) value(arg);
      put(...operate(found.op));
      if (homes[index]! >= 0) {
        put(tee(homes[index]!));
        known.add(index);
      }
    };
    for (const [index, found] of values.entries()) {
      if (found.kind === "load") put(get(pointers[found.role]!), wasm.vLoad(offset), set(homes[index]!));
    }
    for (const [r, reduction] of reductions.entries()) {
      value(reduction.value);
      if (masked) put(get(masks[half]!), wasm.vAnd);
      put(set(scratch));
      for (let part = 0; part < lanes / 2; part++) {
        accumulate(sums[r]![(half * lanes) / 2 + part]!, part, reduction.op);
      }
    }
    for (const { role, value: stored } of stores) {
      put(get(pointers[role]!));
      value(stored);
      put(wasm.vStore(offset));
    }
  }

  /** Adds two of the elements in `scratch`, in float64, to a sum. */
  function accumulate(sum: number, part: number, op: "sum" | "sumSquares"): void {
    const element: Instruction[] = [get(scratch)];
    if (part === 1) element.push(get(scratch), highHalf);
    if (dtype === "float32") element.push(wasm.promoteLow);
    const square = op === "sumSquares" ? [...element, wasm.f64x2Mul] : [];
    put(get(sum), ...element, ...square, wasm.f64x2Add, set(sum));
  }

  /** Adds the partial sums of a segment in a fixed order and stores them. */
  function storeSums(): void {
    const total = (parts: readonly number[]): Instruction[] => {
      const half = parts.length / 2;
      return half < 1
        ? [get(parts[0]!)]
        : [...total(parts.slice(0, half)), ...total(parts.slice(half)), wasm.f64x2Add];
    };
    for (const [r, parts] of sums.entries()) {
      put(...total(parts), set(scratch), get(partials));
      for (const lane of [0, 1]) put(get(scratch), wasm.f64x2ExtractLane(lane));
      put(wasm.f64Add, wasm.f64Store(8 * r));
    }
    put(get(partials), wasm.i32Const(8 * reductions.length), wasm.i32Add, set(partials));
  }

  function operate(op: OperationName): Instruction[] {
    // Adding 2^mantissa puts a whole number into the lowest bits, where a shift reaches it, and takes it out again.
    const whole = vector(dtype, 2 ** mantissa + bias);
    const bits = wasm.i32Const(mantissa);
    if (op === "exp2") return [whole, simd(operation("add").wasm![shape]), bits, simd(shl)];
    if (op === "exponent") {
      const sub = simd(operation("sub").wasm![shape]);
      return [bits, simd(shrU), vector(dtype, 2 ** mantissa), wasm.vOr, whole, sub];
    }
    return [simd(operation(op).wasm![shape])];
  }
}
