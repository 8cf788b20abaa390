/** Training on the user's data: which model, how the rows are split, and what a run that goes on must have been begun with. */
import type { Optimizer } from "../../index.ts";
import { type Model, modelFrom, type Task } from "../../train/index.ts";
import { givenHiddenWeights, lackingHiddenWeights } from "../options/hidden-weights.ts";
import type { OptimizerOptions } from "../options/optimizer-options.ts";
import { createOptimizer, readOptimizerOptions } from "../options/registry.ts";
import type { WrittenRate } from "../options/schedule-spec.ts";
import {
  loadTrainingData,
  sizeOf,
  type TrainingData,
  type TrainingDataOptions,
  trainCount,
  validationCount,
} from "../options/training-data.ts";
import { UsageError } from "../usage-error.ts";
import type { RunRecord } from "./checkpoints.ts";
import type { Training } from "./training.ts";

/** What the command's options say of the optimizer and of how long it trains. */
export interface LengthChoice extends OptimizerOptions {
  readonly learningRate?: WrittenRate;
  readonly epochs?: number;
  readonly steps?: number;
  readonly seed?: number;
}

/** What they say of training on data. */
export interface FitChoice extends TrainingDataOptions, LengthChoice {
  readonly model?: string;
  readonly task?: Task;
  readonly batchSize?: number;
  readonly patience?: number;
}

/** Passes over the data where nothing is said. */
const EPOCHS = 100;

/** Loads the data and makes the model. @throws UsageError for what cannot be used. */
export async function dataTraining(optimizer: string, source: string, choice: FitChoice): Promise<Training> {
  const { model: spec = "linear", epochs = EPOCHS, steps, seed = 0, batchSize, patience } = choice;
  const created = optimizerOf(optimizer, choice);
  if (/^char-transformer\b/.test(spec))
    throw new UsageError("char-transformer is a model of text: --workload char-transformer trains it");
  const data = await loadTrainingData(source, choice, taskOf(spec, choice.task), seed);
  const model = modelFrom(spec, data.shape);
  checkRows(data, batchSize, patience);
  return {
    optimizer: created(model),
    model,
    data,
    seed,
    epochs,
    steps,
    settings: {
      ...(batchSize && { batchSize }),
      ...(patience !== undefined && { earlyStopping: { patience } }),
    },
    record: recordOf(optimizer, choice, model, data),
  };
}

/** @throws UsageError for options that need more rows than there are. */
function checkRows(data: TrainingData, batchSize: number | undefined, patience: number | undefined): void {
  const rows = trainCount(data);
  if (batchSize !== undefined && batchSize > rows)
    throw new UsageError(`--batch-size must be at most ${rows}, the rows to train on; got ${batchSize}`);
  if (patience !== undefined && validationCount(data) === 0)
    throw new UsageError(
      "--patience needs rows to validate on: give --validation a larger share, such as 0.15",
    );
}

/** What a model predicts, where the name alone says it. */
const tasks: Readonly<Record<string, Task>> = {
  linear: "regression",
  logistic: "binary",
  softmax: "classes",
  lenet: "classes",
};

/** What the model of a specification predicts. @throws UsageError where `said` is another. */
export function taskOf(spec: string, said: Task | undefined): Task {
  const [name = spec] = spec.split(":");
  const own = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  if (own && said && own !== said)
    throw new UsageError(
      `--model ${name} is for ${own}; --task says ${said}: leave --task out, or take --model mlp:64`,
    );
  return own ?? said ?? "regression";
}

/** What makes the optimizer of that name, as the options describe it, for a model. @throws UsageError, at once for wrong options. */
export function optimizerOf(
  name: string,
  { learningRate, option, wrap, ...choice }: LengthChoice,
): (model: Pick<Model, "name" | "hiddenWeights">) => Optimizer {
  const given = readOptimizerOptions(name, option, {
    ...(learningRate && { learningRate: learningRate.value }),
    ...givenHiddenWeights([name], choice),
  });
  createOptimizer(name, given, wrap);
  return (model) => createOptimizer(name, { ...given, ...lackingHiddenWeights(name, given, model) }, wrap);
}

/** What is said of the optimizer in the record of a run. */
export const optimizerRecord = (
  optimizer: string,
  { learningRate, option = {}, wrap = [], matrices, layout }: LengthChoice,
): RunRecord => ({
  optimizer,
  "learning rate": rateRecord(learningRate),
  options: option,
  wrappers: wrap.map(({ spec }) => spec),
  ...(matrices !== undefined && { matrices }),
  ...(layout !== undefined && { layout }),
});

/** A number by its value, a schedule by its text. */
const rateRecord = (rate: WrittenRate | undefined) =>
  typeof rate?.value === "number" ? rate.value : (rate?.text ?? "the default");

/** Epochs may be more, and the device is another way to the same bits. */
const recordOf = (
  optimizer: string,
  choice: FitChoice,
  model: Model,
  { name, train, preparation }: TrainingData,
): RunRecord => ({
  ...optimizerRecord(optimizer, choice),
  model: model.name,
  data: `${name}, ${sizeOf(train)} rows`,
  preparation: preparation ? JSON.parse(JSON.stringify(preparation)) : null,
  seed: choice.seed ?? 0,
  "test seed": choice.testSeed ?? 0,
  "batch size": choice.batchSize ?? 0,
  patience: choice.patience ?? 0,
});
