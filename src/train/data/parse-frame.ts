/**
 * The reader of delimited text: from bytes to typed columns. Everything that it decides by looking at the text is a note; what it cannot
 * decide it refuses, with the option that decides. table.ts makes numbers of the columns, prepare.ts examples.
 */
import { either, flag, list, oneOf, text, whole } from "../../options/kinds.ts";
import { argumentOf, type Option, type Options, readerOf, required } from "../../options/option.ts";
import { source as sourceKind } from "../kinds.ts";
import { readColumns } from "./columns.ts";
import { type Decoded, decode } from "./decode.ts";
import type { Frame, Reading } from "./frame.ts";
import { type Grid, type Layout, readGrid } from "./grid.ts";
import { type Decimal, decideDecimal } from "./number-format.ts";
import { listed, oneLine, wordingOf } from "./wording.ts";

/** How `parseFrame` reads a text. Delimiter, header and decimal mark are decided by looking at the text if they are left out. */
export interface FrameOptions extends Layout, Reading {
  readonly name: string;
  readonly origin: string;
  /** The mark between whole and fraction. */
  readonly decimal?: Decimal;
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

/** What each option may be. */
export const frameOptions: Options<FrameOptions> = {
  name: required(text),
  origin: required(text),
  delimiter: mark,
  header: either(flag, whole(1)),
  columns: list,
  decimal: oneOf(".", ","),
  missing: list,
  categories: list,
  dayFirst: flag,
  optionPrefix: text,
};

const checkSource = argumentOf<string | Uint8Array>("parseFrame", "source", sourceKind);
const read = readerOf<FrameOptions>("parseFrame", frameOptions);

/**
 * Reads delimited text (commas, semicolons, tabs, vertical bars, runs of spaces), with or without a line of headings; bytes are
 * UTF-8, or UTF-16 with a byte order mark.
 * @example `parseFrame("town,price\nLeeds,1.5\nYork,2.5", { name: "houses", origin: "made up" }).columns[1].kind`
 * @throws OptionError for a source or options of the wrong kind; DataError (`format`) for rows of several lengths, two columns of one name, headings or decimal marks that could be
 *   either, and one column that does not hold numbers.
 */
export function parseFrame(source: string | Uint8Array, given: FrameOptions): Frame {
  return frameFrom(checkSource(source), read(given));
}

/** As `parseFrame`, with options that have been checked. */
export function frameFrom(source: string | Uint8Array, options: FrameOptions): Frame {
  const { name, origin, missing = [], categories = [], dayFirst } = options;
  const wording = wordingOf(name, options.optionPrefix);
  const { refuse, option } = wording;
  const decoded: Decoded = typeof source === "string" ? { text: source } : decode(source, name);
  const grid = readGrid(decoded.text, options, wording);
  const decimal = options.decimal ?? decideDecimal(grid.rows, grid.delimiter);
  if (decimal === undefined) {
    const { cell, column, line } = firstComma(grid);
    throw refuse(
      `"${cell}" in line ${line}, column "${column}", may be a fraction or thousands: give ${option("decimal", ",")} or ${option("decimal", ".")}`,
    );
  }
  for (const column of categories) {
    if (!grid.headings.includes(column))
      throw refuse(
        `there is no column "${column}" to read as categories; the columns are ${listed(grid.headings)}`,
      );
  }
  const { columns, notes } = readColumns(grid, { decimal, missing, categories, dayFirst, option });
  const [only] = columns;
  if (columns.length === 1 && only && only.kind !== "number") {
    throw refuse(
      `found one column, "${only.name}": ${only.why}; ${option("delimiter", "CHARACTER")} says what separates cells`,
    );
  }
  return {
    name,
    origin,
    notes: [...(decoded.note ? [decoded.note] : []), ...grid.notes, ...notes].map(oneLine),
    rows: grid.rows.length,
    columns,
    reading: {
      ...(missing.length > 0 && { missing }),
      ...(categories.length > 0 && { categories }),
      ...(dayFirst !== undefined && { dayFirst }),
    },
  };
}

/** The first cell with a comma, of the first column that has one. */
function firstComma({ headings, rows, lineOf }: Grid): { cell: string; column: string; line: number } {
  let first = { cell: "", column: headings.length, row: 0 };
  for (let row = 0; row < rows.length; row++) {
    const column = rows.at(row).findIndex((cell) => cell.includes(","));
    if (column >= 0 && column < first.column) first = { cell: rows.at(row)[column]!, column, row };
  }
  return { cell: first.cell, column: headings[first.column]!, line: lineOf(first.row) };
}
