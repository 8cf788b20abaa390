/**
 * Reads a delimited text of the reader's own in the page; nothing is sent anywhere. It loads the library's reader of tables, so load this file
 * when a text is there.
 */
import { type FrameColumn, parseFrame } from "glissade/train";
import { bounds, type TableSetup } from "../experiment.ts";

/** A table, and what was left out or decided: sentences without a full stop. */
export interface ReadTable {
  readonly table: TableSetup;
  readonly notes: readonly string[];
}

/** Categories become columns of 0 and 1 up to so many. */
const mostLevels = 10;

/** A link holds the table: digits that no regression needs would make it long. */
const rounded = (value: number) => Number(value.toPrecision(6));

const counted = (count: number, thing: string) => `${count} ${thing}${count === 1 ? "" : "s"}`;

/**
 * The table of a text: columns of numbers, categories as columns of 0 and 1, the target last.
 *
 * @param target - a column of numbers; the last one without it.
 * @throws DataError for a text that is no table; RangeError where nothing can be learnt from it.
 */
export function readTable(text: string, name: string, target?: string): ReadTable {
  if (/[^\P{Cc}\s]/u.test(text.slice(0, 1000)))
    throw new RangeError(
      `${name}: this is no text but a binary file, as of a spreadsheet; save its table as CSV`,
    );
  const frame = parseFrame(text, { name, origin: "a file of the reader's" });
  const notes = [...frame.notes];
  const numeric = frame.columns.filter(({ kind }) => kind === "number");
  const chosen = target === undefined ? numeric.at(-1) : numeric.find((column) => column.name === target);
  if (!chosen) {
    const names = numeric.map((column) => column.name).join(", ") || "none";
    throw new RangeError(
      target === undefined
        ? `${name}: no column holds numbers, and the target must`
        : `${name}: the target must be a column of numbers; there are: ${names}`,
    );
  }
  const used = frame.columns.filter((column) => column !== chosen && isUsed(column, notes));
  const all = [...used, chosen];
  const complete = Array.from({ length: frame.rows }, (_, row) => row).filter((row) =>
    all.every((column) => !isMissing(column, row)),
  );
  const missing = frame.rows - complete.length;
  if (missing > 0) notes.push(`left out ${counted(missing, "row")} with a missing value`);
  const kept = complete.slice(0, bounds.rows);
  if (kept.length < complete.length) notes.push(`kept the first ${bounds.rows} of ${complete.length} rows`);
  const columns = all.flatMap(featuresOf);
  if (columns.length > bounds.columns)
    throw new RangeError(`${name}: at most ${bounds.columns} columns; these are ${columns.length}`);
  if (columns.length < 2 || kept.length < 2)
    throw new RangeError(
      `${name}: a regression needs a feature beside the target "${chosen.name}", and two complete rows; there are ${counted(columns.length - 1, "feature")} and ${counted(kept.length, "row")}`,
    );
  const exact = kept.map((row) => columns.map(({ at }) => at(row)));
  const rows = exact.map((row) => row.map(rounded));
  if (rows.some((row, index) => row.some((value, j) => value !== exact[index]?.[j])))
    notes.push("rounded numbers to six digits");
  return { table: { name, columns: columns.map((column) => column.name), rows }, notes };
}

function isUsed(column: FrameColumn, notes: string[]): boolean {
  if (column.kind === "number") return true;
  if (column.kind === "category" && column.levels.length <= mostLevels) {
    notes.push(`"${column.name}" became ${counted(column.levels.length, "column")} of 0 and 1`);
    return true;
  }
  const why = column.kind === "category" ? `it has ${column.levels.length} categories` : column.why;
  notes.push(`left out column "${column.name}": ${why}`);
  return false;
}

function isMissing(column: FrameColumn, row: number): boolean {
  if (column.kind === "number") return Number.isNaN(column.values[row]);
  return column.kind !== "date" && column.codes[row] === -1;
}

function featuresOf(column: FrameColumn): { name: string; at: (row: number) => number }[] {
  if (column.kind === "number") return [{ name: column.name, at: (row) => column.values[row] as number }];
  if (column.kind === "date") return [];
  return column.levels.map((level, code) => ({
    name: `${column.name} = ${level}`,
    at: (row) => (column.codes[row] === code ? 1 : 0),
  }));
}
