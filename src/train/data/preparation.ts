/**
 * What is needed to make examples from the rows of a file, and values of the target from predictions: learnt from training rows
 * once (`prepare`), saved with the model, used again on new rows. It holds no rows.
 */
import type { ExampleTensor, LabelledExamples } from "./examples.ts";
import type { Frame } from "./frame.ts";

/** What is predicted: a number, one of two classes, or one of several. */
export type Task = "regression" | "binary" | "classes";

/** How `prepare` makes examples. */
export interface PrepareOptions {
  readonly task: Task;
  /** The column to predict; the last one by default. */
  readonly target?: string;
  /** What happens to rows with missing features: `"drop"` (the default) or `"impute"`, by the median or the most frequent level. Rows without a target are always dropped. */
  readonly missing?: "drop" | "impute";
  /** What dates become: days since the first of the training rows, or the month of the year, one-hot. By default they are left out. */
  readonly dates?: "days" | "month";
  /** Columns to leave out. */
  readonly drop?: readonly string[];
  /** Seed of the split; 0 by default. */
  readonly seed?: number;
  /** Share of the rows for validation, in [0, 1); 0.15 by default. */
  readonly validation?: number;
  /** Share of the rows for the test, in [0, 1); 0.15 by default. */
  readonly test?: number;
  /** What stands before an option's name in messages: `--` on the command line. */
  readonly optionPrefix?: string;
}

/** A split that is made when it is first read, so that a program can prove that it did not look. */
export interface HeldOut {
  readonly count: number;
  /** Whether it has been read. */
  readonly wasRead: boolean;
  /** Its examples. */
  read(): LabelledExamples;
}

/** Examples of a file, split. */
export interface Prepared {
  readonly name: string;
  readonly origin: string;
  readonly preparation: Preparation;
  /** `x`: float32 [n, features]; `y`: see `Preparation.task`. */
  readonly train: LabelledExamples;
  readonly validation: LabelledExamples;
  readonly test: HeldOut;
  /** What was left out, filled in and decided: sentences without a full stop. */
  readonly notes: readonly string[];
}

/** New rows as features. */
export interface Applied {
  /** float32 [n, features]. */
  readonly x: ExampleTensor;
  /** The row of the frame that each example comes from; rows with missing values may be left out. */
  readonly rows: Uint32Array;
  /** The targets as training has them, where the frame holds them for all of these rows. */
  readonly y?: ExampleTensor;
  readonly notes: readonly string[];
}

/** From columns to features and from predictions to the target's own units. */
export interface Preparation {
  /** `regression`: y is float32 [n], standardised. `binary`: float32 [n] of 0 and 1. `classes`: int32 [n] of class numbers. */
  readonly task: Task;
  readonly target: string;
  /** One name for each feature: `rooms`, `town = Leeds`. */
  readonly features: readonly string[];
  /** Names of the classes in the order of their numbers; none for a regression. */
  readonly classes: readonly string[];
  /** Mean and standard deviation of a regression's target in the training rows, 0 and 1 for classes: errors times `deviation` are in its units. */
  readonly center: number;
  readonly deviation: number;
  /** Features of new rows. Columns may stand in another order; others than those known are noted and ignored. */
  apply(frame: Frame): Applied;
  /** Predictions of a regression (standardised values) in the target's own units. */
  restore(predictions: ArrayLike<number>): Float64Array;
  /** A JSON value that `preparationFrom` takes back. */
  toJSON(): object;
}
