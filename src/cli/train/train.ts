/**
 * `glissade train OPTIMIZER --data FILE` and `glissade train --workload NAME`: the command and its options. fit.ts runs it.
 */
import type { Command } from "commander";
import { modelNames } from "../../train/index.ts";
import {
  choice,
  deviceName,
  heartbeatName,
  named,
  outputName,
  taskName,
  wholeNumber,
} from "../options/arguments.ts";
import { addDataOptions } from "../options/data.ts";
import { addHelpParts } from "../options/help.ts";
import { addOptimizerOptions, chosenOptimizer } from "../options/optimizer-options.ts";
import { trainedNames, trainedOptimizer } from "../options/registry.ts";
import { writtenRate } from "../options/schedule-spec.ts";
import { addTrainingDataOptions, trainingDataNames } from "../options/training-data.ts";
import { wrappersHeading, wrapperUsage } from "../options/wrapper-registry.ts";
import type { Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import { dataTraining, type FitChoice } from "./data-training.ts";
import { train } from "./fit.ts";
import { trainQuadraticDeep } from "./quadratic-deep.ts";
import type { RunChoice } from "./training.ts";
import {
  checkWorkloadOptions,
  type WorkloadName,
  workloadNames,
  workloadTraining,
  workloadUsage,
} from "./workloads.ts";

/** Options of the command: those that were given. */
type TrainOptions = FitChoice & RunChoice & { readonly data?: string; readonly workload?: WorkloadName };

/** Adds the command to the program. */
export function addTrain(program: Command, terminal: Terminal): void {
  const command = program
    .command("train")
    .summary("train a model on data, and test it")
    .description(
      "Trains a model on data, validates it after each epoch, and tests the best one on rows that training never saw.",
    )
    .argument("[optimizer]", "such as adamw; all names are below");
  const withData = addTrainingDataOptions(addDataOptions(command, trainingDataNames.join(", ")));
  withData
    .optionsGroup("Data:")
    .option(
      "--workload <name>",
      `a public workload instead of data: ${workloadNames.join(", ")}`,
      choice("--workload", workloadNames),
    )
    .optionsGroup("Model:")
    .option(
      "--model <model>",
      `linear, logistic, softmax, mlp:64,64 or lenet (default: linear)`,
      named("--model", `one of ${modelNames.join(", ")}`),
    )
    .option(
      "--task <task>",
      "what mlp predicts: regression, binary or classes (default: regression)",
      taskName,
    );
  addOptimizerOptions(withData)
    .option(
      "--lr, --learning-rate <rate>",
      "the learning rate: a number, or a schedule of it over the steps (default: the optimizer's)",
      writtenRate("--learning-rate"),
    )
    .option("--device <name>", "auto, js, wasm or native (default: auto)", deviceName)
    .optionsGroup("Training:")
    .option("--epochs <n>", "passes over the data (default: 100)", wholeNumber("--epochs", 1))
    .option(
      "--steps <n>",
      "end after so many steps, if that comes first; of a workload without --epochs: train so many",
      wholeNumber("--steps", 1),
    )
    .option("--batch-size <n>", "examples a step (default: 32)", wholeNumber("--batch-size", 1))
    .option(
      "--micro-batches <n>",
      "cut a batch into so many parts, which the processes of mpirun share; the same bits on any number of them (default: one for each process)",
      wholeNumber("--micro-batches", 1),
    )
    .option(
      "--shard <what>",
      "state: the processes of mpirun share the optimizer's state; the same bits (default: each has all of it)",
      choice("--shard", ["state"]),
    )
    .option(
      "--heartbeat <off>",
      "off: the processes of mpirun may not reach one another by TCP; one that stops is not noticed then",
      heartbeatName,
    )
    .option(
      "--seed <n>",
      "decides which rows are validated on, initial values and order (default: 0)",
      wholeNumber("--seed", 0),
    )
    .option(
      "--patience <n>",
      "stop after so many epochs that are no better (default: never)",
      wholeNumber("--patience", 1),
    )
    .optionsGroup("Checkpoints:")
    .option(
      "--checkpoint <folder>",
      "write a checkpoint there after each epoch",
      named("--checkpoint", "the name of a folder"),
    )
    .option("--every <steps>", "write one after so many steps instead", wholeNumber("--every", 1))
    .option(
      "--keep <n>",
      "how many of the last checkpoints to keep, besides the best (default: 2)",
      wholeNumber("--keep", 1),
    )
    .option("--resume", "go on from the last checkpoint of the folder; begin if there is none")
    .option("--overwrite", "begin anew in a folder that holds checkpoints, and remove them")
    .optionsGroup("Output:")
    .option("--save <file>", "write the model of the best epoch, for glissade predict", outputName("--save"))
    .option(
      "--tensorboard <folder>",
      "write events for TensorBoard there",
      named("--tensorboard", "the name of a folder"),
    )
    .option("--json", "print JSON, a line for each evaluation");
  addHelpParts(command, {
    Optimizers: () => trainedNames().join(", "),
    [wrappersHeading]: wrapperUsage(),
    "Workloads with public results, for --workload": workloadUsage,
    Examples: [
      "glissade train adamw --data auto-mpg --model mlp:64,64 --save cars.safetensors",
      "glissade train adamw --data houses.csv --target price --epochs 200",
      "glissade train adam --data iris.csv --target species --model softmax",
      "glissade train adamw --data houses.csv --checkpoint runs/a --resume",
      "glissade train adam --workload fashion-mlp --learning-rate 0.003",
    ],
  });
  command.action(async (argument: string | undefined, { data, workload, ...options }: TrainOptions) => {
    const optimizer = chosenOptimizer(argument, options);
    if (optimizer !== undefined) trainedOptimizer(optimizer);
    if (workload !== undefined) {
      checkWorkloadOptions(workload, optimizer, Object.keys({ ...(data && { data }), ...options }));
      if (workload === "quadratic-deep") return trainQuadraticDeep(optimizer, options, terminal);
      return train(options, [], () => workloadTraining(workload, optimizer, options), terminal);
    }
    if (optimizer === undefined)
      throw new UsageError(`missing required argument 'optimizer': one of ${trainedNames().join(", ")}`);
    if (data === undefined) {
      throw new UsageError(
        `--data is missing: a CSV file, or one of ${trainingDataNames.join(", ")}; public workloads are ${workloadNames.map((name) => `--workload ${name}`).join(", ")}; the book's experiment is glissade textbook train ${optimizer}`,
      );
    }
    return train(options, [data], () => dataTraining(optimizer, data, options), terminal);
  });
}
