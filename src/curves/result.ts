/** What a fitted curve holds. */
import type { Matrix, Parameter } from "./statistics.ts";
import type { Table } from "./table.ts";

/** A band around predictions; one number a row. */
export interface Band {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** What a curve says of rows. */
export interface Prediction {
  /** What the values are of: the response as the formula has it, such as `log(y)`. */
  readonly scale: string;
  readonly values: Float64Array;
  /** The band that covers the true curve, at each row by itself; null without an estimate of the variance. */
  readonly confidence: Band | null;
  /** The band that covers an observation. */
  readonly prediction: Band | null;
}

/** Options of `predict`. */
export interface PredictOptions {
  /** With which probability a band covers; that of the fit by default. */
  readonly confidence?: number;
}

/** A curve fitted to a table. */
export interface CurveFit<Name extends string = string> {
  readonly formula: string;
  /** The response as the formula has it. */
  readonly response: string;
  /** The names of parameters in the order of `start` and `fixed`, which is that of the matrices. */
  readonly names: readonly Name[];
  /** Columns that the model uses. */
  readonly predictors: readonly string[];
  readonly parameters: Readonly<Record<Name, Parameter>>;
  readonly covariance: Matrix;
  readonly correlation: Matrix;
  /** Observed less fitted, on the scale of the response, without weights. */
  readonly residuals: Float64Array;
  readonly fitted: Float64Array;
  /** Rows of the table that were left out for their missing values, counted from 0: `residuals` and `fitted` have none for them. */
  readonly omitted: readonly number[];
  readonly residualStandardDeviation: number | null;
  /** Rows of weight above 0 less free parameters that the data can tell apart. */
  readonly degreesOfFreedom: number;
  /** The part of the weighted variance of the response that the curve explains; null where the response is the same in all rows. */
  readonly rSquared: number | null;
  /** The weighted sum of squares; of a robust loss, what it makes of it. */
  readonly loss: number;
  readonly converged: boolean;
  /** Why it stopped, in words. */
  readonly reason: string;
  /** How often the residuals were computed, and how often their derivatives. */
  readonly evaluations: { readonly residuals: number; readonly jacobians: number };
  /** Where the search began, and how that was chosen. */
  readonly start: {
    readonly values: Readonly<Record<Name, number>>;
    /** Whether it was given, or found among `points` that were tried. */
    readonly isGiven: boolean;
    readonly points: number;
    /** How often residuals were computed to choose it, besides the search from there; of many rows, on some of them. */
    readonly evaluations: number;
    /** Minima that searches from the best points ended in, with the smallest sum of squares first. */
    readonly minima: readonly {
      readonly values: Readonly<Record<Name, number>>;
      readonly loss: number;
      readonly searches: number;
    }[];
  };
  /** What to know of the result, in words; empty where all is well. */
  readonly cautions: readonly string[];
  /** All of it as a few lines: what are parameters and predictors, estimates with errors, how it ended. */
  readonly text: string;
  /**
   * What the curve says of rows, by default those that it was fitted to, with bands. The band of an observation is for one of weight 1, or of the weight that the table's column of weights or sigmas says, where the fit has one.
   *
   * @throws CurveError for a table without the predictors, or with values that are no finite numbers.
   */
  predict(table?: Table, options?: PredictOptions): Prediction;
  /** All of it but `predict` as a plain object, as `JSON.stringify` has it: what takes computing is computed when it is first read. */
  toJSON(): Omit<CurveFit<Name>, "predict" | "toJSON">;
}
