/**
 * Kinds of what the trainer's functions take: optimizers, texts, bytes; frames, tables and regressions say theirs beside their
 * types. They check enough to notice a mix-up.
 */
import { kind } from "../options/kinds.ts";
import type { Option } from "../options/option.ts";

/** Fields of a value of unknown form. */
export const partsOf = <T>(value: unknown): Partial<Record<keyof T, { readonly length?: unknown }>> =>
  typeof value === "object" && value !== null ? (value as object) : {};
/** Bytes, from any realm. */
export const bytes: Option = kind(
  "a Uint8Array",
  (value) => Object.prototype.toString.call(value) === "[object Uint8Array]",
);

/** A text, or its bytes. */
export const source: Option = kind(
  "a text or a Uint8Array of its bytes",
  (value) => typeof value === "string" || bytes.expected(value, "") === undefined,
);

/** An optimizer. */
export const optimizer: Option = kind(
  "an optimizer such as adam()",
  (value) => typeof (value as { readonly init?: unknown } | null | undefined)?.init === "function",
);
