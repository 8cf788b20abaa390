/**
 * A kernel as WebAssembly: a loop over segments, within it a loop over pairs of vectors. Pure: from kernel to
 * instructions, which the assembler writes as bytes or as text. Never contracts and never reassociates.
 */

import type { OperationName } from "../../expr/operations.ts";
import { operation } from "../../expr/operations.ts";
import { blockLayout, segmentBytes } from "../../kernel/arena.ts";
import { bytesOf, type DType } from "../../kernel/groups.ts";
import { type Kernel, typeOfValue } from "../../kernel/kernel.ts";
import type { Code, Instruction, Mnemonic } from "./assembler.ts";

/** Shape of a vector, and what differs with it. */
const shapes = {
  float32: { prefix: "f32x4", lanes: 4, load: "v128.load32_splat", shift: "i32x4", mantissa: 23, bias: 127 },
  float64: { prefix: "f64x2", lanes: 2, load: "v128.load64_splat", shift: "i64x2", mantissa: 52, bias: 1023 },
} as const;

/** Lanes 2 and 3 of a vector of four, moved to lanes 0 and 1. */
const highHalf = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];

/** Code and the names of its locals. */
export interface Emitted {
  readonly code: Code;
  readonly names: readonly string[];
}

const vector = (dtype: DType, value: number): Instruction => {
  const lanes = dtype === "float32" ? new Float32Array(4).fill(value) : new Float64Array(2).fill(value);
  return ["v128.const", ...new Uint8Array(lanes.buffer)];
};

const words = (values: readonly number[]): Instruction => [
  "v128.const",
  ...new Uint8Array(Int32Array.from(values).buffer),
];

