/**
 * A data frame: named columns of one length, each of numbers, categories, dates or texts. It is plain data; `parseFrame` makes one
 * from a delimited text.
 */
import { kind } from "../../options/kinds.ts";
import type { Option } from "../../options/option.ts";
import { partsOf } from "../kinds.ts";

/** What all columns have. */
interface Named {
  readonly name: string;
  /** How many cells are missing. */
  readonly missing: number;
}

/** Numbers; NaN where one is missing. */
export interface NumberColumn extends Named {
  readonly kind: "number";
  readonly values: Float64Array;
}

/** What columns that do not hold numbers have. */
interface OtherThanNumbers extends Named {
  /** Why it is not a column of numbers: `3 of its 9 cells are not numbers, the first is "<5" in line 4`. */
  readonly why: string;
}

/** Cells as they stand, each different one once. */
interface Texts extends OtherThanNumbers {
  /** The different cells, in the order in which they first appear. */
  readonly levels: readonly string[];
  /** Places in `levels`; -1 where one is missing. */
  readonly codes: Int32Array;
}

/** Texts of which few are different. */
export interface CategoryColumn extends Texts {
  readonly kind: "category";
}

/** Anything else: names, identifiers, sentences, numbers among texts, nothing at all. Nothing is learnt from it. */
export interface TextColumn extends Texts {
  readonly kind: "text";
}

/** Dates as days since 1 January 1970, with fractions for times; NaN where one is missing. */
export interface DateColumn extends OtherThanNumbers {
  readonly kind: "date";
  readonly days: Float64Array;
  /** Whether the day stands before the month in dates such as 25/12/2020; undefined for other dates, and where no cell shows it. */
  readonly dayFirst: boolean | undefined;
  /** A date of which no cell shows whether the day or the month stands first; it was read as month first. */
  readonly ambiguous: string | undefined;
}

/** A column of a data frame. */
export type FrameColumn = NumberColumn | CategoryColumn | DateColumn | TextColumn;

/** What must be known of one file to read others like it. */
export interface Reading {
  /** Further cells that are missing values, such as `-999`, besides `NA`, `?`, `None`, `#N/A`, `inf` and their like. */
  readonly missing?: readonly string[];
  /** Columns whose cells are categories although they are numbers, or although many of them are different. */
  readonly categories?: readonly string[];
  /** Whether the day stands before the month in dates such as 03/04/2020. */
  readonly dayFirst?: boolean;
}

/** A data frame. */
export interface Frame {
  readonly name: string;
  /** What the data is and where it came from. */
  readonly origin: string;
  /** What was skipped and decided while reading: sentences without a full stop. */
  readonly notes: readonly string[];
  /** Number of rows. */
  readonly rows: number;
  readonly columns: readonly FrameColumn[];
  /** How it was read from a text. */
  readonly reading?: Reading;
}

/** The kind of an argument that is a data frame. */
export const frameKind: Option = kind("a data frame such as parseFrame returns", (value) => {
  const { columns, rows } = partsOf<Frame>(value);
  return Array.isArray(columns) && typeof rows === "number";
});

/** A column of numbers; NaN where one is missing. */
export function numberColumn(name: string, values: Float64Array): NumberColumn {
  let missing = 0;
  for (const value of values) if (Number.isNaN(value)) missing++;
  return { kind: "number", name, missing, values };
}

/** A column of categories, none of them missing. */
export function categoryColumn(name: string, cells: readonly string[]): CategoryColumn {
  const distinct = new Distinct(cells.length);
  for (const [row, cell] of cells.entries()) distinct.set(row, cell);
  const { levels, codes } = distinct;
  return { kind: "category", name, missing: 0, why: "it holds categories", levels, codes };
}

/** The cells of a column, each different one kept once. */
export class Distinct {
  readonly #places = new Map<string, number>();
  /** Places in `levels`; -1 where none was set. */
  readonly codes: Int32Array;

  constructor(rows: number) {
    this.codes = new Int32Array(rows).fill(-1);
  }

  /** The different cells, in the order in which they first appeared. */
  get levels(): string[] {
    return [...this.#places.keys()];
  }

  set(row: number, cell: string): void {
    const place = this.#places.get(cell) ?? this.#places.size;
    if (place === this.#places.size) this.#places.set(cell, place);
    this.codes[row] = place;
  }
}
