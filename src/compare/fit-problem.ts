/**
 * A problem that trains a model with `fit`. The seed of a trial decides which rows are validated on, the initial values and the order of the
 * batches; the rows of the test stay the same. The model kept is that of the best epoch;
 * where the length is in steps, the last. So a trial is what `glissade train` does with that seed.
 */
import type { DeviceName, Optimizer } from "../index.ts";
import { type EpochEvent, type FitData, fit, type Metrics, type Model } from "../train/index.ts";
import { type Metric, type Outcome, type Problem, readTest, type Trial } from "./problem.ts";

/** What is trained with one seed. */
export interface Seeded {
  readonly model: Model<unknown>;
  readonly train: FitData;
  /** Examples to validate on, or the share of `train` that is set apart. */
  readonly validation: FitData | number;
  /** The standard deviation by which targets were divided. */
  readonly targetScale?: number | undefined;
  /** Metrics of the test rows; called with a result's parameters only. */
  readonly test: (params: unknown) => Promise<Metrics>;
}

/** What is trained, and how. */
export interface FitProblemOptions {
  readonly name: string;
  /** As `ProblemFacts` has it. */
  readonly protocol?: readonly string[];
  /** Asked for once, by the program that keeps the trials: it may take a while. */
  readonly fingerprint: () => string;
  readonly metric: Metric;
  readonly of: (seed: number) => Seeded;
  /** That of `fit` where there is none. */
  readonly batchSize?: number | undefined;
  /** Threads of a trial's steps. That of `fit` where there is none. */
  readonly threads?: number | "auto" | undefined;
  /** The device of its steps. That of `fit` where there is none. */
  readonly device?: DeviceName | undefined;
  /** Examples at a time where the model is evaluated. That of `fit` where there is none. */
  readonly evaluationBatch?: number | undefined;
  /** The optimizer of a trial, for the model that it trains. */
  readonly optimizerOf: (trial: Trial, model: Model<unknown>) => Optimizer;
}

/** Makes the problem. */
export function fitProblem(options: FitProblemOptions): Problem {
  const { name, metric, protocol } = options;
  let fingerprint: string | undefined;
  return {
    name,
    metric,
    ...(protocol && { protocol }),
    get fingerprint() {
      fingerprint ??= options.fingerprint();
      return fingerprint;
    },
    run: (trial, signal) => train(options, trial, signal),
  };
}

async function train(
  { of, metric, batchSize, evaluationBatch, threads, device, optimizerOf }: FitProblemOptions,
  trial: Trial,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const { seed } = trial;
  const { model, train: examples, validation, targetScale, test } = of(seed);
  const points: EpochEvent[] = [];
  const run = fit(model, examples, {
    optimizer: optimizerOf(trial, model),
    ...lengthOf(trial),
    seed,
    validation,
    measure: false,
    ...(batchSize !== undefined && { batchSize }),
    ...(evaluationBatch !== undefined && { evaluationBatch }),
    ...(threads !== undefined && { threads }),
    ...(device !== undefined && { device }),
    ...(targetScale !== undefined && { targetScale }),
    ...(signal && { signal }),
    callbacks: [
      (event) => {
        if (event.type === "epoch") points.push(event);
      },
    ],
  });
  const { reason, params, best } = await run.result;
  const kept = trial.steps === undefined ? best?.validation : points.at(-1)?.validation;
  if (reason === "stopped") signal?.throwIfAborted();
  return {
    validation: kept?.loss ?? Number.POSITIVE_INFINITY,
    curve: {
      steps: points.map(({ step }) => step),
      seconds: points.map(({ seconds }) => seconds),
      validation: points.map((point) => point.validation?.loss ?? Number.POSITIVE_INFINITY),
    },
    diverged: reason === "diverged",
    test: () => readTest(trial, async () => (await test(params))[metric.name] ?? Number.NaN),
  };
}

/** Evaluations of a result whose length is in steps. */
const EVALUATIONS = 5;

/** The options of `fit` for a trial's length. What is kept of a trial for the choice is its end: it is not evaluated before. */
function lengthOf({ epochs, steps, purpose }: Trial) {
  if (steps === undefined) return { epochs };
  const total = epochs * steps;
  return {
    // A pass has a step at least.
    epochs: total,
    steps: total,
    keepBest: false,
    ...(purpose === "result" && { evaluateEvery: Math.ceil(total / EVALUATIONS) }),
  };
}
