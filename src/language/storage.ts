/**
 * How the elements of an array are stored: as numbers of their type, or as codes of fewer bits. One row of the table holds all that a
 * device needs to know of a code. Loads decode and stores encode, both exactly: what is stored was rounded to a number that has a code
 * before, by an operation (`operations/rounding.ts`). Only what is written from outside is rounded here.
 */
import { bytesOf, type DType } from "./dtype.ts";

/** Codes of an array. */
export type Codes = Uint8Array | Uint16Array;

/** How numbers are stored in codes. All have a code 0, which is the number 0. */
interface Coding {
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

function bitsOf(value: number): number {
  number[0] = value;
  return word[0]!;
}

function numberOf(bits: number): number {
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

/**
 * Eight bits from 2^-24 on: an exponent and three bits of fraction, as float32 has them, of the number plus the base, so that they go on
 * evenly below it, down to 0. The last two codes are infinity and NaN. Micikevicius et al.: FP8 Formats for Deep Learning, 2022, has forms
 * like these.
 */
function eightBits(base: number, isSigned: boolean): Coding {
  const start = bitsOf(base);
  const nan = isSigned ? 0x7f : 0xff;
  const decode = (code: number): number => {
    const size = code & nan;
    const value =
      size === nan
        ? Number.NaN
        : size === nan - 1
          ? Number.POSITIVE_INFINITY
          : numberOf((size << 20) + start) - base;
    return code > nan ? -value : value;
  };
  const encode = (value: number): number => {
    if (Number.isNaN(value)) return nan;
    const sign = isSigned && (value < 0 || Object.is(value, -0)) ? 0x80 : 0;
    const size = Math.abs(value);
    if (size === Number.POSITIVE_INFINITY) return sign | (nan - 1);
    const bits = bitsOf(size + base);
    const nearest = (bits + 0x7ffff + ((bits >>> 20) & 1) - start) >>> 20;
    // What is not 0 stays so where there is no sign: others are divided by it.
    return sign | Math.min(Math.max(nearest, isSigned || value <= 0 ? 0 : 1), nan - 2);
  };
  const words = (value: number): string => `v128.const ${value} ${value} ${value} ${value}`;
  const special = [
    "get size",
    words(1),
    "v128.and",
    "i32.const 22",
    "i32x4.shl",
    words(0x7f800000),
    "v128.or",
  ];
  const plain = ["get size", "i32.const 20", "i32x4.shl", words(start), "i32x4.add", `const ${base}`, "sub"];
  const sizeOf = [
    "get number",
    ...(isSigned ? ["abs"] : []),
    `const ${base}`,
    "add",
    words(start),
    "i32x4.sub",
  ];
  return {
    bytes: 1,
    decode,
    encode,
    wasm: {
      load: [
        ...["set code", "get code", words(nan), "v128.and", "set size", ...special, ...plain],
        ...["get size", words(nan - 2), "i32x4.gt_s", "v128.bitselect"],
        ...(isSigned ? ["get code", words(0x80), "v128.and", "i32.const 24", "i32x4.shl", "v128.or"] : []),
      ],
      store: [
        ...["set number", "get number", "get number", "f32x4.ne", "set missing"],
        ...[...sizeOf, "i32.const 20", "i32x4.shr_u", words(nan - 1), "i32x4.min_u"],
        ...["get missing", words(nan), "v128.and", "v128.or"],
        ...(isSigned ? ["get number", words(-(2 ** 31)), "v128.and", "get missing", "v128.andnot"] : []),
        ...(isSigned ? ["i32.const 24", "i32x4.shr_u", "v128.or"] : []),
      ],
    },
    c: isSigned
      ? { load: "fromSigned8(x)", store: "toSigned8(x)" }
      : { load: "fromUnsigned8(x)", store: "toUnsigned8(x)" },
  };
}

/** The bases of numbers in eight bits: of either sign, to 27 from steps of 2^-14; of 0 and more, to 208 from steps of 2^-27. */
export const bases = { signed8: 2 ** -11, unsigned8: 2 ** -24 } as const;

const codings = {
  bf16,
  signed8: eightBits(bases.signed8, true),
  unsigned8: eightBits(bases.unsigned8, false),
} as const satisfies Readonly<Record<string, Coding>>;

/** The name of a way to store numbers in codes. */
export type CodingName = keyof typeof codings;

/** How the elements of an array are stored: as numbers of a type, or in codes. */
export type StorageName = DType | CodingName;

/** The largest number of a storage in eight bits. */
export const mostOf = (storage: keyof typeof bases): number =>
  codings[storage].decode(storage === "signed8" ? 0x7d : 0xfd);

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
