/**
 * Numbers in 16 bits, as programs in half precision have parameters and gradients: a `Float16Array` where the engine has it, or codes of float16 or
 * bfloat16 in a `Uint16Array`. A descent decodes them, exactly; it computes in float32, or in the type of its parameters.
 */
import type { Elements } from "../language/dtype.ts";
import { codingOf, type HalfCoding } from "../language/storage.ts";
import type { typeOf } from "../plan/masters.ts";

/** Types of numbers in 16 bits: IEEE 754's binary16, and the higher half of a float32. */
export type HalfType = (typeof typeOf)[HalfCoding];

/** Codes of numbers in 16 bits with a shape, row by row. Made by `tensor`. */
export interface HalfTensor {
  readonly data: Uint16Array;
  readonly shape: readonly number[];
  readonly dtype: HalfType;
}

/** What a `Float16Array` is known by: not every engine has it. */
export interface Float16Values extends ArrayLike<number> {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly [Symbol.toStringTag]: "Float16Array";
}

/** The types' names in the table of storages. */
export const codingNames: Readonly<Record<HalfType, HalfCoding>> = { float16: "f16", bfloat16: "bf16" };

/** Names of the types. */
export const halfTypes = Object.keys(codingNames) as HalfType[];

/** The number of a code of float16: a sign, 5 bits of exponent, 10 of fraction. */
function float16Of(code: number): number {
  const sign = code >> 15 ? -1 : 1;
  const exponent = (code >> 10) & 31;
  const fraction = code & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign / 0;
  return sign * (exponent ? (1024 + fraction) * 2 ** (exponent - 25) : fraction * 2 ** -24);
}

/** The numbers of all codes, once they were needed. */
const tables: Partial<Record<HalfType, Float32Array>> = {};

const tableOf = (dtype: HalfType): Float32Array =>
  (tables[dtype] ??= Float32Array.from({ length: 2 ** 16 }, (_, code) =>
    dtype === "float16" ? float16Of(code) : codingOf("bf16")!.decode(code),
  ));

/** What a gradient is copied from. */
export type Source = Elements | Float16Values | readonly number[] | HalfTensor | number;

/** The numbers of a gradient: where they lie, or a copy of what its codes mean. */
export const numbersIn = (view: Elements | HalfGradient): Elements =>
  "numbers" in view ? view.numbers() : view;

/** Whether a source is codes with their type. Asking a property takes less time than asking whether there is one. */
export const areCodes = (source: Exclude<Source, number>): source is HalfTensor =>
  (source as Partial<HalfTensor>).dtype !== undefined;

/** Codes of a gradient that are written and read as numbers. */
export interface HalfGradient extends Uint16Array {
  readonly type: HalfType;
  /** Writes the codes of the nearest numbers; those of codes as they are. */
  write(source: Source): void;
  numbers(): Float32Array;
  slice(start?: number, end?: number): HalfGradient & ReturnType<Uint16Array["slice"]>;
}

/** Writes the numbers of codes. */
export function decodeInto({ data, dtype }: HalfTensor, to: Elements): void {
  const table = tableOf(dtype);
  for (let i = 0; i < to.length; i++) to[i] = table[data[i]!]!;
}

/** The same as an array of their own. */
export function decodedHalf(codes: HalfTensor): Float32Array {
  const values = new Float32Array(codes.data.length);
  decodeInto(codes, values);
  return values;
}
