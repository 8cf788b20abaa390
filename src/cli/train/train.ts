/**
 * `glissade train OPTIMIZER --data FILE` and `glissade train --workload NAME`: the command and its options. fit.ts runs it.
 */
import type { Command } from "commander";
import { modelNames } from "../../train/index.ts";
import { choice, named, outputName, wholeNumber } from "../options/arguments.ts";
import { addDataOptions } from "../options/data.ts";
import { addOptimizerOptions, chosenOptimizer } from "../options/optimizer-options.ts";
import { optimizerNames } from "../options/registry.ts";
import { learningRate } from "../options/schedule-spec.ts";
import { addTrainingDataOptions, trainingDataNames } from "../options/training-data.ts";
import { wrapperUsage } from "../options/wrapper-registry.ts";
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
    .description("train a model on data, validate it, test it, save it")
    .argument("[optimizer]", `one of ${optimizerNames.join(", ")}`);
  const withData = addTrainingDataOptions(addDataOptions(command, trainingDataNames.join(", ")));
  addOptimizerOptions(withData)
    .option(
      "--workload <name>",
      `a public workload instead of data: ${workloadNames.join(", ")}`,
      choice("--workload", workloadNames),
    )
    .option(
      "--model <model>",
      `linear, logistic, softmax, mlp:64,64 or lenet (default: linear)`,
      named("--model", `one of ${modelNames.join(", ")}`),
    )
    .option(
      "--task <task>",
      "what mlp predicts: regression, binary or classes",
      choice("--task", ["regression", "binary", "classes"]),
    )
    .option(
      "--lr, --learning-rate <rate>",
      "the learning rate: a number, or a schedule of it over the steps (default: the optimizer's)",
      learningRate("--learning-rate"),
    )
    .option("--epochs <n>", "passes over the data (default: 100)", wholeNumber("--epochs", 1))
    .option("--steps <n>", "end after so many steps, if that comes first", wholeNumber("--steps", 1))
    .option("--batch-size <n>", "examples a step (default: 32)", wholeNumber("--batch-size", 1))
    .option(
      "--seed <n>",
      "determines which rows are validated on, initial values and order (default: 0)",
      wholeNumber("--seed", 0),
    )
    .option("--patience <n>", "stop after so many epochs that are no better", wholeNumber("--patience", 1))
    .option("--device <name>", "auto, js or wasm (default: auto)", choice("--device", ["auto", "js", "wasm"]))
    .option("--save <file>", "write the model of the best epoch, for glissade predict", outputName("--save"))
    .option(
      "--checkpoint <folder>",
      "keep checkpoints there, after each epoch",
      named("--checkpoint", "the name of a folder"),
    )
    .option("--every <steps>", "checkpoints after so many steps instead", wholeNumber("--every", 1))
    .option(
      "--keep <n>",
      "how many of the last checkpoints to keep, besides the best (default: 2)",
      wholeNumber("--keep", 1),
    )
    .option("--resume", "go on from the last checkpoint of the folder; begin if there is none")
    .option("--overwrite", "begin anew in a folder that holds checkpoints, and remove them")
    .option(
      "--tensorboard <folder>",
      "write events for TensorBoard there",
      named("--tensorboard", "the name of a folder"),
    )
    .option("--json", "print JSON, a line for each evaluation")
    .addHelpText(
      "after",
      `
Wrappers (what stands in brackets may be left out):
  ${wrapperUsage().join("\n  ")}

Workloads, with public results; the optimizer and its options, --learning-rate, --seed, --epochs or --steps may be others:
  ${workloadUsage.join("\n  ")}

Examples:
  glissade train adamw --data houses.csv --target price --model mlp:64,64 --epochs 200
  glissade train adamw --data houses.csv --target price --save model.safetensors
  glissade train adam --data iris.csv --target species --model softmax --learning-rate 0.01
  glissade train adamw --data houses.csv --target price --checkpoint runs/a --resume
  glissade train adam --workload fashion-mlp --learning-rate 0.003`,
    )
    .action(async (argument: string | undefined, { data, workload, ...options }: TrainOptions) => {
      const optimizer = chosenOptimizer(argument, options);
      if (workload !== undefined) {
        checkWorkloadOptions(workload, optimizer, Object.keys({ ...(data && { data }), ...options }));
        if (workload === "quadratic-deep") return trainQuadraticDeep(optimizer, options, terminal);
        return train(options, [], () => workloadTraining(workload, optimizer, options), terminal);
      }
      if (optimizer === undefined)
        throw new UsageError(`missing required argument 'optimizer': one of ${optimizerNames.join(", ")}`);
      if (data === undefined) {
        throw new UsageError(
          `--data is missing: a CSV file, or one of ${trainingDataNames.join(", ")}; public workloads are ${workloadNames.map((name) => `--workload ${name}`).join(", ")}; the book's experiment is glissade textbook train ${optimizer}`,
        );
      }
      return train(options, [data], () => dataTraining(optimizer, data, options), terminal);
    });
}
