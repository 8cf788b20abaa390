/**
 * Turns a table into a regression problem: standardises every column, the target too, by its mean and its population
 * standard deviation. It keeps all columns, useful or not. Zhang, Lipton, Li, Smola: Dive into Deep Learning, 12.5.
 */
import { kind, whole } from "../../options/kinds.ts";
import { argumentOf, type Option, readerOf } from "../../options/option.ts";
import { partsOf } from "../kinds.ts";
import { momentsOf } from "./moments.ts";
import { type Table, tableKind } from "./table.ts";

/** A standardised regression problem in float32, ready for training. */
export interface Regression {
  readonly name: string;
  /** What the data is and where it came from. */
  readonly origin: string;
  /** What was left out of its table, and why. */
  readonly notes?: readonly string[];
  readonly features: readonly string[];
  readonly target: string;
  /** Number of examples. */
  readonly count: number;
  /** Number of features. */
  readonly width: number;
  /** Features, row-major, `count * width`. */
  readonly x: Float32Array;
  /** Targets, `count`. */
  readonly y: Float32Array;
  /** Mean of each column before standardising, the target's last. */
  readonly mean: Float64Array;
  /** Population standard deviation of each column, the target's last. */
  readonly deviation: Float64Array;
}

/** The kind of an argument that is a regression. */
export const regressionKind: Option = kind("a regression such as standardize returns", (value) => {
  const { x, y, count, width } = partsOf<Regression>(value);
  return x !== undefined && x.length === Number(count) * Number(width) && y?.length === count;
});

/** How `standardize` chooses rows. */
export interface StandardizeOptions {
  /** How many rows to keep, the first ones; all by default. */
  readonly keep?: number;
}

const checkTable = argumentOf<Table>("standardize", "table", tableKind);
const read = readerOf<StandardizeOptions>("standardize", { keep: whole(1) });

/**
 * Standardises by the statistics of all rows and keeps the first `keep` of them (all by default; the textbook keeps
 * 1500 of 1503). A constant column becomes zeros.
 * @throws OptionError for anything that is not a table, or a `keep` that is not a positive integer.
 */
export function standardize(table: Table, options: StandardizeOptions = {}): Regression {
  const { values, rows } = checkTable(table);
  const { keep = rows } = read(options);
  const stride = table.columns.length;
  const width = stride - 1;
  const count = Math.min(keep, rows);
  const moments = table.columns.map((_, column) =>
    momentsOf(Float64Array.from({ length: rows }, (_, row) => values[row * stride + column]!)),
  );
  const mean = Float64Array.from(moments, (moment) => moment.mean);
  const deviation = Float64Array.from(moments, (moment) => moment.deviation);
  const x = new Float32Array(count * width);
  const y = new Float32Array(count);
  for (let row = 0; row < count; row++) {
    for (let j = 0; j < stride; j++) {
      const value = (values[row * stride + j]! - mean[j]!) / (deviation[j]! || 1);
      if (j < width) x[row * width + j] = value;
      else y[row] = value;
    }
  }
  return {
    name: table.name,
    origin: table.origin,
    ...(table.notes && { notes: table.notes }),
    features: table.columns.slice(0, width),
    target: table.columns[width]!,
    count,
    width,
    x,
    y,
    mean,
    deviation,
  };
}
