/**
 * The kind of a column of cells: numbers, dates, categories or texts. A column in which numbers stand among other things is a text, and
 * says how many of its cells are not numbers, the first of them with its line, and the option that makes them missing values.
 */
import { looksLikeDate, readDates } from "./dates.ts";
import { Distinct, type FrameColumn, numberColumn } from "./frame.ts";
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

/** What a first look at a column finds. */
interface Found {
  readonly values: Float64Array;
  missing: number;
  /** Cells that are neither numbers nor missing: how many, the different ones (a few of them), the row of the first. */
  count: number;
  texts?: Set<string>;
  row: number;
  /** Numbers that JavaScript would have read otherwise: the first example of each way. */
  ways?: Map<string, string>;
}

/** Reads all columns; the notes say how numbers were read where JavaScript would have read something else. */
export function readColumns(
  grid: Grid,
  reading: CellReading,
): { columns: readonly FrameColumn[]; notes: readonly string[] } {
  const { headings, rows } = grid;
  const read = cellReader(reading.decimal, reading.missing);
  const found = headings.map(
    (): Found => ({
      values: new Float64Array(rows.length),
      missing: 0,
      count: 0,
      row: -1,
    }),
  );
  for (let row = 0; row < rows.length; row++) {
    for (const [column, cell] of rows.at(row).entries())
      look(found[column]!, cell, row, read(cell), reading.decimal);
  }

  const isNumeric = (column: number) =>
    found[column]!.count === 0 &&
    found[column]!.missing < rows.length &&
    !reading.categories.includes(headings[column]!);
  const others = headings.flatMap((_, column) => (isNumeric(column) ? [] : column));
  const cells = new Map(others.map((column) => [column, new Distinct(rows.length)]));
  if (others.length > 0) {
    for (let row = 0; row < rows.length; row++) {
      const all = rows.at(row);
      for (const column of others) {
        const cell = all[column]!;
        if (!Number.isNaN(read(cell))) cells.get(column)!.set(row, cell);
      }
    }
  }
  const columns = headings.map((name, column) => {
    const texts = cells.get(column);
    if (!texts) return numberColumn(name, found[column]!.values);
    return columnOfTexts(name, found[column]!, texts, grid, reading);
  });
  const ways = new Map<string, string>();
  for (const [column, { ways: own = [] }] of found.entries()) {
    if (isNumeric(column)) for (const [way, example] of own) if (!ways.has(way)) ways.set(way, example);
  }
  return { columns, notes: [...ways].map(([way, example]) => `${way}: ${example}`) };
}

function look(found: Found, cell: string, row: number, value: number | undefined, decimal: Decimal): void {
  found.values[row] = value ?? Number.NaN;
  if (value === undefined) {
    if (found.count++ === 0) found.row = row;
    found.texts ??= new Set();
    if (found.texts.size <= FEW) found.texts.add(cell);
  } else if (Number.isNaN(value)) found.missing++;
  else if (Number(cell) !== value) {
    const way =
      decimal === "," && cell.includes(",") ? "the decimal mark is a comma" : "thousands are separated";
    found.ways ??= new Map();
    if (!found.ways.has(way)) found.ways.set(way, `"${cell}" is ${value}`);
  }
}

/** A column that does not hold numbers alone. */
function columnOfTexts(
  name: string,
  found: Found,
  { levels, codes }: Distinct,
  grid: Grid,
  reading: CellReading,
): FrameColumn {
  const { missing, count } = found;
  const filled = codes.length - missing;
  const isForced = reading.categories.includes(name);
  const why = whyNotNumbers(found, filled, grid.lineOf, reading);
  if (count > 0 && count === filled && !isForced) {
    const dates = readDates({ levels, codes }, reading.dayFirst);
    if (dates) return { kind: "date", name, missing, why, ...dates };
  }
  const read = cellReader(reading.decimal, reading.missing);
  const numbers = levels.filter((level) => read(level) !== undefined).length;
  const first = found.texts?.values().next().value ?? "";
  const isMixed = filled - count >= count || numbers * 2 > levels.length || looksLikeDate(first);
  const isFew = levels.length * 2 <= filled;
  const kind = (isForced && filled > 0) || (isFew && !isMixed) ? "category" : "text";
  return { kind, name, missing, why, levels, codes };
}

/** The beginning of a cell on one line. */
const shortened = (text: string): string => text.replace(/\s+/g, " ").replace(/^(.{40}).+$/, "$1…");

/** Why a column is not one of numbers, in words. */
function whyNotNumbers(
  { count, texts = new Set(), row }: Found,
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
  const marks = [...texts]
    .slice(0, FEW)
    .filter((text) => shortened(text) === text)
    .map((text) => option("missing", text));
  if (count === filled || marks.length === 0) return `${share}, ${where}`;
  const rest = texts.size > FEW ? ", and so on," : "";
  const makes = marks.length + rest.length > 1 ? "make" : "makes";
  return `${share}, ${where}; ${marks.join(" ")}${rest} ${makes} ${count === 1 ? "it" : "them"} missing`;
}
