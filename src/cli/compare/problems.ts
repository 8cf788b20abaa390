/** The problems of a comparison: data and a model, trained as `glissade train` trains them. The program and its workers make them of the same options. */
import { fitProblem, type Seeded } from "../../compare/fit-problem.ts";
import type { Metric } from "../../compare/index.ts";
import { evaluate, modelFrom, type Task } from "../../train/index.ts";
import { lackingHiddenWeights } from "../options/hidden-weights.ts";
import { createOptimizer } from "../options/registry.ts";
import {
  type OpenData,
  openTrainingData,
  type TrainingData,
  trainCount,
  validationCount,
} from "../options/training-data.ts";
import { taskOf } from "../train/data-training.ts";
import { UsageError } from "../usage-error.ts";
import type { ProblemChoice } from "./choice.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { LoadedProblem } from "./loaded-problem.ts";
import { workloadProblem } from "./workload-problem.ts";

/** Loads all data sets. @throws UsageError for a file that is not there or cannot be read. */
export async function problemsOf(choice: ProblemChoice): Promise<LoadedProblem[]> {
  if (choice.workload !== undefined) return [await workloadProblem(choice.workload, choice)];
  const all: LoadedProblem[] = [];
  for (const [index, source] of choice.data.entries())
    all.push(await problemOf(source, choice, targetOf(choice, index)));
  return all;
}

/** The target of a data set: the one of all, or its own; undefined: the last column. */
export const targetOf = ({ targets }: ProblemChoice, index: number): string | undefined =>
  targets.length === 1 ? targets[0] : targets[index];

async function problemOf(
  source: string,
  choice: ProblemChoice,
  target: string | undefined,
): Promise<LoadedProblem> {
  const { model: spec, batchSize } = choice;
  const task = taskOf(spec, choice.task);
  // Threads and devices change no bit of a trial, and are no part of its fingerprint.
  const { data: _, targets: __, threads, device, ...options } = choice;
  const opened = await openTrainingData(
    source,
    { ...options, ...(target !== undefined && { target }) },
    task,
  );
  const of = latest((seed: number) => seeded(opened, spec, seed));
  const problem = fitProblem({
    name: opened.name,
    fingerprint: () => fingerprintOf(opened.rows, { ...options, target }),
    metric: metricOf(task),
    of,
    batchSize,
    threads,
    device,
    optimizerOf: ({ optimizer, hyper }, model) =>
      createOptimizer(optimizer, { ...hyper, ...lackingHiddenWeights(optimizer, hyper, model) }),
  });
  return {
    problem,
    describe: () => describe(opened.divide(0), spec),
    check({ entrants }) {
      const model = modelFrom(spec, opened.divide(0).shape);
      for (const { name, hyper } of entrants) lackingHiddenWeights(name, hyper, model);
    },
  };
}

const metricOf = (task: Task): Metric =>
  task === "regression" ? { name: "rmse", better: "lower" } : { name: "accuracy", better: "higher" };

function seeded(opened: OpenData, spec: string, seed: number): Seeded {
  const { train, validation, test, preparation, shape } = opened.divide(seed);
  const model = modelFrom(spec, shape);
  const targetScale = preparation?.deviation;
  return {
    model,
    train,
    validation,
    targetScale,
    test: async (params) =>
      evaluate(model, params, test.read(), targetScale === undefined ? {} : { targetScale }),
  };
}

/** Keeps the last value: trials come seed by seed. */
function latest<T>(make: (seed: number) => T): (seed: number) => T {
  let kept: { readonly seed: number; readonly value: T } | undefined;
  return (seed) => {
    if (kept?.seed !== seed) kept = { seed, value: make(seed) };
    return kept.value;
  };
}

function describe(data: TrainingData, spec: string): string[] {
  const { name, test, notes, shape } = data;
  const held = validationCount(data);
  for (const [count, what, option] of [
    [test.count, "test", "--test"],
    [held, "validate", "--validation"],
  ] as const) {
    if (count === 0) throw new UsageError(`${name} has no rows to ${what} on; give ${option} a larger share`);
  }
  const { name: model } = modelFrom(spec, shape);
  return [
    `${name}: ${trainCount(data)} rows to train on, ${held} to validate, ${test.count} to test; model ${model}`,
    ...notes,
  ];
}
