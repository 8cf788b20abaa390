/**
 * A table of numbers and the reader that makes one from delimited text. It keeps numeric columns and complete rows only, and
 * says what it left out. standardize.ts does the scaling.
 */

import { either, flag, list, oneOf, text, whole } from "../../options/kinds.ts";
import { argumentOf, type Option, readerOf, required } from "../../options/option.ts";
import { kind, partsOf, source as sourceKind } from "../kinds.ts";
import { type Column, idleNotes, isNumeric, readColumns, readingNotes, whyNotNumeric } from "./columns.ts";
import { DataError } from "./data-error.ts";
import { type Decoded, decode } from "./decode.ts";
import { type Layout, readGrid } from "./grid.ts";
import { type Decimal, decideDecimal } from "./number-format.ts";

/** Rows of numbers, the target in the last column. */
export interface Table {
  readonly name: string;
  /** What the data is and where it came from. */
  readonly origin: string;
  /** What was left out and why, and what was decided by looking at the text: sentences without a full stop. */
  readonly notes?: readonly string[];
  /** Names of the columns, the target's last. */
  readonly columns: readonly string[];
  readonly rows: number;
  /** Row-major, `rows * columns.length` values, all finite. */
  readonly values: Float64Array;
}

/** The kind of an argument that is a table. */
export const tableKind: Option = kind("a table such as parseTable returns", (value) => {
  const { columns, rows, values } = partsOf<Table>(value);
  return Array.isArray(columns) && values?.length === columns.length * Number(rows);
});

/** How `parseTable` reads a text. Delimiter, header and decimal mark are decided by looking at the text if they are left out. */
export interface TableOptions extends Layout {
  readonly name: string;
  readonly origin: string;
  /** The column to regress; the last one by default. */
  readonly target?: string;
  /** The mark between whole and fraction. */
  readonly decimal?: Decimal;
  /** Further cells that are missing values, such as `-999`, besides `NA`, `?`, `None`, `#N/A`, `inf` and their like. */
  readonly missing?: readonly string[];
  /** Columns to leave out. */
  readonly drop?: readonly string[];
  /** What stands before an option's name in messages: `--` on the command line. */
  readonly optionPrefix?: string;
}

