/** A table of plain columns: names, and a list of numbers for each, all of one length. */
import { isPlain } from "../options/option.ts";
import { shown } from "../options/shown.ts";
import { CurveError } from "./curve-error.ts";
import { numbers } from "./numbers.ts";

/** Columns by name. Only those that a formula uses are looked at. */
export type Table = Readonly<Record<string, ArrayLike<number>>>;

const listed = (names: readonly string[]): string => names.join(", ") || "none";

/** The names of a table's columns. */
export function columnNames(name: string, table: unknown): string[] {
  if (isPlain(table)) return Object.keys(table);
  throw new CurveError(
    `${name} takes a table: an object with a list of numbers for each column; got ${shown(table)}`,
  );
}

/** Rows of a table by their places; undefined for all of them. */
export type Selection = ArrayLike<number> | undefined;

/** How messages call a row of a selection: as it stands in the table, counted from 1. */
export const placeOf =
  (selection: Selection) =>
  (row: number): string =>
    `row ${(selection?.[row] ?? row) + 1}`;

/**
 * Columns of a table as float64.
 *
 * @param isCounted - whether a row of the selection must hold finite numbers: one of weight 0 need not.
 * @throws CurveError for a column that is missing, of another length or with a value that is no finite number, with its row.
 */
export function columnsOf(
  name: string,
  table: Table,
  wanted: readonly string[],
  isCounted: (row: number) => boolean = () => true,
  selection?: Selection,
): { columns: Map<string, Float64Array>; rows: number } {
  if (!isPlain(table)) columnNames(name, table);
  const columns = new Map<string, Float64Array>();
  let rows: number | undefined;
  for (const column of wanted) {
    if (!Object.hasOwn(table, column))
      throw new CurveError(
        `${name}: the table has no column ${shown(column)}; it has: ${listed(columnNames(name, table))}`,
      );
    const values: unknown = table[column];
    if (
      typeof values !== "object" ||
      values === null ||
      !("length" in values) ||
      typeof values.length !== "number"
    )
      throw new CurveError(
        `${name}: the column ${shown(column)} must be a list of numbers; got ${shown(values)}`,
      );
    const { length } = values;
    rows ??= length;
    if (length !== rows)
      throw new CurveError(
        `${name}: columns must be of one length; ${shown(wanted[0])} has ${rows} rows, ${shown(column)} ${length}`,
      );
    const list = values as ArrayLike<unknown>;
    const read = numbers(selection?.length ?? rows);
    for (let i = 0; i < read.length; i++) {
      const value = list[selection ? selection[i]! : i];
      if (typeof value !== "number" || (!Number.isFinite(value) && isCounted(i)))
        throw new CurveError(
          `${name}: the column ${shown(column)} must hold finite numbers; ${placeOf(selection)(i)} has ${shown(value)}; leave the row out, or give it the weight 0`,
        );
      read[i] = value;
    }
    columns.set(column, read);
  }
  return { columns, rows: selection?.length ?? rows ?? 0 };
}
