/**
 * `glissade train OPTIMIZER --data FILE --model MODEL`: trains a model, validates it, tests it once on rows that it never saw, and saves it.
 * textbook.ts has the book's experiment.
 */
import type { Hyper } from "../../index.ts";
import {
  encodeModel,
  evaluate,
  type FitEvent,
  type FitResult,
  fit,
  type Metrics,
  type Model,
  ModelError,
  modelFrom,
  type Task,
} from "../../train/index.ts";
import type { OptimizerOptions } from "../options/optimizer-options.ts";
import { createOptimizer, readOptimizerOptions } from "../options/registry.ts";
import { loadTrainingData, type TrainingData, type TrainingDataOptions } from "../options/training-data.ts";
import { openOutput } from "../output.ts";
import { printable, type Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import { type CheckpointChoice, openCheckpoints, type RunRecord } from "./checkpoints.ts";
import { Interrupted, interruptible } from "./interrupt.ts";
import { metricsText, significant } from "./metrics.ts";
import { showTraining } from "./progress.ts";
import { openScalarLog, type ScalarLog } from "./tensorboard.ts";

/** What the command's options say of a run. */
export interface FitChoice extends TrainingDataOptions, OptimizerOptions, CheckpointChoice {
  readonly model?: string;
  readonly task?: Task;
  readonly learningRate?: Hyper;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly seed: number;
  readonly patience?: number;
  readonly every?: number;
  readonly device: "auto" | "js" | "wasm";
  readonly save?: string;
  readonly json?: boolean;
  readonly tensorboard?: string;
}

/** Passes over the data where nothing is said. */
const EPOCHS = 100;

/** Trains `optimizer` on `data`. */
export async function train(
  optimizer: string,
  source: string,
  choice: FitChoice,
  terminal: Terminal,
): Promise<void> {
  const { model: spec = "linear", epochs = EPOCHS, seed, tensorboard, json = false } = choice;
  const created = optimizerFrom(optimizer, choice);
  const output = choice.save === undefined ? undefined : await openOutput(choice.save, "the model", [source]);
  const data = await loadTrainingData(source, choice, taskOf(spec, choice.task), seed);
  const model = usable(() => modelFrom(spec, data.shape));
  for (const line of describe(data, model)) terminal.stderr.write(`${printable(line)}\n`);
  const checkpoints = await openCheckpoints(choice, recordOf(optimizer, choice, model, data));
  for (const note of checkpoints?.notes ?? []) terminal.stderr.write(`${printable(note)}\n`);
  const log = tensorboard && openScalarLog(tensorboard, checkpoints?.resume?.state.step ?? 0);
  const progress = showTraining(terminal, { epochs, isJson: json });
  const { result, by } = await interruptible(async (signal, stoppedBy) => {
    const run = fit(model, data.train, {
      optimizer: created,
      epochs,
      seed,
      device: choice.device,
      signal,
      callbacks: [progress.show, (event) => log && logEvent(log, event)],
      ...(hasValidation(data) && { validation: data.validation }),
      ...(choice.batchSize && { batchSize: choice.batchSize }),
      ...(data.preparation && { targetScale: data.preparation.deviation }),
      ...(choice.patience !== undefined && { earlyStopping: { patience: choice.patience } }),
      ...(checkpoints && {
        checkpoint: { save: checkpoints.save, ...(choice.every && { everySteps: choice.every }) },
      }),
      ...(checkpoints?.resume && { resume: checkpoints.resume }),
    });
    return { result: await run.result, by: stoppedBy() };
  }).finally(progress.close);
  if (result.reason === "diverged") throw new Error(`${result.message}; a smaller --learning-rate may help`);
  const trained = { model, params: result.params, preparation: data.preparation };
  if (result.reason === "stopped") {
    await output?.write(encodeModel(trained));
    throw new Interrupted(by ?? "SIGINT", whereToGoOn(result, choice));
  }
  const test = data.test.count > 0 ? await testOf(trained, data) : undefined;
  await output?.write(encodeModel({ ...trained, ...(test && { extra: { test } }) }));
  terminal.stdout.write(json ? `${JSON.stringify(summaryOf(result, test))}\n` : summary(result, test, data));
  if (output) terminal.stderr.write(`model written to ${printable(choice.save!)}\n`);
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

function optimizerFrom(name: string, { learningRate, option, wrap }: FitChoice) {
  return createOptimizer(
    name,
    readOptimizerOptions(name, option, { ...(learningRate && { learningRate }) }),
    wrap,
  );
}

/** Errors of models are the user's. */
function usable<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof ModelError ? new UsageError(error.message) : error;
  }
}