/** A mark between cells: not a character of numbers, and no line break. */
const mark: Option = {
  expected: (value) =>
    typeof value === "string" && /^[^\w."'\r\n-]$/.test(value)
      ? undefined
      : "one character that no number holds",
};
const checkSource = argumentOf<string | Uint8Array>("parseTable", "source", sourceKind);
const read = readerOf<TableOptions>("parseTable", {
  name: required(text),
  origin: required(text),
  target: text,
  delimiter: mark,
  header: either(flag, whole(1)),
  columns: list,
  decimal: oneOf(".", ","),
  missing: list,
  drop: list,
  optionPrefix: text,
});

/**
 * Reads delimited text (commas, semicolons, tabs, vertical bars, runs of spaces), with or without a line of headings; bytes are
 * UTF-8, or UTF-16 with a byte order mark. Columns that hold anything but numbers are left out, and so are rows with a missing
 * value; `notes` then name them and say why.
 * @example `parseTable("rooms,price\n2,1.5\n3,2.5", { name: "houses", origin: "made up" }).columns`
 * @throws OptionError for a source or options of the wrong kind; DataError (`format`) for rows of several lengths, two columns of one name, headings or decimal marks that could be
 *   either, a target that is unknown or not numeric, or fewer than two columns and rows of numbers.
 */
export function parseTable(source: string | Uint8Array, given: TableOptions): Table {
  const options = read(given);
  checkSource(source);
  const { name, origin, target, missing = [], drop = [], optionPrefix = "" } = options;
  const refuse = (reason: string) => new DataError("format", `${name}: ${reason}`);
  const option = (which: string, value: string) => `${optionPrefix}${which} ${quoted(value)}`;
  const decoded: Decoded = typeof source === "string" ? { text: source } : decode(source, name);
  const grid = readGrid(decoded.text, options, { refuse, option });
  const decimal = options.decimal ?? decideDecimal(grid.rows, grid.delimiter);
  if (decimal === undefined) {
    const column = grid.headings.findIndex((_, index) => grid.rows.some((row) => row[index]!.includes(",")));
    const row = grid.rows.findIndex((cells) => cells[column]!.includes(","));
    throw refuse(
      `"${grid.rows[row]![column]}" in line ${grid.lineOf(row)}, column "${grid.headings[column]}", may be a fraction or thousands: give ${option("decimal", ",")} or ${option("decimal", ".")}`,
    );
  }
  const all = readColumns(grid, decimal, missing);
  for (const column of drop) {
    if (!grid.headings.includes(column)) {
      throw refuse(
        `there is no column "${column}" to leave out; the columns are ${grid.headings.join(", ")}`,
      );
    }
  }
  const columns = all.filter((column) => !drop.includes(column.name));
  const why = (column: Column) => whyNotNumeric(column, decimal, grid.lineOf, option);
  const numeric = columns.filter(isNumeric);
  const names = listed(numeric.map((column) => column.name)) || "none";
  if (grid.headings.length === 1 && !isNumeric(all[0]!)) {
    throw refuse(
      `found one column, "${grid.headings[0]}": ${why(all[0]!)}; ${option("delimiter", "CHARACTER")} says what separates cells`,
    );
  }

  // An empty last column is what a comma at the end of every line makes.
  const last = columns.findLast(({ missing, values }) => missing < values.length);
  const chosen = target === undefined ? last : all.find((column) => column.name === target);
  if (!chosen || (target !== undefined && drop.includes(target))) {
    if (target === undefined) throw refuse("there are no values");
    throw refuse(
      `the target column "${target}" ${chosen ? "is left out" : "does not exist"}; the numeric columns are ${names}`,
    );
  }
  if (!isNumeric(chosen)) {
    const which = target === undefined ? ` (the last; ${option("target", "COLUMN")} names another)` : "";
    throw refuse(
      `the target column "${chosen.name}" is not numeric${which}; the numeric columns are ${names}; ${why(chosen)}`,
    );
  }
  const kept = [...numeric.filter((column) => column !== chosen), chosen];
  const complete = grid.rows.flatMap((_, row) =>
    kept.some(({ values }) => Number.isNaN(values[row])) ? [] : row,
  );
  const notes = [
    ...(decoded.note ? [decoded.note] : []),
    ...grid.notes,
    ...readingNotes(grid, kept, decimal),
    ...columns
      .filter((column) => !isNumeric(column))
      .map((column) => `left out column "${column.name}": ${why(column)}`),
    ...rowsLeftOut(kept, complete.length, option),
    ...kept
      .filter(({ values }) => values.some((value) => Math.abs(value) > 2 ** 53))
      .map(({ name }) => `column "${name}" has values beyond 2^53, which are rounded`),
    ...idleNotes(kept, complete, option),
  ];
  if (kept.length < 2 || complete.length < 2) {
    const rest = notes.length > 0 ? ` (${notes.join("; ")})` : "";
    throw refuse(
      `found ${counted(kept.length, "numeric column")} and ${counted(complete.length, "complete row")}; a regression needs 2 of each at least: a target and a feature${rest}`,
    );
  }
  return {
    name,
    origin,
    ...(notes.length > 0 && { notes }),
    columns: kept.map((column) => column.name),
    rows: complete.length,
    values: Float64Array.from(
      { length: complete.length * kept.length },
      (_, at) => kept[at % kept.length]!.values[complete[Math.floor(at / kept.length)]!]!,
    ),
  };
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** The first of some names. */
function listed(names: readonly string[]): string {
  const more = names.length > 40 ? `, and ${names.length - 40} more` : "";
  return names.slice(0, 40).join(", ") + more;
}

/** A value as a shell takes it. */
function quoted(value: string): string {
  if (/^[\w.-]+$/.test(value)) return value;
  return /[$"`\\!]/.test(value) ? `'${value}'` : `"${value}"`;
}

/** How many rows were left out; where more than a tenth, which column costs most of them, and what leaving that out would keep. */
function rowsLeftOut(
  columns: readonly Column[],
  complete: number,
  option: (name: string, value: string) => string,
): string[] {
  const rows = columns[0]!.values.length;
  const out = rows - complete;
  if (out === 0) return [];
  const said = `left out ${out} of ${rows} rows with missing values`;
  if (out <= rows / 10) return [said];
  const alone = columns.map(() => 0);
  for (let row = 0; row < rows; row++) {
    const gaps = columns.flatMap(({ values }, index) => (Number.isNaN(values[row]) ? [index] : []));
    if (gaps.length === 1) alone[gaps[0]!]!++;
  }
  const cost = (index: number) => alone[index]! * (rows + 1) + columns[index]!.missing;
  const worst = columns.map((_, index) => index).reduce((a, b) => (cost(b) > cost(a) ? b : a));
  const { name, missing } = columns[worst]!;
  const target = worst === columns.length - 1;
  return [
    `${said}: the ${target ? "target" : "column"} "${name}" has no value in ${missing} of them; ${target ? "with values there" : `with ${option("drop", name)}`} ${complete + alone[worst]!} rows would be complete`,
  ];
}
