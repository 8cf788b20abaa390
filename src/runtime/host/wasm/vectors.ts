/** Vectors of four float32 or two float64. */
import type { DType } from "../../../language/dtype.ts";
import { operation } from "../../../language/operations.ts";
import * as wasm from "./assembler.ts";
import { type Instruction, simd } from "./assembler.ts";

/** Which of an operation's two opcodes is that of a dtype. */
export const shapeOf = (dtype: DType): 0 | 1 => (dtype === "float32" ? 0 : 1);

/** A vector of equal elements. */
export const vector = (dtype: DType, value: number): Instruction =>
  wasm.vConst(dtype === "float32" ? new Float32Array(4).fill(value) : new Float64Array(2).fill(value));

/** Turns numbers into masks: which of them are not zero. */
export const isNotZero = (dtype: DType): Instruction[] => [
  vector(dtype, 0),
  simd(operation("ne").wasm![shapeOf(dtype)]),
];
