/**
 * A table of numbers: the columns of a data frame that hold numbers, in the rows that are complete. It says what it left out.
 * standardize.ts does the scaling.
 */
import { kind, list, text } from "../../options/kinds.ts";
import { argumentOf, type Option, readerOf } from "../../options/option.ts";
import { partsOf, source as sourceKind } from "../kinds.ts";
import { type Frame, type FrameColumn, frameKind, type NumberColumn } from "./frame.ts";
import { countsRows, type Gaps, roundedNote, rowsLeftOut, saysCounting } from "./left-out.ts";
import { type FrameOptions, frameFrom, frameOptions } from "./parse-frame.ts";
import { counted, listed, oneLine, type Wording, wordingOf } from "./wording.ts";

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

/** Which columns `tableOf` takes. */
export interface ColumnChoice {
  /** The column to regress; the last one by default. */
  readonly target?: string;
  /** Columns to leave out. */
  readonly drop?: readonly string[];
  /** What stands before an option's name in messages: `--` on the command line. */
  readonly optionPrefix?: string;
}

/** How `parseTable` reads a text. Delimiter, header and decimal mark are decided by looking at the text if they are left out. */
export interface TableOptions extends FrameOptions, ColumnChoice {}

const choice = { target: text, drop: list, optionPrefix: text };
const checkSource = argumentOf<string | Uint8Array>("parseTable", "source", sourceKind);
const readOptions = readerOf<TableOptions>("parseTable", { ...frameOptions, ...choice });
const checkFrame = argumentOf<Frame>("tableOf", "frame", frameKind);
const readChoice = readerOf<ColumnChoice>("tableOf", choice);

/**
 * Reads delimited text (commas, semicolons, tabs, vertical bars, runs of spaces), with or without a line of headings; bytes are
 * UTF-8, or UTF-16 with a byte order mark. Columns that hold anything but numbers are left out, and so are rows with a missing
 * value; `notes` then name them and say why.
 * @example `parseTable("rooms,price\n2,1.5\n3,2.5", { name: "houses", origin: "made up" }).columns`
 * @throws OptionError for a source or options of the wrong kind; DataError (`format`) as `parseFrame` and `tableOf`.
 */
export function parseTable(source: string | Uint8Array, given: TableOptions): Table {
  const options = readOptions(given);
  return numbersOf(frameFrom(checkSource(source), options), options);
}

/**
 * The numbers of a data frame: columns that hold anything else, and rows with a missing value, are left out.
 * @example `tableOf(parseFrame("rooms,price\n2,1.5\n3,2.5", { name: "houses", origin: "made up" })).rows`
 * @throws OptionError for anything but a frame; DataError (`format`) for a target that is unknown or not numeric, or fewer than two columns and rows of numbers.
 */
export function tableOf(frame: Frame, given: ColumnChoice = {}): Table {
  return numbersOf(checkFrame(frame), readChoice(given));
}

function numbersOf(frame: Frame, { target, drop = [], optionPrefix }: ColumnChoice): Table {
  const { name, origin } = frame;
  const { refuse, option } = wordingOf(name, optionPrefix);
  const columns = withoutDropped(frame, drop, refuse);
  const numeric = columns.filter((column) => column.kind === "number");
  const chosen = targetOf(frame, columns, { target, drop }, { refuse, option });
  const kept = [...numeric.filter((column) => column !== chosen), chosen];
  const complete = Array.from({ length: frame.rows }, (_, row) => row).filter(
    (row) => !kept.some(({ values }) => Number.isNaN(values[row])),
  );
  const gaps = kept.map(
    ({ name, missing, values }): Gaps => ({ name, missing, isMissing: (row) => Number.isNaN(values[row]) }),
  );
  const notes = [
    ...frame.notes,
    ...columns.flatMap((column) =>
      column.kind === "number" ? [] : `left out column "${column.name}": ${column.why}`,
    ),
    ...rowsLeftOut(gaps, frame.rows, complete.length, option),
    ...kept.flatMap(roundedNote),
    ...idleNotes(kept, complete, option),
  ].map(oneLine);
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

/** The columns that are not to be left out. */
export function withoutDropped(
  { columns }: Frame,
  drop: readonly string[],
  refuse: Wording["refuse"],
): readonly FrameColumn[] {
  const names = columns.map((column) => column.name);
  for (const column of drop) {
    if (!names.includes(column))
      throw refuse(`there is no column "${column}" to leave out; the columns are ${listed(names)}`);
  }
  return columns.filter((column) => !drop.includes(column.name));
}

/** The column to regress. */
function targetOf(
  frame: Frame,
  columns: readonly FrameColumn[],
  { target, drop = [] }: { readonly target: string | undefined; readonly drop?: readonly string[] },
  { refuse, option }: Wording,
): NumberColumn {
  const names = listed(columns.flatMap(({ kind, name }) => (kind === "number" ? name : []))) || "none";
  // An empty last column is what a comma at the end of every line makes.
  const last = columns.findLast(({ missing }) => missing < frame.rows);
  const chosen = target === undefined ? last : frame.columns.find((column) => column.name === target);
  if (!chosen || (target !== undefined && drop.includes(target))) {
    if (target === undefined) throw refuse("there are no values");
    throw refuse(
      `the target column "${target}" ${chosen ? "is left out" : "does not exist"}; the numeric columns are ${names}`,
    );
  }
  if (chosen.kind !== "number") {
    const which = target === undefined ? ` (the last; ${option("target", "COLUMN")} names another)` : "";
    throw refuse(
      `the target column "${chosen.name}" is not numeric${which}; the numeric columns are ${names}; ${chosen.why}`,
    );
  }
  return chosen;
}

/** Columns from which nothing can be learnt: of one value in all of `rows`, or a first one that counts the rows of the file. */
function idleNotes(
  columns: readonly NumberColumn[],
  rows: readonly number[],
  option: Wording["option"],
): string[] {
  const target = columns.length - 1;
  const notes = columns.flatMap(({ name, values }, column) => {
    const value = values[rows[0]!]!;
    if (rows.length < 2 || !rows.every((row) => values[row] === value)) return [];
    return `the ${column === target ? "target" : "column"} "${name}" is ${value} in every row`;
  });
  const [first] = columns as [NumberColumn];
  return target > 0 && countsRows(first) ? [...notes, saysCounting(first.name, option)] : notes;
}
