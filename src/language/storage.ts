/**
 * How the elements of an array are stored: as numbers of their type, or as codes of fewer bits. One row of the table holds all that a
 * device needs to know of a code. Loads decode and stores encode, both exactly: what is stored was rounded to a number that has a code
 * before, by an operation (`operations/rounding.ts`). Only what is written from outside is rounded here.
 */
import { bytesOf, type DType } from "./dtype.ts";

/** Codes of an array. */
export type Codes = Uint8Array | Uint16Array;

/** Copies elements between an array of codes and the bits of float32 numbers, from a place of one to a place of the other. */
type Transfer = (codes: Codes, at: number, bits: Uint32Array, to: number, count: number) => void;

/** How numbers are stored in codes. All have a code 0, which is the number 0. */
interface Coding {
  readonly bytes: 1 | 2;
  /** The number of a code. */
  readonly decode: (code: number) => number;
  /** The code of the nearest number; of two the even one. NaN and infinities have codes of their own. */
  readonly encode: (value: number) => number;
  /** JavaScript: both over many elements. `store` takes numbers that have a code. */
  readonly js: { readonly load: Transfer; readonly store: Transfer };
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
  js: {
    load: (codes, at, bits, to, count) => {
      for (let i = 0; i < count; i++) bits[to + i] = codes[at + i]! << 16;
    },
    store: (codes, at, bits, to, count) => {
      for (let i = 0; i < count; i++) codes[at + i] = bits[to + i]! >>> 16;
    },
  },
  wasm: { load: ["i32.const 16", "i32x4.shl"], store: ["i32.const 16", "i32x4.shr_u"] },
  c: { load: "number(x << 16)", store: "bits(x) >> 16" },
};

const codings = { bf16 } as const satisfies Readonly<Record<string, Coding>>;

/** The name of a way to store numbers in codes. */
export type CodingName = keyof typeof codings;

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
  const values = new Float32Array(codes.length);
  codings[storage].js.load(codes, 0, new Uint32Array(values.buffer), 0, codes.length);
  return values;
}

/** Writes numbers as codes, each as the nearest that has one. */
export function encodeInto(storage: CodingName, codes: Codes, values: ArrayLike<number>): void {
  const { encode } = codings[storage];
  for (let i = 0; i < codes.length; i++) codes[i] = encode(values[i]!);
}
