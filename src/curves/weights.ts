/** Weights and sigmas of rows: by what each residual is multiplied. */
import { shown } from "../options/shown.ts";
import { CurveError } from "./curve-error.ts";

/** By what residuals are multiplied, and how many rows count. */
export interface RowFactors {
  /** The root of each weight; undefined where all are 1. */
  readonly factors: Float64Array | undefined;
  readonly counted: number;
}

/** @throws CurveError where there are not as many as rows. */
export function checkLength(name: string, what: string, given: ArrayLike<number>, rows: number): void {
  if (given.length !== rows)
    throw new CurveError(`${name}: ${what} must be ${rows} numbers, one for each row; got ${given.length}`);
}

/**
 * Reads weights or sigmas.
 *
 * @param place - what a row is called in messages: `row 3`, `element 2`.
 * @throws CurveError for a wrong number of them, a wrong value, both, or no weight above 0.
 */
export function rowFactors(
  name: string,
  rows: number,
  weights: ArrayLike<number> | undefined,
  sigmas: ArrayLike<number> | undefined,
  place: (row: number) => string,
): RowFactors {
  if (weights && sigmas)
    throw new CurveError(`${name} takes weights or sigmas, not both: a weight is 1 / sigma^2`);
  const given = weights ?? sigmas;
  if (!given) return { factors: undefined, counted: rows };
  const what = weights ? "weights" : "sigmas";
  checkLength(name, what, given, rows);
  const factors = new Float64Array(rows);
  let counted = 0;
  for (let i = 0; i < rows; i++) {
    const value = given[i]!;
    const isRight = Number.isFinite(value) && (weights ? value >= 0 : value > 0);
    if (!isRight) {
      const wanted = weights ? "a finite number, at least 0" : "a finite number above 0";
      throw new CurveError(`${name}: ${what}, ${place(i)}, must be ${wanted}; got ${shown(value)}`);
    }
    factors[i] = weights ? Math.sqrt(value) : 1 / value;
    if (value > 0) counted++;
  }
  if (counted === 0)
    throw new CurveError(`${name}: all weights are 0: no row counts; give some a weight above 0`);
  return { factors, counted };
}

/** Multiplies residuals, or the derivatives of a block of rows that begins at `from`; what has the weight 0 is 0, also where it is no number. */
export function weigh(
  values: Float64Array,
  factors: Float64Array | undefined,
  from: number,
  rows: number,
): void {
  if (!factors) return;
  for (let i = 0; i < values.length; i++) {
    const factor = factors[from + (i % rows)]!;
    values[i] = factor === 0 ? 0 : values[i]! * factor;
  }
}
