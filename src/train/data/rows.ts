/**
 * The rows of a delimited text as cells, cut when they are asked for: all cells as strings would take fifty times the memory of the text.
 * csv-parse reads texts with quotes (RFC 4180); it knows nothing of headings.
 */
// The build for browsers brings what it needs of Node's Buffer.
import { parse } from "csv-parse/browser/esm/sync";

/** A mark between cells; a space stands for any run of spaces and tabs. */
export type Delimiter = "," | ";" | "\t" | "|" | " " | (string & {});

export const lineBreak = /\r\n|\n|\r/;

/** Whether a line holds no row; one of empty cells is a row. */
export const isBlank = (line: string, delimiter: Delimiter): boolean =>
  line.trim() === "" && (delimiter === " " || !line.includes(delimiter));

/** A text of rows, one a line. */
interface Lines {
  readonly text: string;
  /** What separates cells; a space for runs of spaces and tabs. */
  readonly mark: string;
}

/** Where rows stand in their text, and which of its rows they are. */
interface Places {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly widths: Uint32Array;
  readonly indices: Uint32Array;
}

/** Of rows of `width` cells, those from one on and before another. */
interface Taken {
  readonly width: number;
  readonly from: number;
  readonly to: number;
}

/** Rows of cells without spaces around them. */
export class Rows implements Iterable<readonly string[]> {
  readonly #lines: Lines;
  readonly #places: Places;
  readonly #taken: Taken | undefined;

  /** Made by `readRows`. */
  constructor(lines: Lines, places: Places, taken?: Taken) {
    this.#lines = lines;
    this.#places = places;
    this.#taken = taken;
  }

  get length(): number {
    return this.#places.starts.length;
  }

  /** The number of cells of each row. */
  get widths(): Uint32Array {
    return this.#places.widths;
  }

