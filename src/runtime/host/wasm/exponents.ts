/** Binary exponents in WebAssembly, read from and written into the bits of numbers: steps of `log` and `exp`. */
import type { DType } from "../../../language/dtype.ts";
import { type OperationName, operation } from "../../../language/operations.ts";
import * as wasm from "./assembler.ts";
import { type Instruction, simd } from "./assembler.ts";
import { vector } from "./vectors.ts";

const shapes = {
  float32: { index: 0, shl: 0xab, shrU: 0xad, mantissa: 23, bias: 127 },
  float64: { index: 1, shl: 0xcb, shrU: 0xcd, mantissa: 52, bias: 1023 },
} as const;

/** `exp2` and `exponent`, on the value on the stack. */
export function splitting(dtype: DType, op: OperationName): Instruction[] {
  const { index, shl, shrU, mantissa, bias } = shapes[dtype];
  // Adding 2^mantissa puts a whole number into the lowest bits, where a shift reaches it, and takes it out again.
  const whole = vector(dtype, 2 ** mantissa + bias);
  const bits = wasm.i32Const(mantissa);
  if (op === "exp2") return [whole, simd(operation("add").wasm![index]), bits, simd(shl)];
  const sub = simd(operation("sub").wasm![index]);
  return [bits, simd(shrU), vector(dtype, 2 ** mantissa), wasm.vOr, whole, sub];
}
