/**
 * `glissade train OPTIMIZER`: one run of the textbook's experiment, each evaluation as it happens, and at the end
 * the line that the book prints.
 */
import type { Command } from "commander";
import { experiment } from "../train/index.ts";
import { assignment, positiveNumber, wholeNumber } from "./arguments.ts";
import { chooseData } from "./data.ts";
import { createOptimizer, type Options, optimizerNames, textbookOptions } from "./registry.ts";
import { addSharedOptions, type SharedOptions, settingsOf } from "./settings.ts";
import type { Terminal } from "./terminal.ts";

/** Options of the command. */
export interface TrainOptions extends SharedOptions {
  readonly learningRate?: number;
  readonly option?: Options;
  readonly seed: number;
}

/** Adds the command to the program. */
export function addTrain(program: Command, terminal: Terminal): void {
  addSharedOptions(program.command("train"))
    .description("train one optimizer on the textbook's experiment")
    .argument("<optimizer>", `one of ${optimizerNames.join(", ")}`)
    .option(
      "--learning-rate <number>",
      "the learning rate (default: the book's)",
      positiveNumber("--learning-rate"),
    )
    .option("--option <name=value>", "another option of the optimizer; may be repeated", assignment)
    .option("--seed <n>", "determines initial values and shuffling", wholeNumber("--seed", 0), 0)
    .addHelpText(
      "after",
      `
Examples:
  glissade train adam
  glissade train momentum --learning-rate 0.02 --option momentum=0.5
  glissade train yogi --data cars.csv --epochs 10`,
    )
    .action((optimizer: string, options: TrainOptions) => train(optimizer, options, terminal));
}

/** Runs the command. */
export async function train(
  name: string,
  options: TrainOptions,
  { stdout, stderr }: Terminal,
): Promise<void> {
  const { learningRate, option } = options;
  const given = { ...(learningRate && { learningRate }), ...option };
  const optimizer = createOptimizer(name, textbookOptions(name, given));
  const data = await chooseData(options.data, options.target);
  stderr.write(`${data.name}: ${data.count} examples, ${data.width} features. ${data.origin}\n`);
  const { loss, secondsPerEpoch } = await experiment(optimizer, data, {
    ...settingsOf(options),
    seed: options.seed,
    onEvaluate: (epochs, current) => stdout.write(`epoch ${epochs.toFixed(2)}, loss ${shown(current, 4)}\n`),
  });
  stdout.write(`loss: ${shown(loss, 3)}, ${secondsPerEpoch.toFixed(3)} sec/epoch\n`);
}

function shown(loss: number, digits: number): string {
  return Number.isFinite(loss) ? loss.toFixed(digits) : "diverged";
}
