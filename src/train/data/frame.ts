/**
 * A data frame: named columns of one length, each of numbers, categories, dates or texts. It is plain data; frame-reader makes one
 * from a delimited text.
 */

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

/** Texts of which few are different. */
export interface CategoryColumn extends Named {
  readonly kind: "category";
  /** The different texts, in the order in which they first appear. */
  readonly levels: readonly string[];
  /** Places in `levels`; -1 where one is missing. */
  readonly codes: Int32Array;
}

/** Dates as days since 1 January 1970, with fractions for times; NaN where one is missing. */
export interface DateColumn extends Named {
  readonly kind: "date";
  readonly days: Float64Array;
}

/** Anything else: names, identifiers, sentences, numbers among texts. Nothing is learnt from it. */
export interface TextColumn extends Named {
  readonly kind: "text";
  /** Why it is of no use as it stands, and which option helps if one does: "its 300 cells are 300 different texts". */
  readonly why: string;
}

/** A column of a data frame. */
export type FrameColumn = NumberColumn | CategoryColumn | DateColumn | TextColumn;

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
}
