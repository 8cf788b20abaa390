/**
 * Types of elements of safetensors, and the typed arrays of those that JavaScript has. Bytes are copied as they are: little-endian, as
 * the format and every engine that this library runs on have them.
 */
import type { HalfTensor, HalfType } from "../index.ts";
import { CheckpointError } from "./checkpoint-error.ts";

/** Bits of an element, in the order of alignment that files of the format have. */
const bits = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
} as const;

/** A type of elements of the format. */
export type StoredDtype = keyof typeof bits;

const order = Object.keys(bits);

/** Whether a text names one. */
export const isDtype = (name: string): name is StoredDtype => Object.hasOwn(bits, name);

/** The place of a type in a file: those of most bytes come first. */
export const rankOf = (dtype: StoredDtype): number => -order.indexOf(dtype);

/** Bytes of so many elements; undefined if they are no whole bytes or more than a file can have. */
export function bytesOf(dtype: StoredDtype, shape: readonly number[]): number | undefined {
  let size: number = bits[dtype];
  for (const extent of shape) size *= extent;
  // A product that has been rounded is above the largest exact number, and that over 8 is no length of a file.
  return Number.isSafeInteger(size) && size % 8 === 0 ? size / 8 : undefined;
}

const arrays = {
  F32: Float32Array,
  F64: Float64Array,
  I8: Int8Array,
  U8: Uint8Array,
  I16: Int16Array,
  U16: Uint16Array,
  I32: Int32Array,
  U32: Uint32Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
};

/** Typed arrays that tensors of a file become, and are made of. */
export type StoredValues =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** A tensor of a file. */
export interface StoredTensor {
  readonly dtype: StoredDtype;
  readonly shape: readonly number[];
  /** Its elements row by row, as they are in the file. */
  readonly bytes: Uint8Array;
}

/** Types of 16 bits, by the names that the library has for them. */
const halves = { float16: "F16", bfloat16: "BF16" } as const satisfies Record<HalfType, StoredDtype>;

/**
 * A copy of the codes of a tensor of `F16` or `BF16`, as `init` takes parameters; undefined for any other type.
 *
 * @example
 * const file = writeSafetensors({ tensors: new Map([["w", storedTensor(Uint16Array.of(0x3f80), [1], "bfloat16")]]) });
 * const w = halfTensorOf(readSafetensors(file).tensors.get("w")!)!;
 * const descent = await adam().init({ w });
 */
export function halfTensorOf({ dtype, bytes, shape }: StoredTensor): HalfTensor | undefined {
  const type = dtype === "F16" ? "float16" : dtype === "BF16" ? "bfloat16" : undefined;
  return (
    type &&
    Object.freeze({ data: new Uint16Array(new Uint8Array(bytes).buffer), shape: [...shape], dtype: type })
  );
}

/** The numbers of codes, all of which float32 has. */
function numbersOf({ data, dtype }: HalfTensor): Float32Array {
  if (dtype === "bfloat16") return new Float32Array(Uint32Array.from(data, (code) => code << 16).buffer);
  return Float32Array.from(data, (code) => {
    const [sign, exponent, fraction] = [code >> 15 ? -1 : 1, (code >> 10) & 31, code & 1023];
    if (exponent === 31) return fraction ? Number.NaN : sign / 0;
    return sign * (exponent ? (1024 + fraction) * 2 ** (exponent - 25) : fraction * 2 ** -24);
  });
}

const typeOf = (values: StoredValues): StoredDtype | undefined =>
  (Object.keys(arrays) as (keyof typeof arrays)[]).find((dtype) => arrays[dtype].name === nameOf(values));

/** The name of a typed array of any realm, also of a user's subclass. */
const nameOf = (values: StoredValues): string => Object.prototype.toString.call(values).slice(8, -1);

/**
 * A tensor of a file from a typed array, whose memory it shares.
 *
 * @param shape - its extents; default one axis.
 * @param half - of which type a Uint16Array has the codes, where it has some.
 * @throws CheckpointError for another array, or a shape that has another number of elements.
 * @example
 * storedTensor(new Float32Array(6), [2, 3]);
 */
export function storedTensor(
  values: StoredValues,
  shape?: readonly number[],
  half?: HalfType | undefined,
): StoredTensor {
  const dtype = half && nameOf(values) === "Uint16Array" ? halves[half] : typeOf(values);
  if (!dtype)
    throw new CheckpointError(
      "value",
      `a tensor of a file is one of ${Object.values(arrays)
        .map(({ name }) => name)
        .join(", ")}; got ${nameOf(values)}`,
    );
  const bytes = bytesIn(values);
  const own = Array.from(shape ?? [values.length]);
  if (bytesOf(dtype, own) !== bytes.length)
    throw new CheckpointError(
      "value",
      `shape [${own.join(", ")}] does not have the ${values.length} elements of the data`,
    );
  return { dtype, shape: own, bytes };
}

/** The memory of an array. @throws CheckpointError where it is more than the engine has arrays of bytes for: 4 GiB on Node 20. */
function bytesIn({ buffer, byteOffset, byteLength }: StoredValues): Uint8Array {
  try {
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new CheckpointError(
      "value",
      `a tensor of ${byteLength} bytes is longer than an array of bytes can be here; divide it into several`,
      { cause },
    );
  }
}

/**
 * A copy of a tensor's elements as a typed array; of `F16` and `BF16` their numbers, exactly, as a Float32Array. `halfTensorOf` has the codes.
 *
 * @throws CheckpointError for a type of elements that JavaScript has no array for: `BOOL` and those of 4, 6 and 8 bits.
 */
export const valuesOf = ({ dtype, bytes }: Pick<StoredTensor, "dtype" | "bytes">): StoredValues =>
  valuesIn({ dtype, bytes: new Uint8Array(bytes) });

/** The same without a copy, for bytes that begin where their memory does. */
export function valuesIn({ dtype, bytes }: Pick<StoredTensor, "dtype" | "bytes">): StoredValues {
  if (dtype === "F16" || dtype === "BF16") return numbersOf(halfTensorOf({ dtype, bytes, shape: [] })!);
  if (!Object.hasOwn(arrays, dtype))
    throw new CheckpointError(
      "dtype",
      `elements of type ${dtype} have no typed array; convert them to F32 where the file is written, or read the tensor's bytes`,
    );
  const { buffer, length } = bytes;
  const array = arrays[dtype as keyof typeof arrays];
  return new array(buffer as ArrayBuffer, 0, length / array.BYTES_PER_ELEMENT);
}
