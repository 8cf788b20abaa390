/**
 * How the elements of an array are stored: as numbers of their type, or as codes of fewer bits. One row of the table holds all that a
 * device needs to know of a code. Loads decode and stores encode, both exactly: what is stored was rounded to a number that has a code
 * before, by an operation (`operations/rounding.ts`). Only what is written from outside is rounded here.
 */
import { bytesOf, type DType } from "./dtype.ts";

/** Codes of an array. */
export type Codes = Uint8Array | Uint16Array;

/** How numbers are stored in codes. */
export interface Coding {
  readonly bytes: 1 | 2;
  /** The number of a code. */
  readonly decode: (code: number) => number;
  /** The code of the nearest number; of two the even one. NaN and infinities have codes of their own. */
  readonly encode: (value: number) => number;
  /** WebAssembly: lines as in the table of operations, from codes in words of 32 bits to float32, and back. */
  readonly wasm: { readonly load: readonly string[]; readonly store: readonly string[] };
  /** C: expressions of a word `x` that holds a code, and of a number `x` that has one. */
  readonly c: { readonly load: string; readonly store: string };
}

const number = new Float32Array(1);
const word = new Uint32Array(number.buffer);

/** The bits of a number as float32 has it. */
export function bitsOf(value: number): number {
  number[0] = value;
  return word[0]!;
}

/** The float32 of some bits. */
export function numberOf(bits: number): number {
  word[0] = bits;
  return number[0]!;
}

/**
 * bfloat16: the higher half of a float32, with its exponents and 8 significant bits. Kalamkar et al.: A Study of BFLOAT16 for Deep
 * Learning Training, 2019.
 */
const bf16: Coding = {
  bytes: 2,
  decode: (code) => numberOf(code << 16),
  encode: (value) => {
    const bits = bitsOf(value);
    if (Number.isNaN(value)) return 0x7fc0;
    return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
  },
  wasm: { load: ["i32.const 16", "i32x4.shl"], store: ["i32.const 16", "i32x4.shr_u"] },
  c: { load: "number(x << 16)", store: "bits(x) >> 16" },
};

/** A line with a vector of equal words. */
export const words = (value: number): string =>
  `v128.const ${value | 0} ${value | 0} ${value | 0} ${value | 0}`;

/** What float32's exponents are greater by than float16's, and the least normal number of float16; as bits of float32. */
const [rebias, leastNormal] = [0x38000000, 0x38800000];

/** float16: 5 bits of exponent, 11 significant bits; evenly spaced below 2^-14. IEEE 754-2008, 3.4. */
const f16: Coding = {
  bytes: 2,
  decode: (code) => {
    const size = code & 0x7fff;
    const special = size > 0x7c00 ? Number.NaN : Number.POSITIVE_INFINITY;
    const finite = size < 0x400 ? size * 2 ** -24 : numberOf((size << 13) + rebias);
    const value = size < 0x7c00 ? finite : special;
    return code > 0x7fff ? -value : value;
  },
  encode: (value) => {
    if (Number.isNaN(value)) return 0x7e00;
    const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
    const size = Math.abs(value);
    if (size >= 2 ** 16) return sign | 0x7c00;
    // The last bit of what is added, in float64, is that of float16; below 2^-14 all have the same.
    const spacing = numberOf(Math.max(bitsOf(size) & 0x7f800000, leastNormal)) * 2 ** 42;
    const nearest = size + spacing - spacing;
    return sign | (nearest < 2 ** -14 ? nearest * 2 ** 24 : (bitsOf(nearest) - rebias) >>> 13);
  },
  wasm: {
    load: [
      ...["set code", "get code", words(0x7fff), "v128.and", "set size"],
      ...["get size", "i32.const 13", "i32x4.shl", words(rebias), "i32x4.add", "set plain"],
      ...["get plain", words(0x800000), "i32x4.add", `const ${2 ** -14}`, "sub"],
      ...["get plain", words(rebias), "i32x4.add", "get plain"],
      ...["get size", words(0x7bff), "i32x4.gt_s", "v128.bitselect"],
      ...[words(0x400), "get size", "i32x4.gt_s", "v128.bitselect"],
      ...["get code", words(0x8000), "v128.and", "i32.const 16", "i32x4.shl", "v128.or"],
    ],
    store: [
      ...["set number", "get number", words(0x7fffffff), "v128.and", "set size"],
      ...["get size", "const 0.5", "add", words(0x3f000000), "i32x4.sub"],
      ...["get size", words(rebias), "i32x4.sub", "i32.const 13", "i32x4.shr_u"],
      ...[words(0x7c00), "i32x4.min_u", words(leastNormal), "get size", "i32x4.gt_s", "v128.bitselect"],
      ...["get number", "get number", "f32x4.ne", words(0x200), "v128.and", "v128.or"],
      ...["get number", words(-(2 ** 31)), "v128.and", "i32.const 16", "i32x4.shr_u", "v128.or"],
    ],
  },
  c: { load: "fromFloat16(x)", store: "toFloat16(x)" },
};

