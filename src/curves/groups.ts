/** Rows of a table by the values of a column. */
import { shown } from "../options/shown.ts";
import { CurveError } from "./curve-error.ts";
import { columnNames } from "./table.ts";

/** What a group is called: its value in the column, or its place in the list. */
export type GroupKey = string | number;

/** A table with a column that says to which group a row belongs. */
export type GroupedTable = Readonly<Record<string, ArrayLike<number> | ArrayLike<string>>>;

/** The rows of each value of a column, in the order in which the values appear. */
export interface Groups {
  readonly rows: ReadonlyMap<GroupKey, readonly number[]>;
  /** Rows without a value. */
  readonly omitted: readonly number[];
}

const isKey = (value: unknown): value is GroupKey =>
  typeof value === "string" ? value !== "" : typeof value === "number" && !Number.isNaN(value);

/**
 * Groups rows.
 *
 * @param mayMiss - whether rows without a value are left out.
 * @throws CurveError for a column that is not there, or with values that are no keys.
 */
export function groupsOf(name: string, table: GroupedTable, by: string, mayMiss: boolean): Groups {
  const names = columnNames(name, table);
  if (!Object.hasOwn(table, by))
    throw new CurveError(
      `${name}: the table has no column ${shown(by)} to group by; it has: ${names.join(", ") || "none"}`,
    );
  const keys = table[by]!;
  const rows = new Map<GroupKey, number[]>();
  const omitted: number[] = [];
  for (let row = 0; row < keys.length; row++) {
    const key: unknown = keys[row];
    if (isKey(key)) {
      const own = rows.get(key);
      if (own) own.push(row);
      else rows.set(key, [row]);
    } else if (mayMiss) omitted.push(row);
    else
      throw new CurveError(
        `${name}: the column ${shown(by)} must hold numbers or texts; row ${row + 1} has ${shown(key)}; missing: "omit" leaves such rows out`,
      );
  }
  return { rows, omitted };
}

/** @throws CurveError where the column to group by has not as many rows as one that the formula uses. */
export function checkKeys(name: string, table: GroupedTable, by: string, column: string): void {
  const [keys, rows] = [table[by]!.length, table[column]?.length];
  if (rows !== undefined && rows !== keys)
    throw new CurveError(
      `${name}: columns must be of one length; ${shown(by)} has ${keys} rows, ${shown(column)} ${rows}`,
    );
}
