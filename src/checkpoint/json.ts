/**
 * Values as JSON without loss: what JSON cannot hold is an error that names the place, not a `null` or nothing, as `JSON.stringify` has it.
 */
import { isPlain } from "../options/option.ts";
import { CheckpointError } from "./checkpoint-error.ts";

/** A value that JSON holds. */
export type Json = null | boolean | number | string | readonly Json[] | JsonRecord;

/** An object of such values. */
export interface JsonRecord {
  readonly [key: string]: Json;
}

/** Deeper than any state; a deeper value is a circle. */
const deepest = 100;

/** The text of a value; `place` is its name in messages. @throws CheckpointError with code `value`. */
export function jsonOf(value: unknown, place: string, depth = 0): string {
  const refuse = (problem: string): never => {
    throw new CheckpointError("value", `${place} ${problem}`);
  };
  if (depth > deepest) refuse(`is more than ${deepest} objects deep: is it a circle?`);
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) refuse(`is ${value}, which JSON does not have; write null or a text`);
    return Object.is(value, -0) ? "-0" : String(value);
  }
  if (Array.isArray(value)) {
    const items = Array.from(value, (item: unknown, index) => jsonOf(item, `${place}[${index}]`, depth + 1));
    return `[${items.join(",")}]`;
  }
  if (!isPlain(value))
    return refuse(`is ${kindOf(value)}; JSON has numbers, texts, true, false, null, lists and plain objects`);
  const entries = Object.entries<unknown>(value as Readonly<Record<string, unknown>>).map(([key, item]) => {
    if (key === "__proto__") refuse("has the key __proto__; give it another name");
    return `${JSON.stringify(key)}:${jsonOf(item, `${place}.${key}`, depth + 1)}`;
  });
  return `{${entries.join(",")}}`;
}

const kindOf = (value: unknown): string =>
  typeof value === "object" ? Object.prototype.toString.call(value).slice(8, -1) : typeof value;

/** The value of a text. @throws CheckpointError with code `content`. */
export function jsonFrom(text: string, what: string): Json {
  const refuse = (problem: string): never => {
    throw new CheckpointError("content", `no checkpoint, or one that was changed: ${what} ${problem}`);
  };
  // Looked for first: each level takes much more memory than its bracket.
  if (depthOf(text) > deepest + 1) refuse(`is more than ${deepest} objects deep`);
  try {
    return JSON.parse(text) as Json;
  } catch {
    return refuse("is not JSON");
  }
}

/** How many brackets of a text are open at most, outside of its strings. */
function depthOf(text: string): number {
  let [depth, most, isInside] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"') isInside = !isInside;
    else if (isInside) at += character === "\\" ? 1 : 0;
    else if (character === "[" || character === "{") most = Math.max(most, ++depth);
    else if (character === "]" || character === "}") depth--;
  }
  return most;
}

/** Whether an object in a value has a key that assignments take for a prototype: what users copy from should have none. */
export const hasProto = (value: Json): boolean =>
  typeof value === "object" &&
  value !== null &&
  (Object.hasOwn(value, "__proto__") || Object.values(value as JsonRecord).some(hasProto));