const hasValidation = ({ validation }: TrainingData): boolean =>
  typeof validation === "number" ? validation > 0 : sizeOf(validation) > 0;

const sizeOf = (examples: TrainingData["train"]): number =>
  "count" in examples ? (examples.count as number) : examples.x.shape[0]!;

/** What a run that goes on must have been begun with. Epochs may be more, and the device is another way to the same bits. */
function recordOf(
  optimizer: string,
  { learningRate, option = {}, wrap = [], seed, batchSize = 0, patience = 0 }: FitChoice,
  model: Model,
  { name, train, preparation }: TrainingData,
): RunRecord {
  return {
    optimizer,
    "learning rate": typeof learningRate === "function" ? "a schedule" : (learningRate ?? "the default"),
    options: option,
    wrappers: wrap.length,
    model: model.name,
    data: `${name}, ${sizeOf(train)} rows`,
    preparation: preparation ? JSON.parse(JSON.stringify(preparation)) : null,
    seed,
    "batch size": batchSize,
    patience,
  };
}

function describe(
  { name, origin, notes, train, validation, test, preparation }: TrainingData,
  model: Model,
): string[] {
  const rows = sizeOf(train);
  const set = typeof validation === "number" ? Math.round(rows * validation) : sizeOf(validation);
  const split = typeof validation === "number" ? rows - set : rows;
  const features = preparation?.features ?? [];
  return [
    `${name}: ${split} rows to train on, ${set} to validate, ${test.count} to test; model ${model.name}`,
    ...(origin === name ? [] : [origin]),
    ...(preparation
      ? [
          `target ${preparation.target}, ${features.length} features: ${features.slice(0, 40).join(", ")}${features.length > 40 ? `, and ${features.length - 40} more` : ""}`,
        ]
      : []),
    ...notes,
  ];
}

function logEvent(log: ScalarLog, event: FitEvent): void {
  if (event.type === "step") {
    const { step, loss, learningRate, gradNorm, updateNorm } = event;
    const all = {
      "loss/step": loss,
      "learning rate": learningRate,
      "norm/gradient": gradNorm,
      "norm/update": updateNorm,
    };
    log.write(
      step,
      Object.fromEntries(
        Object.entries(all).flatMap(([tag, value]) => (value === undefined ? [] : [[tag, value]])),
      ),
    );
  } else if (event.type === "epoch") {
    const { step, trainLoss, validation = {} } = event;
    const metrics = Object.entries(validation).map(([name, value]) => [`${name}/validation`, value]);
    log.write(step, { "loss/training": trainLoss, ...Object.fromEntries(metrics) });
  }
}

function whereToGoOn({ steps, message }: FitResult, { checkpoint, save }: FitChoice): string {
  const kept = [
    checkpoint && `checkpoint in ${checkpoint}, --resume goes on`,
    save && `model so far in ${save}`,
  ].filter(Boolean);
  return `stopped after step ${steps}: ${kept.join("; ") || `${message}; nothing was kept (--checkpoint DIR keeps a run)`}`;
}

async function testOf(
  { model, params }: { model: Model; params: unknown },
  data: TrainingData,
): Promise<Metrics> {
  const scale = data.preparation?.deviation;
  return evaluate(model, params, data.test.read(), scale === undefined ? {} : { targetScale: scale });
}

const summaryOf = (
  { reason, steps, epochs, best, seconds, optimizerShare }: FitResult,
  test: Metrics | undefined,
) => ({
  type: "end",
  reason,
  steps,
  epochs,
  seconds,
  optimizerShare,
  best,
  test,
});

function summary(
  result: FitResult,
  test: Metrics | undefined,
  { test: { count }, preparation }: TrainingData,
): string {
  const { reason, message, steps, epochs, seconds, optimizerShare, best } = result;
  const share = `optimizer ${(optimizerShare * 100).toFixed(0)} % of it`;
  const units = preparation?.task === "regression" ? `, in the units of ${preparation.target}` : "";
  return [
    `trained ${significant(epochs)} epochs, ${significant(steps)} steps in ${significant(seconds)} s (${share})${reason === "early" ? `; ${message}` : ""}`,
    ...(best?.validation
      ? [`best after epoch ${significant(best.epoch)}: validation ${metricsText(best.validation)}${units}`]
      : []),
    ...(test ? [`test: ${metricsText(test)}${units} (${count} rows that training never saw)`] : []),
    "",
  ]
    .map(printable)
    .join("\n");
}
