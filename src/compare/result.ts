/**
 * What the trials of a comparison show, as plain data: for a table, for JSON and for the report page. Losses are infinite where a seed
 * diverged; JSON writes `null` for that.
 */
import type { Hyper, Length, Metric, Trial } from "./problem.ts";
import type { Profile } from "./ranking.ts";
import type { Tried } from "./search.ts";
import type { Settings } from "./settings.ts";
import type { Interval, Paired } from "./statistics.ts";
import type { ToTarget } from "./target.ts";

/** What a result says of where it comes from. */
export interface About {
  readonly version: string;
  readonly command: string;
  /** The command that does alone what a trial did. */
  readonly commandOf: (trial: Trial) => string;
}

/** A whole comparison. */
export interface Result {
  readonly version: string;
  /** The command that repeats it. */
  readonly command: string;
  readonly settings: Settings;
  /** Sentences that a reader needs in order to judge the result. */
  readonly notes: readonly string[];
  readonly problems: readonly ProblemResult[];
  /** In the order of the entrants. */
  readonly ranks: readonly { readonly optimizer: string; readonly rank: Interval }[];
  /** Performance profiles over the problems, by steps and by seconds to the target. */
  readonly profiles: readonly {
    readonly optimizer: string;
    readonly steps: Profile;
    readonly seconds: Profile;
  }[];
}

/** The results of one problem. */
export interface ProblemResult extends Length {
  readonly name: string;
  readonly metric: Metric;
  /** Why so long. */
  readonly why: string;
  /** Mean of the targets over the seeds; infinite if the baseline diverged. */
  readonly target: number;
  /** By rank: the best first. */
  readonly rows: readonly Row[];
  /** Of all pairs; p is corrected over all pairs of all problems. */
  readonly pairs: readonly Pair[];
}

/** The results of one optimizer on one problem. */
export interface Row {
  readonly optimizer: string;
  /** The chosen hyperparameters, searched and fixed; undefined if it diverged at every point. */
  readonly hyper: Hyper | undefined;
  /** The command that trains with it and with the first seed of the results: it ends at the same test metric, to the last digit. */
  readonly command: string | undefined;
  /** All points of the search, in its order. */
  readonly tried: readonly Tried[];
  /** Trials that chose the hyperparameters. */
  readonly trials: number;
  /** The metric on the test split, and its value for each seed. */
  readonly test: Interval;
  readonly tests: readonly number[];
  readonly validation: Interval;
  /** Seeds that diverged. */
  readonly diverged: number;
  readonly rank: Interval;
  /** Whether it never diverged and no pair shows it worse than the first row. */
  readonly best: boolean;
  readonly target: ToTarget;
  /** Seconds of training of one trial, the median over seeds. */
  readonly seconds: number;
  readonly curve: readonly CurvePoint[];
}

/** The validation loss over seeds at one evaluation. */
export interface CurvePoint {
  readonly steps: number;
  /** The median over seeds. */
  readonly seconds: number;
  readonly validation: Interval;
}

/** Two optimizers on one problem. */
export interface Pair extends Paired {
  readonly one: string;
  readonly other: string;
  /** Corrected for the number of pairs. */
  readonly corrected: number;
  /** The better one; undefined: no difference is shown. */
  readonly better: string | undefined;
}
