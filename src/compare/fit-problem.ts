/**
 * A problem that trains a model with `fit`. The seed of a trial divides the rows into training and validation anew, draws the initial values and
 * orders the batches; the test rows stay the same. The model kept is that of the best evaluation.
 */
import type { Optimizer } from "../index.ts";
import { type EpochEvent, type FitData, fit, type Metrics, type Model } from "../train/index.ts";
import {
  type Hyper,
  type Metric,
  type Outcome,
  type Problem,
  readTest,
  type Trial,
  type TrialContext,
} from "./problem.ts";

/** What is trained, and how. */
export interface FitProblemOptions {
  readonly name: string;
  readonly fingerprint: string;
  readonly metric: Metric;
  readonly model: Model<unknown>;
  /** The rows to train and to validate on. */
  readonly data: FitData;
  /** How many they are. */
  readonly count: number;
  /** The share of them to validate on. */
  readonly validation: number;
  /** Metrics of the test rows; called with a result's parameters only. */
  readonly test: (params: unknown) => Promise<Metrics>;
  readonly batchSize: number;
  /** The standard deviation by which targets were divided. */
  readonly targetScale?: number | undefined;
  readonly optimizerOf: (name: string, hyper: Hyper) => Optimizer;
}

/** About how many points a curve has, where a training has as many steps. */
const POINTS = 40;

/** Makes the problem. */
export function fitProblem(options: FitProblemOptions): Problem {
  const { name, fingerprint, metric } = options;
  return { name, fingerprint, metric, run: (trial, context) => train(options, trial, context) };
}

async function train(options: FitProblemOptions, trial: Trial, context: TrialContext): Promise<Outcome> {
  const { model, data, count, validation, metric, targetScale } = options;
  const trained = count - Math.round(count * validation);
  const batchSize = Math.min(options.batchSize, trained);
  const steps = Math.ceil(trained / batchSize) * trial.epochs;
  const points: EpochEvent[] = [];
  const run = fit(model, data, {
    optimizer: options.optimizerOf(trial.optimizer, trial.hyper),
    epochs: trial.epochs,
    batchSize,
    seed: trial.seed,
    validation,
    measure: false,
    ...(trial.epochs < POINTS && steps > POINTS && { evaluateEvery: Math.floor(steps / POINTS) }),
    ...(targetScale !== undefined && { targetScale }),
    ...(context.signal && { signal: context.signal }),
    callbacks: [
      (event) => {
        if (event.type !== "epoch") return;
        points.push(event);
        context.onProgress?.(event.epoch / trial.epochs);
      },
    ],
  });
  const { reason, params, best } = await run.result;
  if (reason === "stopped") context.signal?.throwIfAborted();
  return {
    validation: best?.validation?.loss ?? Number.POSITIVE_INFINITY,
    curve: {
      steps: points.map(({ step }) => step),
      seconds: points.map(({ seconds }) => seconds),
      validation: points.map((point) => point.validation?.loss ?? Number.POSITIVE_INFINITY),
    },
    diverged: reason === "diverged",
    test: () => readTest(trial, async () => (await options.test(params))[metric.name] ?? Number.NaN),
  };
}
