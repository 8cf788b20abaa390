/**
 * The textbook's linear regression: columns standardized by their mean and population standard deviation, the target too; a linear model with
 * a bias; half the squared error, its mean over a minibatch. Zhang, Lipton, Li, Smola: Dive into Deep Learning, 12.5.
 */
import { normal } from "glissade/language";
import { bounds, type TableSetup } from "../experiment.ts";
import { batchesOf } from "./batches.ts";
import type { PreparedProblem } from "./problem.ts";

/** A table, and how many of its rows a step sees. */
export interface TableLearning {
  readonly table: TableSetup;
  readonly batchSize: number;
}

/** Standardized columns. */
interface Columns {
  readonly count: number;
  /** How many features. */
  readonly width: number;
  /** Row by row. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * The problem of a table.
 *
 * @throws RangeError for a table that nothing can be learnt from, or that is too large; for a batch size that is no whole number from 1.
 */
export function regressionProblem({ table, batchSize }: TableLearning): PreparedProblem {
  const { count, width, x, y } = standardized(table);
  const residual = (p: Float64Array, row: number): number => {
    let sum = p[width] as number;
    for (let j = 0; j < width; j++) sum += (p[j] as number) * (x[row * width + j] as number);
    return sum - (y[row] as number);
  };
  return {
    surface: null,
    picture: null,
    forSeed(seed) {
      const batch = batchesOf(seed, count, batchSize);
      const start = Float64Array.from({ length: width + 1 }, (_, j) =>
        j < width ? 0.01 * normal(seed, 0, j, "weights") : 0,
      );
      return {
        dimension: width + 1,
        start,
        bounds: null,
        loss(p) {
          let sum = 0;
          for (let row = 0; row < count; row++) {
            const error = residual(p, row);
            sum += error * error;
          }
          return sum / (2 * count);
        },
        gradient(p, step, into) {
          const rows = batch(step);
          into.fill(0);
          let sum = 0;
          for (const row of rows) {
            const error = residual(p, row);
            sum += error * error;
            const share = error / rows.length;
            for (let j = 0; j < width; j++)
              into[j] = (into[j] as number) + share * (x[row * width + j] as number);
            into[width] = (into[width] as number) + share;
          }
          return sum / (2 * rows.length);
        },
      };
    },
  };
}

function standardized({ name, columns, rows }: TableSetup): Columns {
  const [count, stride] = [rows.length, columns.length];
  if (stride < 2 || count < 2)
    throw new RangeError(`${name}: a regression needs two columns and two rows; got ${stride} and ${count}`);
  if (count > bounds.rows || stride > bounds.columns)
    throw new RangeError(
      `${name}: at most ${bounds.rows} rows and ${bounds.columns} columns; got ${count} and ${stride}`,
    );
  const width = stride - 1;
  const x = new Float64Array(count * width);
  const y = new Float64Array(count);
  rows.forEach((row, index) => {
    if (row.length !== stride || !row.every(Number.isFinite))
      throw new RangeError(`${name}: row ${index + 1} must be ${stride} finite numbers`);
  });
  for (let j = 0; j < stride; j++) {
    let mean = 0;
    for (const row of rows) mean += (row[j] as number) / count;
    let square = 0;
    for (const row of rows) square += ((row[j] as number) - mean) * ((row[j] as number) - mean);
    // A constant column becomes zeros.
    const deviation = Math.sqrt(square / count) || 1;
    rows.forEach((row, index) => {
      const value = ((row[j] as number) - mean) / deviation;
      if (j < width) x[index * width + j] = value;
      else y[index] = value;
    });
  }
  return { count, width, x, y };
}
