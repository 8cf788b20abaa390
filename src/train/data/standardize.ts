/**
 * Turns a table into a regression problem: standardises every column, the target too, by its mean and its population
 * standard deviation. It keeps all columns, useful or not. Zhang, Lipton, Li, Smola: Dive into Deep Learning, 12.5.
 */
import { whole } from "../../options/kinds.ts";
import { argumentOf, type Option, readerOf } from "../../options/option.ts";
import { kind, partsOf } from "../kinds.ts";
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
  const mean = new Float64Array(stride);
  const deviation = new Float64Array(stride);
  for (let i = 0; i < values.length; i++) mean[i % stride]! += values[i]! / rows;
  for (let i = 0; i < values.length; i++)
    deviation[i % stride]! += (values[i]! - mean[i % stride]!) ** 2 / rows;
  for (let j = 0; j < stride; j++) {
    const first = values[j]!;
    let constant = true;
    let largest = 0;
    for (let i = j; i < values.length; i += stride) {
      constant &&= values[i] === first;
      largest = Math.max(largest, Math.abs(values[i]! - mean[j]!));
    }
    // The computed mean of equal numbers may differ from them by a rounding error; that is not a deviation.
    if (constant) mean[j] = first;
    deviation[j] = constant ? 0 : Math.sqrt(deviation[j]!);
    // Squares of very small or large numbers leave the range of float64; those of their ratios do not.
    if (!constant && !(deviation[j]! > 1e-150 && deviation[j]! < 1e150)) {
      let sum = 0;
      for (let i = j; i < values.length; i += stride) sum += ((values[i]! - mean[j]!) / largest) ** 2 / rows;
      deviation[j] = largest * Math.sqrt(sum);
    }
  }

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
