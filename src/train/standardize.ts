/**
 * Turns a table into a regression problem: every column, the target too, by its mean and its population standard
 * deviation. It never looks at which columns are useful. Zhang, Lipton, Li, Smola: Dive into Deep Learning, 12.5.
 */
import type { Table } from "./table.ts";

/** A standardised regression problem in float32, ready for training. */
export interface Regression {
  readonly name: string;
  /** What the data is and where it came from. */
  readonly origin: string;
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

/**
 * Standardises by the statistics of all rows and keeps the first `keep` of them (all by default; the textbook keeps
 * 1500 of 1503). A constant column becomes zeros.
 */
export function standardize(table: Table, { keep = table.rows }: { keep?: number } = {}): Regression {
  const { values, rows } = table;
  const stride = table.columns.length;
  const width = stride - 1;
  const count = Math.min(keep, rows);
  const mean = new Float64Array(stride);
  const deviation = new Float64Array(stride);
  for (let i = 0; i < values.length; i++) mean[i % stride]! += values[i]! / rows;
  for (let i = 0; i < values.length; i++)
    deviation[i % stride]! += (values[i]! - mean[i % stride]!) ** 2 / rows;
  for (let j = 0; j < stride; j++) deviation[j] = Math.sqrt(deviation[j]!);

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
