/** Vectors of four float32 or two float64. */
import type { DType } from "../../../language/dtype.ts";
import * as wasm from "../../../webassembly/assembler.ts";
import { type Instruction, instruction } from "../../../webassembly/assembler.ts";

/** A vector of equal elements. */
export const vector = (dtype: DType, value: number): Instruction =>
  wasm.vConst(dtype === "float32" ? new Float32Array(4).fill(value) : new Float64Array(2).fill(value));

/** Turns numbers into masks: which of them are not zero. */
export const isNotZero = (dtype: DType): Instruction[] => [
  vector(dtype, 0),
  instruction(dtype === "float32" ? "f32x4.ne" : "f64x2.ne"),
];
