/**
 * A table of numbers and the reader that makes one from delimited text (csv-parse). It keeps numeric columns and
 * complete rows only; it does not scale anything (standardize.ts does) and knows no data set by name.
 */
import { parse } from "csv-parse/sync";
import { DataError } from "./data-error.ts";

/** Rows of numbers, the target in the last column. */
export interface Table {
  readonly name: string;
  /** One sentence for the reader of a result: what the data is, where it came from, what was left out. */
  readonly origin: string;
  /** Names of the columns, the target's last. */
  readonly columns: readonly string[];
  readonly rows: number;
  /** Row-major, `rows * columns.length` values, all finite. */
  readonly values: Float64Array;
}

/** How `parseTable` reads a text. */
export interface TableOptions {
  readonly name: string;
  readonly origin: string;
  /** Names for a text without a header line; without them the columns are `column1`, `column2`, ... */
  readonly columns?: readonly string[];
  /** The column to regress; the last numeric one by default. */
  readonly target?: string;
}

const missing = new Set(["", "?", "na", "n/a", "nan", "null"]);
const isMissing = (cell: string) => missing.has(cell.toLowerCase());
const isNumber = (cell: string) => Number.isFinite(Number(cell));

/**
 * Reads comma, semicolon or tab separated text, with or without a header line. Columns that hold anything but
 * numbers are left out, and so are rows with a missing value; `origin` then says how many.
 * @throws DataError (`format`) for ragged rows, an unknown target, or fewer than two columns and rows of numbers.
 */
export function parseTable(text: string, { name, origin, columns, target }: TableOptions): Table {
  const cells = readCells(text, name);
  const first = cells[0] ?? [];
  const hasHeader = !columns && first.some((cell) => !isMissing(cell) && !isNumber(cell));
  const names = hasHeader ? first : (columns ?? first.map((_, index) => `column${index + 1}`));
  const body = hasHeader ? cells.slice(1) : cells;

  const numeric = names.filter((_, index) => {
    const filled = body.map((row) => row[index] ?? "").filter((cell) => !isMissing(cell));
    return filled.length > 0 && filled.every(isNumber);
  });
  if (target !== undefined && !numeric.includes(target)) {
    const what = names.includes(target) ? "is not numeric" : "does not exist";
    throw new DataError(
      "format",
      `${name}: the target column "${target}" ${what}; the numeric columns are ${numeric.join(", ")}`,
    );
  }
  const last = target ?? numeric.at(-1);
  const kept = [...numeric.filter((column) => column !== last), ...(last === undefined ? [] : [last])];
  const indices = kept.map((column) => names.indexOf(column));
  const complete = body.filter((row) => indices.every((index) => !isMissing(row[index] ?? "")));
  if (kept.length < 2 || complete.length < 2) {
    throw new DataError(
      "format",
      `${name}: found ${kept.length} numeric columns and ${complete.length} complete rows; a regression needs 2 of each at least`,
    );
  }
  return {
    name,
    origin: origin + leftOut(names.length - kept.length, body.length - complete.length),
    columns: kept,
    rows: complete.length,
    values: Float64Array.from(complete.flatMap((row) => indices.map((index) => Number(row[index])))),
  };
}

function readCells(text: string, name: string): string[][] {
  const head = text.slice(0, text.search(/[\r\n]|$/));
  const delimiter = ["\t", ";", ","].find((mark) => head.includes(mark)) ?? ",";
  try {
    return parse(text, { delimiter, bom: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    throw new DataError("format", `${name}: not a readable table: ${(error as Error).message}`);
  }
}

function leftOut(columns: number, rows: number): string {
  const parts = [];
  if (columns > 0) parts.push(`${columns} column${columns > 1 ? "s" : ""} without numbers`);
  if (rows > 0) parts.push(`${rows} row${rows > 1 ? "s" : ""} with missing values`);
  return parts.length > 0 ? `; left out ${parts.join(" and ")}` : "";
}
