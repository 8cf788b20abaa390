/**
 * A problem that trains a model with `fit`. The seed of a trial decides which rows are validated on, the initial values and the order of the
 * batches; the rows of the test stay the same. The model kept is that of the best epoch. So a trial is what `glissade train` does with that seed.
 */
import type { DeviceName, Optimizer } from "../index.ts";
import { type EpochEvent, type FitData, fit, type Metrics, type Model } from "../train/index.ts";
import { type Hyper, type Metric, type Outcome, type Problem, readTest, type Trial } from "./problem.ts";

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
  /** The optimizer of a name, for the model that it trains. */
  readonly optimizerOf: (name: string, hyper: Hyper, model: Model<unknown>) => Optimizer;
}

/** Makes the problem. */
export function fitProblem(options: FitProblemOptions): Problem {
  const { name, metric } = options;
  let fingerprint: string | undefined;
  return {
    name,
    metric,
    get fingerprint() {
      fingerprint ??= options.fingerprint();
      return fingerprint;
    },
    run: (trial, signal) => train(options, trial, signal),
  };
}

async function train(
  { of, metric, batchSize, threads, device, optimizerOf }: FitProblemOptions,
  trial: Trial,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const { optimizer, hyper, epochs, seed } = trial;
  const { model, train: examples, validation, targetScale, test } = of(seed);
  const points: EpochEvent[] = [];
  const run = fit(model, examples, {
    optimizer: optimizerOf(optimizer, hyper, model),
    epochs,
    seed,
    validation,
    measure: false,
    ...(batchSize !== undefined && { batchSize }),
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
  if (reason === "stopped") signal?.throwIfAborted();
  return {
    validation: best?.validation?.loss ?? Number.POSITIVE_INFINITY,
    curve: {
      steps: points.map(({ step }) => step),
      seconds: points.map(({ seconds }) => seconds),
      validation: points.map((point) => point.validation?.loss ?? Number.POSITIVE_INFINITY),
    },
    diverged: reason === "diverged",
    test: () => readTest(trial, async () => (await test(params))[metric.name] ?? Number.NaN),
  };
}
