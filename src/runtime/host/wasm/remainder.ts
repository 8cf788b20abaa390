/**
 * The last elements of a segment that ends anywhere, fewer than two vectors: what lies beyond them is computed as well,
 * but neither reduced nor stored.
 */
import type { DType } from "../../../language/dtype.ts";
import type { Reduction } from "../../../language/operations.ts";
import { widthOf } from "../../../language/storage.ts";
import type { Kernel } from "../../../plan/kernel.ts";
import * as wasm from "../../../webassembly/assembler.ts";
import { get, type Instruction, set } from "../../../webassembly/assembler.ts";
import { neutral } from "../accumulators.ts";
import { strideOf } from "../alignment.ts";
import { encode } from "./codes.ts";
import type { Locals } from "./locals.ts";
import { vector } from "./vectors.ts";

/** Sets the masks of elements that belong to the segment. */
export function setMasks({ dtype }: Kernel, { count, masks }: Locals): Instruction[] {
  const lanes = strideOf[dtype] / 2;
  return masks.flatMap((mask, half) => {
    const indices = Int32Array.from([0, 1, 2, 3], (word) => half * lanes + Math.floor((word * lanes) / 4));
    return [get(count), wasm.i32x4Splat, wasm.vConst(indices), wasm.i32x4Greater, set(mask)];
  });
}

/** Replaces elements beyond the end, in the vector on the stack, by what changes no result. */
export const masked = (dtype: DType, op: Reduction, mask: number): Instruction[] =>
  op === "max" ? [vector(dtype, neutral.max), get(mask), wasm.vSelect] : [get(mask), wasm.vAnd];

/** Stores the elements up to the end, of the vector on the stack. */
export function storeRest(
  { dtype, storages }: Kernel,
  locals: Locals,
  half: number,
  role: number,
): Instruction[] {
  const { scratch, count, roles } = locals;
  const lanes = strideOf[dtype] / 2;
  const width = widthOf(storages[role]!) as 1 | 2 | 4 | 8;
  const storeLane = (lane: number): Instruction[] => [
    ...[wasm.i32Const(half * lanes + lane), get(count), wasm.i32LessUnsigned, wasm.ifNotZero],
    ...[
      get(roles[role]!),
      get(scratch),
      wasm.vStoreLane(width, (half * lanes + lane) * width, lane),
      wasm.end,
    ],
  ];
  const codes = encode(dtype, storages[role]!, locals, half);
  return [...codes, set(scratch), ...Array.from({ length: lanes }, (_, lane) => storeLane(lane)).flat()];
}
