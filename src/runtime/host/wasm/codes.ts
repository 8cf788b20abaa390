/** Vectors of roles that are stored in codes: four codes become a vector of float32, and back. */
import type { DType } from "../../../language/dtype.ts";
import { codingOf, type StorageName } from "../../../language/storage.ts";
import * as wasm from "../../../webassembly/assembler.ts";
import { get, type Instruction, instruction } from "../../../webassembly/assembler.ts";
import { strideOf } from "../alignment.ts";
import type { Locals } from "./locals.ts";
import { translated } from "./operate.ts";

/** Loads a vector of a role; undefined where it is stored as numbers. */
export function loadCodes(
  dtype: DType,
  storage: StorageName,
  from: number,
  locals: Locals,
  half: number,
): Instruction[] | undefined {
  const coding = codingOf(storage);
  if (!coding) return undefined;
  const { bytes, wasm: lines } = coding;
  const offset = (half * bytes * strideOf[dtype]) / 2;
  const decode = lines.load.flatMap((line) => translated(storage, dtype, line, locals, half));
  return [get(from), ...wasm.vLoadCodes(bytes, offset), ...decode];
}

/** Turns the vector on the stack into codes, which lie side by side in its first lanes. Nothing where a role is stored as numbers. */
export function encode(dtype: DType, storage: StorageName, locals: Locals, half: number): Instruction[] {
  const coding = codingOf(storage);
  if (!coding) return [];
  const codes = coding.wasm.store.flatMap((line) => translated(storage, dtype, line, locals, half));
  const zero = get(locals.invariant([wasm.vConst(new Int32Array(4))]));
  const narrowed = [zero, instruction("i16x8.narrow_i32x4_u")];
  return [...codes, ...narrowed, ...(coding.bytes === 1 ? [zero, instruction("i8x16.narrow_i16x8_u")] : [])];
}

/** Stores the vector on the stack, below which is the address, in codes or as numbers. */
export function storeVector(dtype: DType, storage: StorageName, locals: Locals, half: number): Instruction[] {
  const coding = codingOf(storage);
  if (!coding) return [wasm.vStore(16 * half)];
  const lanes = strideOf[dtype] / 2;
  const bytes = (coding.bytes * lanes) as 4 | 8;
  return [...encode(dtype, storage, locals, half), wasm.vStoreLane(bytes, half * bytes, 0)];
}