  /** The cells of a row. */
  at(row: number): string[] {
    const { text, mark } = this.#lines;
    const cells = cut(text.slice(this.#places.starts[row], this.#places.ends[row]), mark);
    return cells.length === this.#taken?.width ? cells.slice(this.#taken.from, this.#taken.to) : cells;
  }

  /** The place of a row among all of its text. */
  indexOf(row: number): number {
    return this.#places.indices[row]!;
  }

  *[Symbol.iterator](): Generator<string[]> {
    for (let row = 0; row < this.length; row++) yield this.at(row);
  }

  /** The rows that are to be kept. */
  filter(keep: (row: number) => boolean): Rows {
    const { starts, ends, widths, indices } = this.#places;
    const only = (values: Uint32Array) => values.filter((_, row) => keep(row));
    const kept = { starts: only(starts), ends: only(ends), widths: only(widths), indices: only(indices) };
    return new Rows(this.#lines, kept, this.#taken);
  }

  /** The rows from one on. */
  from(row: number): Rows {
    const { starts, ends, widths, indices } = this.#places;
    const rest = (values: Uint32Array) => values.subarray(row);
    const kept = { starts: rest(starts), ends: rest(ends), widths: rest(widths), indices: rest(indices) };
    return new Rows(this.#lines, kept, this.#taken);
  }

  /** The rows with fewer cells: of those that have `width`, the cells from one on and before another. Can be done once. */
  take(width: number, from: number, to: number): Rows {
    const widths = this.widths.map((cells) => (cells === width ? to - from : cells));
    return new Rows(this.#lines, { ...this.#places, widths }, { width, from, to });
  }
}

function cut(line: string, mark: string): string[] {
  const cells = line.split(mark === " " ? /[ \t]/ : mark);
  for (let cell = 0; cell < cells.length; cell++) cells[cell] = cells[cell]!.trim();
  return mark === " " ? cells.filter((cell) => cell !== "") : cells;
}

/** Reads the rows of a text. Throws csv-parse's errors. */
export function readRows(text: string, delimiter: Delimiter): Rows {
  if (text.includes('"')) return unquoted(text, delimiter);
  return linesOf({ text, mark: delimiter }, lineBreaks(text), (line) => !isBlank(line, delimiter));
}

/** The ends of lines and the beginnings of the next. */
function* lineBreaks(text: string): Generator<readonly [end: number, next: number]> {
  for (const { index, 0: mark } of text.matchAll(/\r\n|\n|\r/g)) yield [index, index + mark.length];
  yield [text.length, text.length];
}

function linesOf(
  lines: Lines,
  breaks: Iterable<readonly [end: number, next: number]>,
  isRow: (line: string) => boolean,
): Rows {
  const found = { starts: new Growing(), ends: new Growing(), widths: new Growing() };
  let start = 0;
  for (const [end, next] of breaks) {
    const line = lines.text.slice(start, end);
    if (isRow(line)) {
      found.starts.push(start);
      found.ends.push(end);
      found.widths.push(cut(line, lines.mark).length);
    }
    start = next;
  }
  const starts = found.starts.values();
  return new Rows(lines, {
    starts,
    ends: found.ends.values(),
    widths: found.widths.values(),
    indices: Uint32Array.from(starts, (_, row) => row),
  });
}

/** A list of whole numbers in 4 bytes each. */
class Growing {
  #values = new Uint32Array(1024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const values = new Uint32Array(2 * this.#length);
      values.set(this.#values);
      this.#values = values;
    }
    this.#values[this.#length++] = value;
  }

  values(): Uint32Array {
    return this.#values.slice(0, this.#length);
  }
}

/**
 * Reads a text with quotes: `take` gets the cells of each row, and how many lines have been read with it. Throws csv-parse's errors.
 */
export function parseQuoted(
  text: string,
  delimiter: Delimiter,
  take: (cells: string[], lines: number) => void,
): void {
  const spaces = delimiter === " ";
  // csv-parse's own way from text to bytes takes ten times the memory.
  parse(new TextEncoder().encode(text), {
    delimiter: spaces ? [" ", "\t"] : delimiter,
    trim: !spaces,
    // With runs of spaces an empty cell is one in quotes; asking csv-parse which are quoted is slow.
    ...(spaces &&
      text.includes('""') && { cast: (cell, { quoting }) => (cell === "" && quoting ? " " : cell) }),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    record_delimiter: ["\r\n", "\n", "\r"],
    on_record: (cells: string[], { lines }) => {
      take(cells, lines);
      return null;
    },
  });
}

/** Rows that were written together. */
const PIECE = 4096;

/** The rows of a text with quotes, written again without: between marks that the text does not hold. */
function unquoted(text: string, delimiter: Delimiter): Rows {
  const [mark, end] = absentFrom(text);
  if (mark === undefined || end === undefined) throw new Error("it holds every private character of Unicode");
  const pieces: string[] = [];
  const lengths = new Growing();
  let piece: string[] = [];
  parseQuoted(text, delimiter, (cells) => {
    const kept = delimiter === " " ? cells.filter((cell) => cell !== "") : cells;
    if (kept.length === 0) return;
    const row = kept.map((cell) => cell.trim()).join(mark);
    lengths.push(row.length);
    piece.push(row, end);
    if (piece.length >= PIECE) {
      pieces.push(piece.join(""));
      piece = [];
    }
  });
  pieces.push(piece.join(""));
  return linesOf({ text: pieces.join(""), mark }, endsOf(lengths.values()), () => true);
}

/** The ends of lines of these lengths, with a mark behind each. */
function* endsOf(lengths: Uint32Array): Generator<readonly [end: number, next: number]> {
  let at = 0;
  for (const length of lengths) {
    yield [at + length, at + length + 1];
    at += length + 1;
  }
}

/** Two control or private characters that a text does not hold. */
function absentFrom(text: string): string[] {
  const found: string[] = [];
  for (const [from, to] of [
    [1, 8],
    [0xe000, 0xf8ff],
  ] as const) {
    for (let code = from; code <= to && found.length < 2; code++) {
      const character = String.fromCharCode(code);
      if (!text.includes(character)) found.push(character);
    }
  }
  return found;
}
