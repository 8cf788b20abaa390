/**
 * Random numbers in WebAssembly: `uniformAt` of `language/random.ts` for as many elements as a vector holds. The same bits.
 */
import type { DType } from "../../../language/dtype.ts";
import { keyBits, parity, rotations } from "../../../language/random.ts";
import { strideOf } from "../alignment.ts";
import * as wasm from "./assembler.ts";
import { get, type Instruction, set, simd, tee } from "./assembler.ts";
import type { Locals } from "./locals.ts";
import { vector } from "./vectors.ts";

const words = (value: number): Instruction => wasm.vConst(new Int32Array(4).fill(value));

/** From a vector of the dtype to whole numbers and back: instructions, and those of multiplication and addition. */
const shapes = {
  float32: { toWords: 0xf9, fromWords: 0xfb, mul: 0xe6, add: 0xe4 },
  float64: { toWords: 0xfd, fromWords: 0xff, mul: 0xf2, add: 0xf0 },
} as const;

/** The random numbers for the two keys on the stack, of the elements of a vector of the pair. */
export function randomOf(dtype: DType, { element, random }: Locals, half: number): Instruction[] {
  const { toWords, fromWords, mul, add } = shapes[dtype];
  const keys = random.slice(0, 3);
  const [x0, x1] = random.slice(3) as [number, number];
  const rotate = (by: number): Instruction[] => [
    ...[get(x1), wasm.i32Const(by), wasm.i32x4Shl],
    ...[get(x1), wasm.i32Const(32 - by), wasm.i32x4ShrU, wasm.vOr],
  ];
  const inject = (x: number, key: number, count: number): Instruction[] => [
    ...[get(x), get(keys[key % 3]!), wasm.i32x4Add],
    ...(count ? [words(count), wasm.i32x4Add] : []),
    set(x),
  ];
  return [
    ...[simd(toWords), set(keys[1]!), simd(toWords), tee(keys[0]!)],
    ...[get(keys[1]!), wasm.vXor, words(parity), wasm.vXor, set(keys[2]!)],
    ...[get(element), wasm.i32x4Splat, wasm.vConst(Int32Array.of(0, 1, 2, 3)), wasm.i32x4Add],
    ...[
      words((half * strideOf[dtype]) / 2),
      wasm.i32x4Add,
      get(keys[0]!),
      wasm.i32x4Add,
      set(x0),
      get(keys[1]!),
      set(x1),
    ],
    ...Array.from({ length: 20 }, (_, round): Instruction[] => {
      const injection = (round + 1) / 4;
      return [
        ...[get(x0), get(x1), wasm.i32x4Add, set(x0)],
        ...[...rotate(rotations[round % 8]!), get(x0), wasm.vXor, set(x1)],
        ...(round % 4 === 3 ? [...inject(x0, injection, 0), ...inject(x1, injection + 1, injection)] : []),
      ];
    }).flat(),
    // The highest 23 bits b of the first word as (2 b + 1) / 2^24: exact in both dtypes.
    ...[get(x0), wasm.i32Const(33 - keyBits), wasm.i32x4ShrU, simd(fromWords)],
    ...[vector(dtype, 2 ** (1 - keyBits)), simd(mul), vector(dtype, 2 ** -keyBits), simd(add)],
  ];
}
