/**
 * The kind of a column of cells: numbers, dates, categories or texts. A column in which numbers stand among other things is a text, and
 * says how many of its cells are not numbers, the first of them with its line, and the option that makes them missing values.
 */
import { looksLikeDate, readDates } from "./dates.ts";
import { type FrameColumn, numberColumn, textColumn } from "./frame.ts";
import type { Grid } from "./grid.ts";
import { cellReader, type Decimal } from "./number-format.ts";
import type { Wording } from "./wording.ts";

/** How cells are read. */
export interface CellReading extends Pick<Wording, "option"> {
  readonly decimal: Decimal;
  readonly missing: readonly string[];
  readonly categories: readonly string[];
  readonly dayFirst: boolean | undefined;
}

/** More different texts than this are not marks of missing values. */
const FEW = 3;

/** Cells that are neither numbers nor missing: how many, the different ones (a few of them), the row of the first. */
interface Others {
  readonly count: number;
  readonly texts: readonly string[];
  readonly row: number;
}

/** Reads all columns. */
export function readColumns(grid: Grid, reading: CellReading): FrameColumn[] {
  return grid.headings.map((name, column) => readColumn(grid, column, name, reading));
}

function readColumn(grid: Grid, column: number, name: string, reading: CellReading): FrameColumn {
  const { rows } = grid;
  const read = cellReader(reading.decimal, reading.missing);
  const values = new Float64Array(rows.length);
  const texts = new Set<string>();
  let first = -1;
  let count = 0;
  let missing = 0;
  for (const [row, cells] of rows.entries()) {
    const value = read(cells[column]!);
    values[row] = value ?? Number.NaN;
    if (value === undefined) {
      if (count++ === 0) first = row;
      if (texts.size <= FEW) texts.add(cells[column]!);
    } else if (Number.isNaN(value)) missing++;
  }
  const filled = rows.length - missing;
  const isForced = reading.categories.includes(name);
  if (count === 0 && filled > 0 && !isForced) return numberColumn(name, values);

  const cells = rows.map((row) => (Number.isNaN(read(row[column]!)) ? undefined : row[column]!));
  const why = whyNotNumbers({ count, texts: [...texts], row: first }, filled, grid.lineOf, reading);
  if (count > 0 && count === filled && !isForced) {
    const dates = readDates(cells, reading.dayFirst);
    if (dates) return { kind: "date", name, missing, why, ...dates };
  }
  const asText = textColumn("text", name, cells, why);
  const numbers = asText.levels.filter((level) => read(level) !== undefined).length;
  const isMixed =
    filled - count >= count || numbers * 2 > asText.levels.length || looksLikeDate(cells[first] ?? "");
  const isFew = asText.levels.length * 2 <= filled;
  return isForced || (isFew && !isMixed) ? { ...asText, kind: "category" } : asText;
}

/** The beginning of a cell on one line. */
const shortened = (text: string): string => text.replace(/\s+/g, " ").replace(/^(.{40}).+$/, "$1…");

/** Why a column is not one of numbers, in words. */
function whyNotNumbers(
  { count, texts, row }: Others,
  filled: number,
  lineOf: (row: number) => number,
  { decimal, option }: CellReading,
): string {
  if (filled === 0) return "it has no values";
  if (count === 0) return "it is read as categories";
  const [first = ""] = texts;
  const share = `${count} of its ${filled} cells ${count === 1 ? "is" : "are"} not ${count === 1 ? "a number" : "numbers"}`;
  const where = `${count === 1 ? "" : "the first is "}"${shortened(first)}" in line ${lineOf(row)}`;
  if (looksLikeDate(first)) return `it holds dates: ${share}, ${where}`;
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

/** How cells of columns of numbers were read where JavaScript would have read something else: one example of each way. */
export function readingNotes(grid: Grid, columns: readonly FrameColumn[], decimal: Decimal): string[] {
  const notes = new Map<string, string>();
  for (const [index, column] of columns.entries()) {
    if (column.kind !== "number") continue;
    for (const [row, value] of column.values.entries()) {
      const cell = grid.rows[row]![index]!;
      if (Number.isNaN(value) || Number(cell) === value) continue;
      const comma = decimal === "," && cell.includes(",");
      const way = comma ? "the decimal mark is a comma" : "thousands are separated";
      if (!notes.has(way)) notes.set(way, `${way}: "${cell}" is ${value}`);
      if (notes.size === 2) return [...notes.values()];
    }
  }
  return [...notes.values()];
}
