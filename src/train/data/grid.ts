/**
 * The cells of a delimited text in rows of one length, with their headings, before any of them is read as a number. `notes`
 * say what was decided; what cannot be decided is refused with the option that decides it.
 */
import { decideDelimiter, delimiterName, linesOfRows, whyUnreadable } from "./delimiter.ts";
import {
  type Comments,
  commentedHeadings,
  fromLine,
  hasHeadings,
  isComment,
  namesRows,
  splitPreamble,
} from "./headings.ts";
import { isMissing, isNumber } from "./number-format.ts";
import { type Delimiter, lineBreak, type Rows, readRows } from "./rows.ts";
import type { Wording } from "./wording.ts";

/** How a text is laid out; options that are left out are decided by looking at the text. */
export interface Layout {
  /** The mark between cells; `" "` for runs of spaces and tabs. */
  readonly delimiter?: Delimiter;
  /** Whether the first row holds headings, or the line that does, counted from 1. */
  readonly header?: boolean | number;
  /** Headings for a text that has none. */
  readonly columns?: readonly string[];
}

/** Cells in rows of one length. */
export interface Grid {
  readonly delimiter: Delimiter;
  readonly headings: readonly string[];
  readonly rows: Rows;
  /** What was skipped and what was decided, in sentences. */
  readonly notes: readonly string[];
  /** The line on which a row begins, counted from 1. */
  readonly lineOf: (row: number) => number;
}

/** Reads a text. */
export function readGrid(text: string, layout: Layout, wording: Wording): Grid {
  const { refuse } = wording;
  if (text.trim() === "") throw refuse("the file is empty");
  const { header } = layout;
  const {
    body,
    lines,
    comments,
    delimiter: said,
  } = typeof header === "number" ? fromLine(text, header) : splitPreamble(text);
  if (body.trim() === "") {
    const count = text.trimEnd().split(lineBreak).length;
    throw refuse(
      typeof header === "number"
        ? `there is nothing from line ${header} on: the file has ${count} ${count === 1 ? "line" : "lines"}; give ${wording.option("header", "LINE")} as the line with the headings`
        : "there are no rows below the comments",
    );
  }
  const delimiter = layout.delimiter ?? said ?? decideDelimiter(body);
  const all = rowsOf(body, delimiter, lines, refuse);
  const width = usual(all.widths);
  const plain = body.includes("#") ? all.filter((row) => !isCommentRow(all.at(row), width)) : all;

  let starts: readonly number[] | undefined;
  const lineOf = (rows: Rows, row: number): number => {
    starts ??= linesOfRows(body, delimiter);
    return lines + 1 + (starts[rows.indexOf(row)] ?? 0);
  };
  const taken = takeHeadings(plain, layout, comments, delimiter, lineOf, wording);
  const skipped = comments.count + all.length - plain.length - (taken.fromComment ? 1 : 0);
  const notes = [
    ...(taken.fromComment ? [`headings from line ${lines}, which begins with #`] : []),
    ...(skipped > 0
      ? [`skipped ${skipped} ${skipped === 1 ? "line that begins" : "lines that begin"} with #`]
      : []),
  ];
  const { headings, rows, note } = level(taken.headings, taken.rows, body, delimiter);
  const ragged = rows.widths.findIndex((cells) => cells !== headings.length);
  if (ragged >= 0) {
    const cells = taken.rows.widths[ragged]!;
    const hasNames = taken.headings !== undefined;
    throw refuse(whyRagged(cells, headings, hasNames, delimiter, lineOf(rows, ragged), wording));
  }
  return {
    delimiter,
    headings: named(headings, refuse),
    rows,
    notes: note ? [...notes, note] : notes,
    lineOf: (row) => lineOf(rows, row),
  };
}

/** Whether a row is a comment cut into cells, and not one whose first value begins with `#`. */
function isCommentRow(cells: readonly string[], width: number | undefined): boolean {
  if (!isComment(cells[0]!)) return false;
  return cells.length !== width || !cells.some((cell) => isNumber(cell) || isMissing(cell));
}

