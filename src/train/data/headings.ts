/**
 * Lines above the numbers of a table: which are comments, which one holds the headings, and whether there are headings at all.
 */
import { isMissing, isNumber } from "./number-format.ts";
import { type Delimiter, lineBreak, type Rows, readRows } from "./rows.ts";

/** Leading lines that begin with `#`. */
export interface Comments {
  readonly count: number;
  readonly last?: string;
}

/** What stands above the first row of a text. */
export interface Preamble {
  /** The text from the first row on. */
  readonly body: string;
  /** How many lines stand before it. */
  readonly lines: number;
  readonly comments: Comments;
  /** What a line `sep=;` says, which spreadsheets write. */
  readonly delimiter?: Delimiter;
}

/** Excel's errors begin like comments. */
export const isComment = (line: string): boolean =>
  line.startsWith("#") && !isMissing(line.split(/[\s,;|]/)[0]!);

/** Removes blank lines, comments and `sep=` from the top. */
export function splitPreamble(text: string): Preamble {
  let body = text.replace(/^\ufeff/, "");
  let lines = 0;
  let delimiter: Delimiter | undefined;
  let comments: Comments = { count: 0 };
  for (;;) {
    const { index, 0: end } = lineBreak.exec(body) ?? { index: body.length, 0: "" };
    const line = body.slice(0, index).trim();
    const separator = /^"?sep=(.|\\t)"?$/i.exec(body.slice(0, index))?.[1];
    if (separator && lines === comments.count) delimiter = separator === "\\t" ? "\t" : separator;
    else if (isComment(line)) comments = { count: comments.count + 1, last: line };
    else if (line !== "") break;
    if (end === "") return { body: "", lines, comments };
    body = body.slice(index + end.length);
    lines++;
  }
  return { body, lines, comments, ...(delimiter && { delimiter }) };
}

/** The text from a line on, counted from 1, with nothing taken off. */
export function fromLine(text: string, line: number): Preamble {
  let body = text;
  for (let n = 1; n < line; n++) {
    const { index, 0: end } = lineBreak.exec(body) ?? { index: body.length, 0: "" };
    body = body.slice(index + end.length);
  }
  return { body: body.replace(/^#+[ \t]*(?=[^\s,;|])/, ""), lines: line - 1, comments: { count: 0 } };
}

/**
 * Whether the first row holds headings; `undefined` if that is unclear. Names are headings. Numbers are headings if they count
 * columns or years and the rows below do not.
 */
export function hasHeadings(first: readonly string[], body: Rows): boolean | undefined {
  const filled = first.filter((cell) => cell !== "");
  const numbers = filled.filter(isNumber);
  if (numbers.length === 0) return filled.length > 0;
  const counting = counts(numbers);
  const counted = some(body, (row) => goesOn(row, counting), 200) ? undefined : counting;
  if (numbers.length === filled.length) {
    if (counted === "years" || (counted === "columns" && first[0] === "")) return true;
    return counted === "columns" && numbers.length > 2 ? undefined : false;
  }
  const words = first.flatMap((cell, column) => (cell === "" || isNumber(cell) ? [] : [{ cell, column }]));
  if (words.every(({ cell }) => isMissing(cell))) return false;
  if (counted === "years" || (counted === "columns" && numbers.length > 2)) return true;
  if (!numbers.every((cell) => /^\d+$/.test(cell)) || new Set(numbers).size < numbers.length) return false;
  const repeated = some(body, (row) => words.some(({ cell, column }) => row[column] === cell));
  return repeated ? false : undefined;
}

/** Whether one of the first rows is so. */
function some(rows: Rows, holds: (row: readonly string[]) => boolean, most = rows.length): boolean {
  for (let row = 0; row < Math.min(most, rows.length); row++) if (holds(rows.at(row))) return true;
  return false;
}

/** Whether a row below counts in the same way as the first: then neither holds headings. */
function goesOn(row: readonly string[], counting: "years" | "columns" | undefined): boolean {
  const numbers = row.filter(isNumber);
  return counting === "columns"
    ? stepOf(numbers) === 1
    : counting !== undefined && counts(numbers) === counting;
}

/** The step of whole numbers that go up or down by equal steps. */
function stepOf(cells: readonly string[]): number | undefined {
  const values = cells.map(Number);
  if (values.length < 2 || !cells.every((cell) => /^\d+$/.test(cell))) return undefined;
  const step = values[1]! - values[0]!;
  return step !== 0 && values.every((value, index) => value === values[0]! + index * step) ? step : undefined;
}

/** Whether numbers count years, or columns from 0 or 1. */
function counts(cells: readonly string[]): "years" | "columns" | undefined {
  const step = stepOf(cells);
  if (step === undefined) return undefined;
  const values = cells.map(Number);
  if (values.every((value) => value >= 1700 && value <= 2200)) return "years";
  return step === 1 && values[0]! <= 1 ? "columns" : undefined;
}

/** The last comment above the values, if it has as many cells as they: `# x y z`. */
export function commentedHeadings(
  comment: string | undefined,
  delimiter: Delimiter,
  width: number,
): readonly string[] | undefined {
  if (comment === undefined) return undefined;
  try {
    const rows = readRows(comment.replace(/^#+\s*(?=[^\s,;|])/, ""), delimiter);
    const [cells] = rows;
    return cells?.length === width && hasHeadings(cells, rows.from(1)) ? cells : undefined;
  } catch {
    return undefined;
  }
}

const month = /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i;

/** Whether first cells are names of rows, as R writes them: all different, and not the first half of a date with a comma. */
export function namesRows(text: string, delimiter: Delimiter, rows: Rows): boolean {
  const names = new Set<string | undefined>();
  for (const [first] of rows) names.add(first);
  if (names.size < rows.length) return false;
  if (delimiter === " ") return true;
  const split = !some(rows, ([first = "", second = ""]) => !(month.test(first) && /^\d{4}\b/.test(second)));
  const [, ...lines] = text.split(lineBreak, 3);
  return !split && !lines.some((line) => line.replace(/"[^"]*"/g, "").includes(`${delimiter} `));
}
