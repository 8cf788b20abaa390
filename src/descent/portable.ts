/**
 * Arrays and numbers of snapshots in JSON, with all their bits: JSON has no NaN, no infinities and no -0, and writes typed
 * arrays as objects. Arrays become base64 of their bytes, these numbers strings.
 */
import { arrayOf, type Elements } from "../language/dtype.ts";
import { dtypeOf, nameOf } from "./leaf.ts";

/** A snapshot that does not fit the descent: another optimizer, other parameters. */
export class SnapshotError extends TypeError {
  override readonly name = "SnapshotError";
}

/** Not enumerable, so that clones and comparisons do not see it, while `JSON.stringify` does. */
export const withJSON = <T extends object>(value: T, toJSON: () => unknown): T =>
  Object.hasOwn(value, "toJSON") ? value : Object.defineProperty(value, "toJSON", { value: toJSON });

/** The array, with its text for JSON. */
export const withArrayText = (values: Elements): Elements =>
  withJSON(values, () => ({ dtype: dtypeOf(values), base64: base64Of(values) }));

/** The object, with text for those of its numbers that JSON does not have. */
export const withNumberTexts = <T extends Readonly<Record<string, unknown>>>(record: T): T =>
  withJSON(record, () =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, textOf(value)])),
  );

function textOf(value: unknown): unknown {
  if (Object.is(value, -0)) return "-0";
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

/** More arguments at once overflow the stack. */
const chunk = 0x8000;

export function base64Of({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  let text = "";
  for (let at = 0; at < byteLength; at += chunk) {
    text += String.fromCharCode(...bytes.subarray(at, at + chunk));
  }
  return btoa(text);
}

/** A number of a snapshot, from JSON or not. @throws SnapshotError */
export function numberFrom(what: string, value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "string" && ["-0", "NaN", "Infinity", "-Infinity"].includes(value))
    return Number(value);
  throw new SnapshotError(
    `${what}: expected a number, the snapshot has ${typeof value === "string" ? JSON.stringify(value) : nameOf(value)}`,
  );
}

/** An array of a snapshot, from JSON or not. @throws SnapshotError if it is not like `expected`. */
export function arrayFrom(
  what: string,
  value: unknown,
  expected: Elements,
  length = expected.length,
): Elements {
  const dtype = dtypeOf(expected)!;
  const array = isText(value) ? decoded(what, value) : value;
  const found = dtypeOf(array);
  if (found === dtype && (array as Elements).length === length) return array as Elements;
  const meant = `${arrayOf[dtype].name} of ${length}`;
  const given = found ? `${arrayOf[found].name} of ${(array as Elements).length}` : nameOf(array);
  const isIndexed =
    !found && typeof value === "object" && value !== null && "0" in value && !ArrayBuffer.isView(value);
  const advice = isIndexed
    ? "; JSON.stringify keeps the bits of what snapshot() returned, not of a clone"
    : "";
  throw new SnapshotError(`${what}: expected ${meant}, the snapshot has ${given}${advice}`);
}

/** An array in JSON. */
export interface ArrayText {
  readonly dtype: "float32" | "float64";
  readonly base64: string;
}

const isText = (value: unknown): value is ArrayText =>
  typeof value === "object" &&
  value !== null &&
  "base64" in value &&
  typeof value.base64 === "string" &&
  "dtype" in value &&
  Object.hasOwn(arrayOf, value.dtype as string);

function decoded(what: string, { dtype, base64 }: ArrayText): Elements {
  return new arrayOf[dtype](bytesFrom(what, { dtype, base64 }, arrayOf[dtype].BYTES_PER_ELEMENT));
}

/** The bytes of an array of such elements in JSON. @throws SnapshotError */
export function bytesFrom(
  what: string,
  { dtype, base64 }: { readonly dtype: string; readonly base64: string },
  width: number,
): ArrayBuffer {
  let text: string;
  try {
    text = atob(base64);
  } catch (cause) {
    throw new SnapshotError(`${what}: the snapshot's text is not base64`, { cause });
  }
  if (text.length % width !== 0) {
    throw new SnapshotError(
      `${what}: the snapshot has ${text.length} bytes; ${dtype} takes a multiple of ${width}`,
    );
  }
  return Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer;
}
