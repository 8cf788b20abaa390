/**
 * What the page and its worker say to each other. A run is one experiment as it was at a time; the worker leaves a run as soon as another
 * begins, and the page ignores what belongs to an earlier one.
 */
import type { Experiment, Window } from "./experiment.ts";

/** From the page. */
export type Request =
  /** Race, after tuning those contestants whose rate is not known. */
  | { readonly type: "race"; readonly run: number; readonly experiment: Experiment }
  /** The trials of one contestant at all rates, though its rate is known: for the curve of loss by rate. */
  | (Ask & { readonly type: "tune" })
  /** The text of one contestant, as a rule to change. */
  | (Ask & { readonly type: "text" })
  /** The equations of one contestant in TeX. */
  | (Ask & { readonly type: "equations" })
  /** The state over time of one contestant at an element of its parameters. */
  | (Ask & { readonly type: "state"; readonly index: number })
  /** What a model makes of the plane after a step; unanswered for problems that are no such model. */
  | (Ask & { readonly type: "picture"; readonly step: number })
  /** One step with its numbers. */
  | (Ask & { readonly type: "step"; readonly step: number; readonly index: number });

/** A question about one contestant. It holds the experiment: a worker remembers none, so that any worker can answer. */
interface Ask {
  readonly run: number;
  readonly experiment: Experiment;
  readonly contestant: string;
}

/** A request that is answered by one reply. */
export type Question = Exclude<Request, { type: "race" }>;

/** A surface over a grid, row by row from the lower left. */
export interface Field {
  /** Two fields of one key are equal. */
  readonly key: string;
  readonly window: Window;
  readonly width: number;
  readonly height: number;
  readonly values: Float64Array;
  readonly minima: readonly (readonly [x: number, y: number])[];
  /** The function and its derivatives in TeX. */
  readonly tex: { readonly f: string; readonly dx: string; readonly dy: string };
}

/** A rate that was tried, with the loss of each seed at the end: the mean over its last tenth; infinite where it diverges. */
export interface Trial {
  readonly rate: number;
  readonly losses: readonly number[];
  /** The scores of the rates 2 % below and above, where they were tried: luck alone makes no rate the best. */
  readonly nearby: readonly number[];
}

/** A line of the equations of one step. */
export interface Line {
  /** What the step starts from, a sum or norm over many elements, or an equation. */
  readonly kind: "given" | "reduction" | "equation";
  /** In TeX, with names. */
  readonly tex: string;
  /** In TeX, with this step's numbers. */
  readonly numbers: string;
  readonly value: number;
}

/** A change of a text that would mend it: "did you mean", "declare it". Line and column count from 1. */
export interface Fix {
  readonly label: string;
  readonly line: number;
  readonly column: number;
  /** How many characters are taken out there. */
  readonly remove: number;
  readonly insert: string;
}

/** What a worker is at. */
export type Work =
  | { readonly on: "problem" }
  /** `share` of the work is done, from 0 to 1. */
  | { readonly on: "contestant"; readonly contestant: string; readonly doing: Doing; readonly share: number };

/** What it does with a contestant: reads its text and makes its optimizer, finds its rate, takes its steps, answers a question. */
export type Doing = "preparing" | "tuning" | "racing" | "answering";

/** From the worker. */
export type Reply =
  /** Sent before each piece of work, and now and then while it lasts: a worker that is silent for long is stuck with it. */
  | { readonly type: "alive"; readonly run: number; readonly work: Work }
  /** All that a request asked for is told, or has become void by a later race. One for each request. */
  | { readonly type: "done"; readonly run: number }
  /** Null for problems that are not of the plane. */
  | { readonly type: "field"; readonly run: number; readonly field: Field | null; readonly dimension: number }
  /** The rate that was found, and all trials. Methods that need no rate have 1 and no trials. */
  | {
      readonly type: "tuned";
      readonly run: number;
      readonly contestant: string;
      readonly rate: number;
      readonly trials: readonly Trial[];
    }
  /**
   * Steps of the first seed: losses and, where there are one or two parameters, or a matrix, points: in the plane x and y in turn. From step `from` on; step
   * 0 is the start.
   */
  | {
      readonly type: "steps";
      readonly run: number;
      readonly contestant: string;
      readonly from: number;
      readonly losses: Float64Array;
      readonly points: Float64Array | null;
      /** Whether the track ends here since a number is infinite or NaN. */
      readonly isDiverged: boolean;
    }
  /** The losses of all seeds at some steps: lowest, middle, highest. */
  | {
      readonly type: "band";
      readonly run: number;
      readonly contestant: string;
      readonly steps: Float64Array;
      readonly low: Float64Array;
      readonly middle: Float64Array;
      readonly high: Float64Array;
    }
  /** No digest where nobody could race. */
  | { readonly type: "raced"; readonly run: number; readonly digest: string | null }
  /** Null, with the reason, where one text cannot say what the contestant does. */
  | {
      readonly type: "text";
      readonly run: number;
      readonly contestant: string;
      readonly text: string | null;
      readonly reason: string | null;
    }
  /** The equations of a contestant in TeX, an `aligned` block for each group. */
  | { readonly type: "equations"; readonly run: number; readonly contestant: string; readonly tex: string }
  /** The probability of class 1 over a grid, row by row from the lower left, and the points to learn from: x and y in turn. */
  | {
      readonly type: "picture";
      readonly run: number;
      readonly contestant: string;
      readonly step: number;
      readonly window: Window;
      readonly width: number;
      readonly height: number;
      readonly values: Float64Array;
      readonly points: Float64Array;
      readonly classes: Uint8Array;
    }
  | {
      readonly type: "state";
      readonly run: number;
      readonly contestant: string;
      readonly index: number;
      readonly steps: Float64Array;
      /** By name: states, the update, and its length by the gradient's. */
      readonly values: Readonly<Record<string, Float64Array>>;
    }
  | {
      readonly type: "step";
      readonly run: number;
      readonly contestant: string;
      readonly step: number;
      readonly index: number;
      readonly lines: readonly Line[];
    }
  | Failure;

/** What a contestant's text or options, or the problem, have wrong; `line` and `column` count from 1. */
export interface Failure {
  readonly type: "failed";
  readonly run: number;
  readonly where: "problem" | { readonly contestant: string };
  readonly message: string;
  readonly place: { readonly line: number; readonly column: number; readonly length: number } | null;
  readonly fixes: readonly Fix[];
}

/** A reply as it is before the number of its run is put on it. */
export type Told<R extends Reply = Reply> = R extends unknown ? Omit<R, "run"> : never;
