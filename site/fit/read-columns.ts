/** Columns of numbers from a delimited text. What is left out is said. */
import { parseFrame } from "glissade/train";
import { type FitTable, most } from "./setup.ts";

/** A table, and what was left out: sentences without a full stop. */
export interface ReadColumns {
  readonly table: FitTable;
  readonly notes: readonly string[];
}

const counted = (count: number, thing: string) => `${count} ${thing}${count === 1 ? "" : "s"}`;

/** A name that a formula can hold between backquotes. */
const plain = (name: string): string =>
  name
    .replace(/[`\p{Cc}]/gu, " ")
    .trim()
    .slice(0, most.name) || "column";

/**
 * The columns of numbers of a text. Rows with a missing number are left out.
 *
 * @throws DataError for a text that is no table; RangeError for one without two columns of numbers.
 */
export function readColumns(text: string, name: string): ReadColumns {
  if (/[^\P{Cc}\s]/u.test(text.slice(0, 1000)))
    throw new RangeError(
      `${name}: this is no text but a binary file, as of a spreadsheet; save its table as CSV`,
    );
  const frame = parseFrame(text, { name, origin: "a file of the reader's" });
  const notes = [...frame.notes];
  const numeric = frame.columns.flatMap((column) => (column.kind === "number" ? [column] : []));
  const others = frame.columns.filter(({ kind }) => kind !== "number").map((column) => `"${column.name}"`);
  if (others.length > 0) notes.push(`left out ${others.join(", ")}: a formula is of numbers`);
  const used = numeric.slice(0, most.columns);
  if (used.length < numeric.length) notes.push(`kept the first ${most.columns} of ${numeric.length} columns`);
  if (used.length < 2)
    throw new RangeError(
      `${name}: a curve needs two columns of numbers; there ${used.length === 1 ? "is" : "are"} ${used.length}`,
    );
  const all = Array.from({ length: frame.rows }, (_, row) => row);
  const complete = all.filter((row) => used.every(({ values }) => Number.isFinite(values[row])));
  if (complete.length < frame.rows)
    notes.push(`left out ${counted(frame.rows - complete.length, "row")} with a missing number`);
  if (complete.length === 0) throw new RangeError(`${name}: no row has a number in every column`);
  const kept = complete.slice(0, most.rows);
  if (kept.length < complete.length) notes.push(`kept the first ${most.rows} of ${complete.length} rows`);
  const columns = new Map<string, number[]>();
  for (const column of used) {
    let free = plain(column.name);
    while (columns.has(free)) free = `${free}'`;
    columns.set(
      free,
      kept.map((row) => column.values[row] as number),
    );
  }
  return { table: { name, columns: Object.fromEntries(columns) }, notes };
}