function rowsOf(body: string, delimiter: Delimiter, before: number, refuse: Wording["refuse"]): Rows {
  try {
    return readRows(body, delimiter);
  } catch (error) {
    throw refuse(`not a readable table: ${whyUnreadable(body, delimiter, error, before)}`);
  }
}

/** The headings, if there are any, and the rows below them. */
function takeHeadings(
  rows: Rows,
  { header, columns }: Layout,
  comments: Comments,
  delimiter: Delimiter,
  lineOf: (rows: Rows, row: number) => number,
  { refuse, option }: Wording,
): { headings?: readonly string[] | undefined; rows: Rows; fromComment?: boolean } {
  if (columns) return { headings: columns, rows };
  const first = rows.at(0);
  const rest = rows.from(1);
  const commented = commentedHeadings(comments.last, delimiter, first.length);
  const has = typeof header === "number" || (header ?? hasHeadings(first, rest));
  if (has === undefined && !commented) {
    throw refuse(
      `line ${lineOf(rows, 0)} (${first.slice(0, 5).join(", ")}) may hold headings or values: give ${option("header", "yes")} or ${option("header", "no")}`,
    );
  }
  if (has) return { headings: first, rows: rest };
  if (header === false) return { rows };
  return { headings: commented, rows, fromComment: commented !== undefined };
}

/** Headings and rows of one length, if they differ only by commas at the ends of lines or by row names. */
function level(
  given: readonly string[] | undefined,
  rows: Rows,
  body: string,
  delimiter: Delimiter,
): { headings: readonly string[]; rows: Rows; note?: string } {
  const width = usual(rows.widths) ?? given?.length ?? 0;
  const headings = given ?? Array.from({ length: width }, (_, index) => `column${index + 1}`);
  const count = headings.length;
  if (width === count + 1) {
    const whole = rows.filter((row) => rows.widths[row] === width);
    if (everyRow(whole, (cells) => cells[count] === ""))
      return { headings, rows: rows.take(width, 0, count) };
    if (count > 1 && whole.length === rows.length && namesRows(body, delimiter, whole)) {
      const note =
        "left out the first column: there is one heading less than cells in a row, so it holds the names of the rows";
      return { headings, rows: rows.take(width, 1, width), note };
    }
  }
  const beyond = headings.slice(width);
  return { headings: beyond.every((name) => name === "") ? headings.slice(0, width) : headings, rows };
}

function everyRow(rows: Rows, holds: (cells: readonly string[]) => boolean): boolean {
  for (const cells of rows) if (!holds(cells)) return false;
  return true;
}

/** The most frequent of some numbers. */
function usual(widths: Uint32Array): number | undefined {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function whyRagged(
  cells: number,
  headings: readonly string[],
  named: boolean,
  delimiter: Delimiter,
  line: number,
  { option }: Wording,
): string {
  const marks = delimiterName(delimiter);
  const remedy =
    cells < headings.length
      ? "complete it, or take it out if it is not a row of the table"
      : `put a cell that holds ${marks} into quotes`;
  return [
    `not a readable table: line ${line} has ${cells} ${cells === 1 ? "cell" : "cells"} between ${marks}`,
    named
      ? ` and there ${headings.length === 1 ? "is 1 heading" : `are ${headings.length} headings`}`
      : ` and most lines have ${headings.length}`,
    `; ${remedy}, or say with ${option("delimiter", "CHARACTER")} what separates cells`,
    ` and with ${option("header", "LINE")} which line holds the headings`,
  ].join("");
}

/** Headings with names for the empty ones; two of one name are refused. */
function named(headings: readonly string[], refuse: Wording["refuse"]): string[] {
  const names = headings.map((name, index) => name || `column${index + 1}`);
  const places = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    const before = places.get(name);
    if (before !== undefined) {
      throw refuse(`two columns are named "${name}", columns ${before + 1} and ${index + 1}; rename one`);
    }
    places.set(name, index);
  }
  return names;
}
