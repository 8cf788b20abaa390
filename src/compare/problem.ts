/**
 * What a comparison runs: a problem trains one configuration with one seed and says how well it did. It is abstract, so that the protocol and
 * its statistics can be tested on problems whose truth is known.
 */
import { TestSplitError } from "./compare-error.ts";

/** Hyperparameters by name. */
export type Hyper = Readonly<Record<string, number | string | boolean>>;

/** How long a training is. */
export interface Length {
  readonly epochs: number;
  /** Steps of an epoch; without it one is a pass over the data. */
  readonly steps?: number;
}

/** One training: plain data, the same on every machine. */
export interface Trial extends Length {
  readonly problem: string;
  readonly optimizer: string;
  readonly hyper: Hyper;
  /** Decides everything random: division of the data, initial values, order of the batches; the same for every optimizer. */
  readonly seed: number;
  /** `choice`: hyperparameters are being chosen, and the test split stays closed. `result`: they are chosen. */
  readonly purpose: "choice" | "result";
}

/** The validation loss at each evaluation, the last at the end. */
export interface Curve {
  readonly steps: readonly number[];
  /** Seconds of training until then, without evaluations. */
  readonly seconds: readonly number[];
  readonly validation: readonly number[];
}

/** What a training came to. */
export interface Outcome {
  /** The validation loss of the model that would be kept; lower is better. */
  readonly validation: number;
  readonly curve: Curve;
  readonly diverged: boolean;
  /** The metric over the test split, which only this call may read. */
  readonly test: () => number | Promise<number>;
}

/** What is measured on the test split. */
export interface Metric {
  readonly name: string;
  readonly better: "lower" | "higher";
}

/** What of a problem is plain data. */
export interface ProblemFacts {
  readonly name: string;
  readonly metric: Metric;
  /** Differs wherever data or model differ, so that trials of other data are never mixed up with these. */
  readonly fingerprint: string;
  /** What a seed decides, which examples choose and which test, in sentences; without it, those of tables, whose rows a seed divides. */
  readonly protocol?: readonly string[];
}

/**
 * Something to train on. Its test rows must be the same for every seed: rows that a trial before the choice has trained on would be no
 * test. A training that fails to converge is an outcome (`diverged`), not an error.
 */
export interface Problem extends ProblemFacts {
  run(trial: Trial, signal?: AbortSignal): Promise<Outcome>;
}

/** What is kept of a trial: JSON. */
export interface Finished {
  readonly trial: Trial;
  /** Infinity where it diverged. */
  readonly validation: number;
  /** Of a `result` that did not diverge. */
  readonly test?: number;
  readonly diverged: boolean;
  /** Of a `result`; of a `choice` the last point only. */
  readonly curve: Curve;
}

/**
 * Reads something of the test split for a trial; problems may keep their test rows behind it.
 * @throws TestSplitError if the hyperparameters are not chosen yet.
 */
export function readTest<T>(trial: Trial, read: () => T): T {
  if (trial.purpose !== "result") {
    throw new TestSplitError(
      `the test split of "${trial.problem}" is read only once the hyperparameters are chosen; ${describeTrial(trial)} is a trial for the choice`,
    );
  }
  return read();
}

/** A trial in words. */
export function describeTrial({ optimizer, hyper, seed, ...length }: Trial): string {
  const values = Object.entries(hyper).map(([name, value]) => `${name} ${value}`);
  return [optimizer, ...values, `seed ${seed}`, lengthText(length)].join(", ");
}

/** A length in words: `5 epochs`, `500 steps`. */
export const lengthText = ({ epochs, steps }: Length): string =>
  steps === undefined ? counted(epochs, "epoch") : counted(epochs * steps, "step");

/** `1 seed`, `2 seeds`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** A trial as a text that is equal for equal trials. */
export function keyOf({ problem, optimizer, hyper, seed, epochs, steps, purpose }: Trial): string {
  const sorted = Object.entries(hyper).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    problem,
    optimizer,
    sorted,
    seed,
    epochs,
    purpose,
    ...(steps === undefined ? [] : [steps]),
  ]);
}

/** Runs a trial and keeps what its purpose allows. */
export async function runTrial(problem: Problem, trial: Trial, signal?: AbortSignal): Promise<Finished> {
  const { curve, ...outcome } = await problem.run(trial, signal);
  const diverged = outcome.diverged || !Number.isFinite(outcome.validation);
  const validation = diverged ? Number.POSITIVE_INFINITY : outcome.validation;
  if (trial.purpose === "choice") return { trial, validation, diverged, curve: lastOf(curve) };
  if (diverged) return { trial, validation, diverged, curve };
  const test = await readTest(trial, outcome.test);
  return {
    trial,
    validation,
    diverged: !Number.isFinite(test),
    curve,
    ...(Number.isFinite(test) && { test }),
  };
}

const lastOf = ({ steps, seconds, validation }: Curve): Curve => ({
  steps: steps.slice(-1),
  seconds: seconds.slice(-1),
  validation: validation.slice(-1),
});
