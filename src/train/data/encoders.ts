/**
 * How one column becomes features: numbers and dates standardised, months and categories one-hot. An encoder is plain JSON, learnt from
 * training rows; what is missing is filled in by it, where that is asked for.
 */
import { median } from "d3-array";
import { monthsOf } from "./dates.ts";
import type { FrameColumn } from "./frame.ts";
import { momentsOf } from "./moments.ts";
import { isNumber } from "./number-format.ts";
import { counted, type Wording } from "./wording.ts";

/** Numbers, or the days of dates: the difference to `center`, divided by `deviation`. */
export interface ScaledEncoder<Kind extends "number" | "days"> {
  readonly kind: Kind;
  readonly name: string;
  readonly center: number;
  readonly deviation: number;
  /** The median. */
  readonly fill: number;
}

/** The month of dates, one-hot. */
export interface MonthEncoder {
  readonly kind: "month";
  readonly name: string;
  /** The most frequent, from 0. */
  readonly fill: number;
}

/** Categories, one-hot. */
export interface CategoryEncoder {
  readonly kind: "category";
  readonly name: string;
  readonly levels: readonly string[];
  /** Whether rare and unknown levels share a feature of their own; otherwise all features of an unknown one are 0. */
  readonly hasOther: boolean;
  /** The place of the most frequent level. */
  readonly fill: number;
}

/** How one column becomes features. */
export type Encoder = ScaledEncoder<"number"> | ScaledEncoder<"days"> | MonthEncoder | CategoryEncoder;

/** A level in fewer training rows shares its feature with others, and so does one beyond the most frequent. */
const LEAST_ROWS = 3;
const MOST_LEVELS = 50;

const monthNames = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Names of the features that an encoder makes. */
export function featuresOf(encoder: Encoder): string[] {
  const { name } = encoder;
  if (encoder.kind === "number") return [name];
  if (encoder.kind === "days") return [`${name} (days)`];
  if (encoder.kind === "month") return monthNames.map((month) => `${name} = ${month}`);
  const levels = encoder.hasOther ? [...encoder.levels, "(other)"] : encoder.levels;
  return levels.map((level) => `${name} = ${level}`);
}

/** A number, the place of a month or of a level; NaN where it is missing, `levels.length` for unknown levels. */
export type Raw = Float64Array;

/** The raw values of a column of any frame. @throws DataError where the column is of another kind. */
export function rawOf(encoder: Encoder, column: FrameColumn, { refuse, option }: Wording): Raw {
  if (column.kind !== "number" && column.missing === lengthOf(column))
    return new Float64Array(lengthOf(column)).fill(Number.NaN);
  const why = column.kind === "number" ? "it holds numbers" : column.why;
  if (encoder.kind === "number") {
    if (column.kind !== "number") throw refuse(`column "${column.name}" must hold numbers: ${why}`);
    return column.values;
  }
  if (encoder.kind === "category") {
    if (column.kind === "date") throw refuse(`column "${column.name}" must hold categories: ${why}`);
    return placesOf(encoder, column);
  }
  if (column.kind !== "date") throw refuse(`column "${column.name}" must hold dates: ${why}`);
  if (column.ambiguous !== undefined) {
    throw refuse(
      `"${column.ambiguous}" in column "${column.name}" may have the day or the month first: give ${option("dayFirst", "yes")} or ${option("dayFirst", "no")}`,
    );
  }
  if (encoder.kind === "days") return column.days;
  return monthsOf(column.days);
}

const lengthOf = (column: Exclude<FrameColumn, { kind: "number" }>): number =>
  column.kind === "date" ? column.days.length : column.codes.length;

function placesOf({ levels }: CategoryEncoder, column: Exclude<FrameColumn, { kind: "date" }>): Raw {
  if (column.kind === "number") {
    // Other rows of the file had texts too.
    const places = new Map(levels.map((level, place) => [Number(level), place]));
    return column.values.map((value) => (Number.isNaN(value) ? value : (places.get(value) ?? levels.length)));
  }
  const places = new Map(levels.map((level, place) => [level, place]));
  const known = column.levels.map((level) => places.get(level) ?? levels.length);
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : known[code]!));
}

