/**
 * The safetensors format: named tensors and texts as bytes, and back. Pure: knows no files and nothing of checkpoints. Whatever is read is
 * checked before anything is allocated for it. Reference: https://huggingface.co/docs/safetensors.
 */
import { CheckpointError } from "./checkpoint-error.ts";
import { bytesOf, isDtype, rankOf, type StoredTensor } from "./dtypes.ts";
import { parseHeader, type TensorInfo } from "./header-text.ts";

/** What a file of the format holds. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** Where tensors are in a file. */
export interface Layout {
  readonly tensors: readonly Placed[];
  readonly metadata: ReadonlyMap<string, string>;
}

/** A tensor of a file, without its bytes. */
export interface Placed extends Omit<StoredTensor, "bytes"> {
  readonly name: string;
  /** Where its bytes begin, counted from the beginning of the file. */
  readonly begin: number;
  readonly length: number;
}

/** Bytes of the number that a file begins with: the length of its header. */
export const prefixLength = 8;
/** The format's limit. */
const longestHeader = 100_000_000;

function refuse(problem: string): never {
  throw new CheckpointError("format", `no safetensors file, or a damaged one: ${problem}`);
}

/** The length of the header. @param prefix - the first 8 bytes. @throws CheckpointError */
export function headerLengthIn(prefix: Uint8Array, fileLength: number): number {
  if (fileLength < prefixLength) refuse(`it has ${fileLength} bytes; the length of the header takes 8`);
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefixLength);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (length > longestHeader)
    refuse(`it says that its header has ${length} bytes; the format allows ${longestHeader}`);
  if (length > fileLength - prefixLength)
    refuse(`it says that its header has ${length} bytes; the file ends after ${fileLength - prefixLength}`);
  return length;
}

/** Reads a header and checks all of it against the length of the file. @throws CheckpointError */
export function layoutOf(header: Uint8Array, fileLength: number): Layout {
  // White space is allowed at its end alone.
  if (header[0] !== 0x7b) refuse("its header does not begin with {");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(header);
  } catch {
    return refuse("its header is not UTF-8");
  }
  const { tensors, metadata } = parseHeader(text);
  const start = prefixLength + header.length;
  const placed = [...tensors].map(([name, info]) => place(name, info, start)).sort(byPlace);
  let at = start;
  for (const { name, begin, length } of placed) {
    if (begin !== at)
      refuse(`the bytes of ${JSON.stringify(name)} begin at ${begin - start}; expected ${at - start}`);
    at += length;
  }
  if (at !== fileLength) refuse(`its tensors end at byte ${at}, the file at ${fileLength}`);
  return { tensors: placed, metadata };
}

const byPlace = (one: Placed, other: Placed): number => one.begin - other.begin || one.length - other.length;

function place(name: string, { dtype, shape, offsets: [begin, end] }: TensorInfo, start: number): Placed {
  const what = `the tensor ${JSON.stringify(name)}`;
  if (!isDtype(dtype)) return refuse(`${what} has the dtype ${JSON.stringify(dtype.slice(0, 40))}`);
  const length = bytesOf(dtype, shape);
  if (length === undefined || length !== end - begin)
    return refuse(
      `${what} is ${dtype} of shape [${shape.join(", ")}], which is not what bytes ${begin} to ${end} hold`,
    );
  return { name, dtype, shape, begin: start + begin, length };
}

/**
 * Reads a file of the format.
 *
 * @returns tensors and metadata by name. The tensors' `bytes` are views into what was given.
 * @throws CheckpointError with code `format`, for anything that is not a whole and consistent file.
 * @example
 * const { tensors } = readSafetensors(writeSafetensors({ tensors: new Map([["x", storedTensor(Float32Array.of(1))]]) }));
 * valuesOf(tensors.get("x")!); // Float32Array.of(1)
 */
export function readSafetensors(bytes: Uint8Array): TensorFile {
  const headerLength = headerLengthIn(bytes, bytes.length);
  const header = bytes.subarray(prefixLength, prefixLength + headerLength);
  const { tensors, metadata } = layoutOf(header, bytes.length);
  const stored = tensors.map(({ name, dtype, shape, begin, length }): [string, StoredTensor] => [
    name,
    { dtype, shape, bytes: bytes.subarray(begin, begin + length) },
  ]);
  return { tensors: new Map(stored), metadata };
}

/** What is written to a file of the format. */
export interface TensorFileInput {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata?: ReadonlyMap<string, string> | undefined;
}

/**
 * A file of the format: equal tensors and metadata give equal bytes. Tensors stand in the order of their dtypes, largest first, then by name,
 * and begin at multiples of their elements' size.
 *
 * @throws CheckpointError for a name that is no valid text, or a header above the format's limit.
 */
export function writeSafetensors(file: TensorFileInput): Uint8Array {
  const pieces = piecesOf(file);
  const bytes = bytesFor(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function bytesFor(length: number): Uint8Array {
  try {
    return new Uint8Array(length);
  } catch (cause) {
    throw new CheckpointError(
      "value",
      `a file of ${length} bytes does not fit into one array here; write it to the disk, or divide it`,
      { cause },
    );
  }
}

/** The same in pieces, which share the tensors' memory. */
export function piecesOf({ tensors, metadata = new Map() }: TensorFileInput): Uint8Array[] {
  const sorted = [...tensors].sort(
    ([one, { dtype }], [other, { dtype: otherDtype }]) =>
      rankOf(dtype) - rankOf(otherDtype) || (one < other ? -1 : 1),
  );
  const entries: string[] = [];
  if (metadata.size > 0) {
    const texts = [...metadata].sort(([one], [other]) => (one < other ? -1 : 1));
    entries.push(
      `"__metadata__":{${texts.map(([key, text]) => `${quoted(key)}:${quoted(text)}`).join(",")}}`,
    );
  }
  let at = 0;
  for (const [name, { dtype, shape, bytes }] of sorted) {
    if (name === "__metadata__")
      throw new CheckpointError("value", "no tensor can have the name __metadata__");
    const end = at + bytes.length;
    entries.push(
      `${quoted(name)}:{"dtype":"${dtype}","shape":[${shape.join(",")}],"data_offsets":[${at},${end}]}`,
    );
    at = end;
  }
  const header = new TextEncoder().encode(`{${entries.join(",")}}`);
  const length = Math.ceil(header.length / 8) * 8;
  if (length > longestHeader)
    throw new CheckpointError(
      "value",
      `names, shapes and metadata take ${length} bytes; the format allows ${longestHeader}: put large data into tensors`,
    );
  const head = new Uint8Array(prefixLength + length).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(length), true);
  head.set(header, prefixLength);
  return [head, ...sorted.map(([, { bytes }]) => bytes)];
}

function quoted(text: string): string {
  if (/\p{Surrogate}/u.test(text))
    throw new CheckpointError(
      "value",
      `${JSON.stringify(text.slice(0, 100))} has half a character of UTF-16`,
    );
  return JSON.stringify(text);
}
