/**
 * Kinds of arguments of the trainer's functions that are not options: optimizers, regressions, tables and texts. They check enough
 * to notice a mix-up.
 */
import type { Option } from "../options/option.ts";
import type { Regression } from "./standardize.ts";
import type { Table } from "./table.ts";

/** A value of unknown form. */
const partsOf = <T>(value: unknown): Partial<Record<keyof T, { readonly length?: unknown }>> =>
  typeof value === "object" && value !== null ? (value as object) : {};
const kind = (expected: string, holds: (value: unknown) => boolean): Option => ({
  expected: (value) => (holds(value) ? undefined : expected),
});

/** A text, or its bytes, from any realm. */
export const source: Option = kind(
  "a text or a Uint8Array of its bytes",
  (value) => typeof value === "string" || Object.prototype.toString.call(value) === "[object Uint8Array]",
);

/** A table. */
export const table: Option = kind("a table such as parseTable returns", (value) => {
  const { columns, rows, values } = partsOf<Table>(value);
  return Array.isArray(columns) && values?.length === columns.length * Number(rows);
});

/** A regression. */
export const regression: Option = kind("a regression such as standardize returns", (value) => {
  const { x, y, count, width } = partsOf<Regression>(value);
  return x !== undefined && x.length === Number(count) * Number(width) && y?.length === count;
});

/** An optimizer. */
export const optimizer: Option = kind(
  "an optimizer such as adam()",
  (value) => typeof (value as { readonly init?: unknown } | null | undefined)?.init === "function",
);