/** Writes the features of one value, which is not missing, into zeros. */
export function writeFeatures(encoder: Encoder, value: number, x: Float32Array, at: number): void {
  if (encoder.kind === "number" || encoder.kind === "days") {
    x[at] = (value - encoder.center) / encoder.deviation;
  } else if (encoder.kind === "month" || value < encoder.levels.length || encoder.hasOther) {
    x[at + value] = 1;
  }
}

/** An encoder, or why the column is left out; and what was decided. */
export type LearnedEncoder =
  | { readonly encoder: Encoder; readonly notes: readonly string[] }
  | { readonly whyNot: string };

/** Learns from the training rows of a column how to encode it. */
export function learnEncoder(
  column: FrameColumn,
  rows: Uint32Array,
  dates: "days" | "month" | undefined,
  { option }: Wording,
): LearnedEncoder {
  const { name } = column;
  if (column.kind === "number") return learnScaled("number", name, column.values, rows);
  if (column.kind === "category") return learnLevels(column, rows);
  if (column.kind === "text") {
    const { levels, missing, codes, why } = column;
    if (missing === codes.length) return { whyNot: why };
    const different = levels.some(isNumber) ? "" : `, and ${levels.length} of them are different`;
    return { whyNot: `${why}${different}; ${option("categories", name)} reads its cells as categories` };
  }
  if (dates === "days") return learnScaled("days", name, column.days, rows);
  if (dates === undefined) {
    return {
      whyNot: `${column.why}; ${option("dates", "days")} makes them days since the first, ${option("dates", "month")} months of the year`,
    };
  }
  const months = monthsOf(column.days);
  const counts = countsOf(months, rows, 12);
  if (counts.filter((count) => count > 0).length < 2) return { whyNot: "all its dates are in one month" };
  return { encoder: { kind: "month", name, fill: largestOf(counts) }, notes: [] };
}

function learnScaled(
  kind: "number" | "days",
  name: string,
  values: Float64Array,
  rows: Uint32Array,
): LearnedEncoder {
  const seen = Float64Array.from(rows, (row) => values[row]!).filter((value) => !Number.isNaN(value));
  if (seen.length === 0) return { whyNot: "it has no values in the training rows" };
  const { mean, deviation } = momentsOf(seen);
  if (deviation === 0) return { whyNot: `it is ${kind === "days" ? "one day" : mean} in every training row` };
  return { encoder: { kind, name, center: mean, deviation, fill: median(seen)! }, notes: [] };
}

function learnLevels(column: Extract<FrameColumn, { kind: "category" }>, rows: Uint32Array): LearnedEncoder {
  const { name, levels, codes } = column;
  const counts = countsOf(codes, rows, levels.length);
  const seen = counts.flatMap((count, code) => (count > 0 ? code : []));
  if (seen.length === 0) return { whyNot: "it has no values in the training rows" };
  const kept = seen
    .filter((code) => counts[code]! >= LEAST_ROWS)
    .sort((a, b) => counts[b]! - counts[a]! || (levels[a]! < levels[b]! ? -1 : 1))
    .slice(0, MOST_LEVELS);
  if (kept.length === 0) return { whyNot: `none of its levels is in ${LEAST_ROWS} training rows` };
  const rest = seen.length - kept.length;
  if (kept.length === 1 && rest === 0) return { whyNot: `it is "${levels[kept[0]!]}" in every training row` };
  const names = kept.map((code) => levels[code]!);
  const sorted = [...names].sort();
  const shared = seen.reduce((sum, code) => sum + (kept.includes(code) ? 0 : counts[code]!), 0);
  return {
    encoder: {
      kind: "category",
      name,
      levels: sorted,
      hasOther: rest > 0,
      fill: sorted.indexOf(names[0]!),
    },
    notes:
      rest > 0
        ? [
            `the rarest ${counted(rest, "level")} of column "${name}", in ${counted(shared, "training row")}, ${rest === 1 ? "is" : "are"} read as "(other)"`,
          ]
        : [],
  };
}

/** How often each place occurs in the rows. */
function countsOf(places: ArrayLike<number>, rows: Uint32Array, most: number): number[] {
  const counts = new Array<number>(most).fill(0);
  for (const row of rows) if (places[row]! >= 0) counts[places[row]!]!++;
  return counts;
}

const largestOf = (counts: readonly number[]): number => counts.indexOf(Math.max(...counts));
