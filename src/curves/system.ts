/**
 * What is fitted, as the solver sees it: rows of residuals, already weighted, and their derivatives, a block of rows at a time, so that a Jacobian of a million rows
 * need not be held.
 */
/** At most so many rows are computed at once. */
export const blockRows = 512;

/** Residuals and their Jacobian. */
export interface System {
  readonly rows: number;
  readonly count: number;
  /** Writes the residuals at `x`. */
  residuals(x: Float64Array, out: Float64Array): void;
  readonly jacobian: Jacobian;
}

/** Derivatives of the residuals at one point. */
export interface Jacobian {
  /** How good they are: `false` for differences. Decides when columns count as dependent. */
  readonly isExact: boolean;
  /** Goes to a point where the residuals are `r`. */
  at(x: Float64Array, r: Float64Array): void;
  /** Writes the rows from `from` to before `to`, by columns, one for each parameter, each `stride` after the one before. */
  block(from: number, to: number, out: Float64Array, stride: number): void;
  /** The same, and the residuals of these rows at their places, where both cost little more than one of them. */
  both?(from: number, to: number, out: Float64Array, stride: number, residuals: Float64Array): void;
  /** Better derivatives for the last steps and the covariance, where there are some. */
  readonly finer?: Jacobian;
}

/** A lower and an upper bound for each parameter. */
export interface Box {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Where the residuals or their derivatives are no numbers, or where a residual is too large to be squared. */
export class NotFinite {
  readonly row: number;
  readonly value: number;
  /** The parameter, of a derivative. */
  readonly parameter: number | undefined;

  /** Whether it is at the start. */
  readonly isStart: boolean;

  constructor(row: number, value: number, parameter: number | undefined, isStart: boolean) {
    this.isStart = isStart;
    this.row = row;
    this.value = value;
    this.parameter = parameter;
  }
}

/** The largest of residuals at a start whose squares float64 cannot hold. */
export function largestOf(r: Float64Array): NotFinite {
  const row = r.reduce((at, value, i) => (Math.abs(value) > Math.abs(r[at]!) ? i : at), 0);
  return new NotFinite(row, r[row]!, undefined, true);
}

/** What is said of a residual whose square float64 cannot hold. */
export const tooLarge = (residual: number, place: string): string =>
  `the sum of squares at the start is too large for float64: the weighted residual, ${place}, is ${Number(residual.toPrecision(3))}; give the response in a larger unit, smaller weights or larger sigmas, or choose a nearer start`;

/** The place of the first element before `end` that is not finite, or -1. */
export function firstNotFinite(values: Float64Array, end = values.length): number {
  // What is not finite less itself is NaN, and so is every sum with it.
  let sum = 0;
  for (let i = 0; i < end; i++) sum += values[i]! - values[i]!;
  return sum === 0 ? -1 : values.findIndex((value) => !Number.isFinite(value));
}
