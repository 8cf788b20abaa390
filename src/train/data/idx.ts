/**
 * Reads IDX, the format of MNIST and its kin: unsigned bytes in a box of any number of axes. It does not unzip.
 * http://yann.lecun.com/exdb/mnist/, "The IDX file format".
 */
import { argumentOf } from "../../options/option.ts";
import { bytes as bytesKind } from "../kinds.ts";
import { DataError } from "./data-error.ts";

/** The contents of an IDX file. */
export interface Idx {
  /** Row-major; a view of the given bytes. */
  readonly values: Uint8Array;
  readonly shape: readonly number[];
}

const UNSIGNED_BYTES = 8;
const checkBytes = argumentOf<Uint8Array>("parseIdx", "bytes", bytesKind);

/**
 * Reads the bytes of an IDX file, unzipped; `name` stands in messages.
 * @throws OptionError for anything but bytes; DataError (`format`) for other bytes than an IDX file's, for values of another type than unsigned bytes, and for a length that is not that of its shape.
 * @example `parseIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 5, 7)).shape`
 */
export function parseIdx(bytes: Uint8Array, name = "the file"): Idx {
  const { buffer, byteOffset, length } = checkBytes(bytes);
  const refuse = (reason: string) => new DataError("format", `${name}: ${reason}`);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw refuse("it is compressed by gzip; unzip it first");
  const [first, second, type, axes = 0] = bytes;
  if (length < 4 || first !== 0 || second !== 0 || axes === 0)
    throw refuse("not an IDX file, which begins with two bytes 0, a type and a number of axes");
  if (type !== UNSIGNED_BYTES)
    throw refuse(`an IDX file with values of type ${type}; only unsigned bytes (type 8) are read`);
  const start = 4 + 4 * axes;
  if (length < start) throw refuse(`it ends after ${length} bytes, within the sizes of its ${axes} axes`);
  const view = new DataView(buffer, byteOffset, length);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, axis) => product * axis, 1);
  if (size !== length - start)
    throw refuse(`its shape [${shape.join(", ")}] needs ${size} values; it has ${length - start}`);
  return { values: bytes.subarray(start), shape };
}