/** Emits a kernel. Parameters: address of the parameter block, first segment, segment after the last. */
export function emit(kernel: Kernel): Emitted {
  const { dtype, values, roles, stores, reductions } = kernel;
  const { prefix, lanes, load, shift, mantissa, bias } = shapes[dtype];
  const { firstRole, firstUniform } = blockLayout(kernel);
  const names = ["block", "first", "last"];
  const locals: ("i32" | "v128")[] = [];
  const local = (type: "i32" | "v128", name: string): number => {
    locals.push(type);
    return names.push(name) - 1;
  };
  const body: Instruction[] = [];
  const put = (...instructions: readonly Instruction[]): void => {
    body.push(...instructions);
  };
  const get = (index: number): Instruction => ["local.get", index];
  const set = (index: number): Instruction => ["local.set", index];

  const [block, first, last] = [0, 1, 2];
  const segment = local("i32", "segment");
  const end = local("i32", "end");
  const count = local("i32", "count");
  const partials = local("i32", "partials");
  const inputs = local("i32", "inputs");
  const pointers = roles.map((role) => local("i32", `at_${role.replace(/^.*\./, "")}`));
  const uses = values.map(() => 0);
  for (const value of values) if (value.kind === "call") for (const arg of value.args) uses[arg]!++;
  for (const { value } of [...stores, ...reductions]) uses[value]!++;
  const homes = values.map((value, index) => {
    if (value.kind === "call") return uses[index]! > 1 ? local("v128", `x${index}`) : -1;
    const name = value.kind === "load" ? roles[value.role]!.replace(/^.*\./, "") : `${value.kind[0]}${index}`;
    return local("v128", name);
  });
  const perReduction = dtype === "float32" ? 4 : 2;
  const sums = reductions.map((_, r) =>
    Array.from({ length: perReduction }, (_, lane) => local("v128", `sum${r}_${lane}`)),
  );
  const scratch = reductions.length ? local("v128", "scratch") : -1;
  const masks = reductions.length ? [local("v128", "mask0"), local("v128", "mask1")] : [];

  const asMask = (index: number): Instruction[] =>
    typeOfValue(values[index]!) === "boolean" ? [vector(dtype, 0), [`${prefix}.ne`]] : [];
  const inputSplats = (kind: "uniform" | "tensor", from: number, offset: number): void => {
    for (const [index, value] of values.entries()) {
      if (value.kind !== kind) continue;
      put(get(from), [load, offset + value.index * bytesOf[dtype]], ...asMask(index), set(homes[index]!));
    }
  };

  // Before the loops: table of segments, constants, uniform inputs.
  put(get(block), ["i32.load", 0], set(segment));
  put(get(segment), get(last), ["i32.const", segmentBytes], ["i32.mul"], ["i32.add"], set(end));
  put(get(segment), get(first), ["i32.const", segmentBytes], ["i32.mul"], ["i32.add"], set(segment));
  if (reductions.length) {
    put(
      get(block),
      ["i32.load", 4],
      get(first),
      ["i32.const", 8 * reductions.length],
      ["i32.mul"],
      ["i32.add"],
    );
    put(set(partials));
  }
  for (const [index, value] of values.entries()) {
    if (value.kind === "constant") put(vector(dtype, value.value), set(homes[index]!));
  }
  inputSplats("uniform", block, firstUniform);

  // Each segment: addresses, number of elements, inputs of its tensor.
  put(["loop"]);
  for (const [role, pointer] of pointers.entries()) {
    put(
      get(block),
      ["i32.load", firstRole + 4 * role],
      get(segment),
      ["i32.load", 0],
      ["i32.add"],
      set(pointer),
    );
  }
  put(get(segment), ["i32.load", 4], set(count));
  if (kernel.tensors) {
    put(get(block), ["i32.load", 8], get(segment), ["i32.load", 8], ["i32.add"], set(inputs));
    inputSplats("tensor", inputs, 0);
  }
  for (const sum of sums.flat()) put(vector("float64", 0), set(sum));
  const stride = 2 * lanes;
  const pair = (masked: boolean): void => {
    one(0, masked);
    one(1, masked);
  };
  if (reductions.length) {
    // Whole pairs, then the rest with lanes past the end masked out of the sums.
    put(["block"], ["loop"], get(count), ["i32.const", stride], ["i32.lt_u"], ["br_if", 1]);
    pair(false);
    advance();
    put(["br_if", 0], ["end"], ["end"], get(count), ["if"]);
    for (const [half, mask] of masks.entries()) {
      const laneNumbers = [0, 1, 2, 3].map((word) => half * lanes + Math.floor((word * lanes) / 4));
      put(get(count), ["i32x4.splat"], words(laneNumbers), ["i32x4.gt_s"], set(mask));
    }
    pair(true);
    put(["end"]);
    storeSums();
  } else {
    put(["loop"]);
    pair(false);
    advance();
    put(["br_if", 0], ["end"]);
  }
  put(get(segment), ["i32.const", segmentBytes], ["i32.add"], ["local.tee", segment]);
  put(get(end), ["i32.lt_u"], ["br_if", 0], ["end"]);
  return { code: { locals, body }, names };

  /** Moves on by a pair of vectors and leaves the number of elements to come, 0 at the end. */
  function advance(): void {
    for (const pointer of pointers) put(get(pointer), ["i32.const", 32], ["i32.add"], set(pointer));
    put(get(count), ["i32.const", stride], ["i32.sub"], ["local.tee", count]);
  }

  /** One vector: loads, then reductions and stores with the values that they need. */
  function one(half: number, masked: boolean): void {
    const offset = 16 * half;
    const known = new Set<number>();
    const value = (index: number): void => {
      const at = values[index]!;
      if (at.kind !== "call" || known.has(index)) {
        put(get(homes[index]!));
        return;
      }
      if (at.op === "where") for (const arg of [1, 2, 0]) value(at.args[arg]!);
      else for (const arg of at.args) value(arg);
      put(...operate(at.op));
      if (homes[index]! >= 0) {
        put(["local.tee", homes[index]!]);
        known.add(index);
      }
    };
    for (const [index, at] of values.entries()) {
      if (at.kind === "load") put(get(pointers[at.role]!), ["v128.load", offset], set(homes[index]!));
    }
    for (const [r, reduction] of reductions.entries()) {
      value(reduction.value);
      if (masked) put(get(masks[half]!), ["v128.and"]);
      put(set(scratch));
      const parts = dtype === "float32" ? [0, 1] : [0];
      for (const part of parts) accumulate(sums[r]![half * parts.length + part]!, part, reduction.op);
    }
    for (const { role, value: stored } of stores) {
      put(get(pointers[role]!));
      value(stored);
      put(["v128.store", offset]);
    }
  }

  /** Adds two of the elements in `scratch`, in float64, to a sum. */
  function accumulate(sum: number, part: number, op: "sum" | "sumSquares"): void {
    const element: Instruction[] = [get(scratch)];
    if (part === 1) element.push(get(scratch), ["i8x16.shuffle", ...highHalf]);
    if (dtype === "float32") element.push(["f64x2.promote_low_f32x4"]);
    const square: Instruction[] = op === "sumSquares" ? [...element, ["f64x2.mul"]] : [];
    put(get(sum), ...element, ...square, ["f64x2.add"], set(sum));
  }

  /** Adds the partial sums of a segment in a fixed order and stores them. */
  function storeSums(): void {
    for (const [r, lanesOf] of sums.entries()) {
      const half = lanesOf.length / 2;
      const [a, b] = [lanesOf.slice(0, half), lanesOf.slice(half)].map((group) => group.map(get));
      const add = (group: readonly Instruction[]): Instruction[] =>
        group.length === 1 ? [...group] : [...group, ["f64x2.add"]];
      put(...add(a!), ...add(b!), ["f64x2.add"], set(scratch));
      put(get(partials), get(scratch), ["f64x2.extract_lane", 0], get(scratch), ["f64x2.extract_lane", 1]);
      put(["f64.add"], ["f64.store", 8 * r]);
    }
    put(get(partials), ["i32.const", 8 * reductions.length], ["i32.add"], set(partials));
  }

  function operate(op: OperationName): Instruction[] {
    const { wasm } = operation(op);
    // Adding 2^mantissa leaves a whole number in the lowest bits, where a shift reaches it, and takes it out again.
    const whole = 2 ** mantissa + bias;
    if (wasm === "exp2") {
      return [vector(dtype, whole), [`${prefix}.add`], ["i32.const", mantissa], [`${shift}.shl`]];
    }
    if (wasm === "exponent") {
      const exponentBits: Instruction[] = [["i32.const", mantissa], [`${shift}.shr_u`]];
      return [
        ...exponentBits,
        vector(dtype, 2 ** mantissa),
        ["v128.or"],
        vector(dtype, whole),
        [`${prefix}.sub`],
      ];
    }
    return [[(wasm!.includes(".") ? wasm! : `${prefix}.${wasm}`) as Mnemonic]];
  }
}
