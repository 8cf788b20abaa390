/** The columns of a file for a fit, and what a column that holds no numbers has to do with an error. */
import { CurveError, FormulaError, type Table } from "../../curves/index.ts";
import { OptionError } from "../../index.ts";
import type { Frame } from "../../train/index.ts";
import { UsageError, unknown } from "../usage-error.ts";
import { inWords } from "./words.ts";

/** Columns of numbers by name; NaN where a cell is missing. */
export const tableOf = ({ columns }: Frame): Table =>
  Object.fromEntries(
    columns.flatMap((column) => (column.kind === "number" ? [[column.name, column.values]] : [])),
  );

/** The cells of a column as they are written: what rows are grouped by. Empty where one is missing. */
export function keysOf({ columns }: Frame, name: string): string[] {
  const column = columns.find((one) => one.name === name);
  if (!column)
    throw unknown(
      "column for --by",
      name,
      columns.map((one) => one.name),
    );
  if (column.kind === "number")
    return Array.from(column.values, (value) => (Number.isNaN(value) ? "" : String(value)));
  if (column.kind === "date")
    return Array.from(column.days, (day) =>
      Number.isNaN(day) ? "" : new Date(day * 86_400_000).toISOString().replace("T00:00:00.000Z", ""),
    );
  return Array.from(column.codes, (code) => (code < 0 ? "" : column.levels[code]!));
}

/** Whether a formula, or an option, names a column. */
const names = (texts: readonly (string | undefined)[], column: string): boolean => {
  const escaped = column.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return texts.some(
    (text) =>
      text !== undefined &&
      (text === column || new RegExp(`\`${escaped}\`|(?<![\\w\`])${escaped}(?![\\w\`])`).test(text)),
  );
};

/**
 * An error of a fit as a user of the command meets it: one about a column that holds no numbers says what it holds.
 *
 * @param texts - the formula, and the names of columns that options gave.
 */
export function explained(
  error: unknown,
  { columns }: Frame,
  texts: readonly (string | undefined)[],
): unknown {
  if (!(error instanceof CurveError || error instanceof OptionError)) return error;
  const other = columns.find((column) => column.kind !== "number" && names(texts, column.name));
  if (!other || other.kind === "number") {
    const message = inWords(error.message);
    // A formula's error has the place in the formula.
    return error instanceof FormulaError ? Object.assign(error, { message }) : new UsageError(message);
  }
  return new UsageError(`the column "${other.name}" does not hold numbers: ${other.why}`);
}
