/**
 * Kinds of arguments of the trainer's functions that are not options: optimizers and texts; tables and regressions say theirs
 * beside their types. They check enough to notice a mix-up.
 */
import type { Option } from "../options/option.ts";

/** Fields of a value of unknown form. */
export const partsOf = <T>(value: unknown): Partial<Record<keyof T, { readonly length?: unknown }>> =>
  typeof value === "object" && value !== null ? (value as object) : {};
/** A kind that a condition tells. */
export const kind = (expected: string, holds: (value: unknown) => boolean): Option => ({
  expected: (value) => (holds(value) ? undefined : expected),
});

/** A text, or its bytes, from any realm. */
export const source: Option = kind(
  "a text or a Uint8Array of its bytes",
  (value) => typeof value === "string" || Object.prototype.toString.call(value) === "[object Uint8Array]",
);

/** An optimizer. */
export const optimizer: Option = kind(
  "an optimizer such as adam()",
  (value) => typeof (value as { readonly init?: unknown } | null | undefined)?.init === "function",
);