/**
 * Eight bits of the float32 whose first bits of the exponent are all set: a sign, four bits of the exponent and three of the fraction, or
 * without a sign six and two. So the smallest code is no 0; `eightBits` says how numbers are moved there. Infinity and NaN are those of
 * float32. Micikevicius et al.: FP8 Formats for Deep Learning, 2022, has forms like these.
 */
function lastBits(isSigned: boolean): Coding {
  const dropped = isSigned ? 20 : 21;
  const start = isSigned ? 0x78000000 : 0x60000000;
  const sizes = isSigned ? 0x7f : 0xff;
  const infinite = (0x7f800000 - start) >> dropped;
  const signBits = 24 - dropped;
  return {
    bytes: 1,
    decode: (code) => numberOf((isSigned ? (code << 24) >> signBits : code << dropped) | start),
    encode: (value) => {
      if (Number.isNaN(value)) return sizes - 1;
      const sign = isSigned && value < 0 ? 0x80 : 0;
      const bits = bitsOf(Math.abs(value));
      const nearest = (bits + 2 ** (dropped - 1) - 1 + ((bits >>> dropped) & 1) - start) >> dropped;
      return sign | Math.min(Math.max(nearest, 0), bits < 0x7f800000 ? infinite - 1 : infinite);
    },
    wasm: {
      load: [
        ...(isSigned ? ["i32.const 24", "i32x4.shl", `i32.const ${signBits}`, "i32x4.shr_s"] : []),
        ...(isSigned ? [] : [`i32.const ${dropped}`, "i32x4.shl"]),
        ...[words(start), "v128.or"],
      ],
      store: [
        ...["tee code", `i32.const ${dropped}`, "i32x4.shr_u", words(sizes), "v128.and"],
        ...(isSigned ? ["get code", "i32.const 24", "i32x4.shr_u", words(0x80), "v128.and", "v128.or"] : []),
      ],
    },
    c: isSigned
      ? {
          load: `number((word)(int32_t)(int8_t)x << ${dropped} | ${start}u)`,
          store: `(bits(x) >> ${dropped} & 127) | (bits(x) >> 24 & 128)`,
        }
      : { load: `number(x << ${dropped} | ${start}u)`, store: `bits(x) >> ${dropped} & 255` },
  };
}

/**
 * How a number is moved to those of eight bits: multiplied by `scale`, and `base` added to its size. So numbers go on evenly below the
 * smallest exponent, from `least` down to 0, which becomes `base`. `most` becomes the largest with a code: more could be rounded up to infinity.
 */
export const eightBits = {
  signed8: { base: 2 ** 113, scale: 2 ** 123, most: 30 - 2 ** -10, least: 2 ** -13 },
  unsigned8: { base: 2 ** 65, scale: 2 ** 113, most: 1.75 * 2 ** 14, least: 2 ** -50 },
} as const;

const codings = {
  bf16,
  f16,
  signed8: lastBits(true),
  unsigned8: lastBits(false),
};

/** The name of a way to store numbers in codes. */
export type CodingName = keyof typeof codings;

/** Codes of 16 bits in which parameters and gradients may be. */
export type HalfCoding = Extract<CodingName, "bf16" | "f16">;

/** How the elements of an array are stored: as numbers of a type, or in codes. */
export type StorageName = DType | CodingName;

/** The row of a storage in codes; undefined for numbers of a type. */
export const codingOf = (storage: StorageName): Coding | undefined =>
  (codings as Partial<Record<StorageName, Coding>>)[storage];

/** Bytes of an element. */
export const widthOf = (storage: StorageName): number =>
  codingOf(storage)?.bytes ?? bytesOf[storage as DType];

/** A view of codes in a buffer. */
export const codesOf = (
  bytes: Coding["bytes"],
  buffer: ArrayBufferLike,
  address: number,
  size: number,
): Codes => (bytes === 1 ? new Uint8Array(buffer, address, size) : new Uint16Array(buffer, address, size));

/** A copy of codes as numbers. */
export function decoded(storage: CodingName, codes: Codes): Float32Array {
  const { decode } = codings[storage];
  const values = new Float32Array(codes.length);
  for (let i = 0; i < codes.length; i++) values[i] = decode(codes[i]!);
  return values;
}

/** Writes numbers as codes, each as the nearest that has one. */
export function encodeInto(storage: CodingName, codes: Codes, values: ArrayLike<number>): void {
  const { encode } = codings[storage];
  for (let i = 0; i < codes.length; i++) codes[i] = encode(values[i]!);
}
