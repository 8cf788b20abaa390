/**
 * Columns of cells as numbers, and why a column is not numeric: how many of its cells are not numbers, the first of them with
 * its line, and the option that makes them missing values.
 */
import type { Grid } from "./grid.ts";
import { cellReader, type Decimal } from "./number-format.ts";

/** A column of a text. */
export interface Column {
  readonly name: string;
  /** One a row, NaN where it is missing. */
  readonly values: Float64Array;
  readonly missing: number;
  /** Cells that are neither numbers nor missing: how many, the different ones (a few of them), the row of the first. */
  readonly others: { readonly count: number; readonly texts: readonly string[]; readonly row: number };
}

/** More different texts than this are not marks of missing values. */
const FEW = 3;

/** Reads all columns. */
export function readColumns(grid: Grid, decimal: Decimal, missing: readonly string[]): Column[] {
  const read = cellReader(decimal, missing);
  return grid.headings.map((name, column) => {
    const values = new Float64Array(grid.rows.length);
    const texts = new Set<string>();
    let first = -1;
    let count = 0;
    let gaps = 0;
    for (const [row, cells] of grid.rows.entries()) {
      const value = read(cells[column]!);
      values[row] = value ?? Number.NaN;
      if (value === undefined) {
        if (count++ === 0) first = row;
        if (texts.size <= FEW) texts.add(cells[column]!);
      } else if (Number.isNaN(value)) gaps++;
    }
    return { name, values, missing: gaps, others: { count, texts: [...texts], row: first } };
  });
}

/** Whether all cells that are not missing are numbers, and there are any. */
export const isNumeric = ({ values, missing, others }: Column): boolean =>
  others.count === 0 && missing < values.length;

const day = /^(\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})([T ].*)?$/;
const named =
  /^(\d{1,2}[ -])?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[ -]\d{1,4}(,? \d{4})?([T ].*)?$/i;

/** The beginning of a cell on one line. */
const shortened = (text: string): string => text.replace(/\s+/g, " ").replace(/^(.{40}).+$/, "$1…");

/** Why a column is not numeric, in words; `option` writes an option with its value. */
export function whyNotNumeric(
  { values, missing, others }: Column,
  decimal: Decimal,
  lineOf: (row: number) => number,
  option: (name: string, value: string) => string,
): string {
  const { count, texts, row } = others;
  if (count === 0) return "it has no values";
  const [first = ""] = texts;
  const filled = values.length - missing;
  const share = `${count} of its ${filled} cells ${count === 1 ? "is" : "are"} not ${count === 1 ? "a number" : "numbers"}`;
  const where = `${count === 1 ? "" : "the first is "}"${shortened(first)}" in line ${lineOf(row)}`;
  if (day.test(first) || named.test(first)) return `it holds dates: ${share}, ${where}`;
  const other = decimal === "." ? "," : ".";
  if (cellReader(other)(first) !== undefined) {
    return `${share}, ${where}; ${option("decimal", other)} reads it as a number`;
  }
  const marks = texts
    .slice(0, FEW)
    .filter((text) => shortened(text) === text)
    .map((text) => option("missing", text));
  if (count === filled || marks.length === 0) return `${share}, ${where}`;
  const rest = texts.length > FEW ? ", and so on," : "";
  const makes = marks.length + rest.length > 1 ? "make" : "makes";
  return `${share}, ${where}; ${marks.join(" ")}${rest} ${makes} ${count === 1 ? "it" : "them"} missing`;
}

/** Headings of the number of a row: none, pandas' for none, and the usual ones. */
const index = /^(column1|unnamed: 0|id|index|no\.?|#)$/i;

/** Columns from which nothing can be learnt: of one value in all of `rows`, or a first one that counts the rows of the file. */
export function idleNotes(
  columns: readonly Column[],
  rows: readonly number[],
  option: (name: string, value: string) => string,
): string[] {
  const target = columns.length - 1;
  const notes = columns.flatMap(({ name, values }, column) => {
    const value = values[rows[0]!]!;
    if (rows.length < 2 || !rows.every((row) => values[row] === value)) return [];
    return `the ${column === target ? "target" : "column"} "${name}" is ${value} in every row`;
  });
  const [{ name, values }] = columns as [Column];
  const counts = values[0] === 0 || values[0] === 1;
  if (target > 0 && counts && index.test(name) && values.every((value, row) => value === values[0]! + row)) {
    notes.push(`the column "${name}" counts the rows; ${option("drop", name)} leaves it out`);
  }
  return notes;
}

/** How cells of these columns were read where JavaScript would have read something else: one example of each way. */
export function readingNotes(grid: Grid, columns: readonly Column[], decimal: Decimal): string[] {
  const notes = new Map<string, string>();
  for (const { name, values } of columns) {
    const column = grid.headings.indexOf(name);
    for (const [row, value] of values.entries()) {
      const cell = grid.rows[row]![column]!;
      if (Number.isNaN(value) || Number(cell) === value) continue;
      const comma = decimal === "," && cell.includes(",");
      const way = comma ? "the decimal mark is a comma" : "thousands are separated";
      if (!notes.has(way)) notes.set(way, `${way}: "${cell}" is ${value}`);
      if (notes.size === 2) break;
    }
  }
  return [...notes.values()];
}
