/**
 * `glissade textbook train OPTIMIZER`: one run of the textbook's experiment, each evaluation as it happens, and at the end
 * the line that the book prints.
 */
import type { Command } from "commander";
import type { Hyper } from "../../index.ts";
import { experiment } from "../../train/index.ts";
import { wholeNumber } from "../options/arguments.ts";
import { addHelpParts } from "../options/help.ts";
import { givenHiddenWeights, lackingHiddenWeights } from "../options/hidden-weights.ts";
import { addOptimizerOptions, chosenOptimizer, type OptimizerOptions } from "../options/optimizer-options.ts";
import {
  createOptimizer,
  readOptimizerOptions,
  textbookOptions,
  trainedNames,
  trainedOptimizer,
} from "../options/registry.ts";
import { learningRate } from "../options/schedule-spec.ts";
import { wrappersHeading, wrapperUsage } from "../options/wrapper-registry.ts";
import type { Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import { chooseData } from "./data.ts";
import { describeData } from "./format.ts";
import { addSharedOptions, dataOptionsOf, type SharedOptions, settingsOf } from "./settings.ts";

/** Options of the command. */
export interface TrainOptions extends SharedOptions, OptimizerOptions {
  readonly learningRate?: Hyper;
  readonly seed: number;
}

/** Adds the command to the program. */
export function addTextbookTrain(textbook: Command, terminal: Terminal): void {
  const command = textbook
    .command("train")
    .summary("one optimizer, each evaluation as it happens")
    .description("Trains one optimizer on the textbook's experiment and prints each evaluation.")
    .argument("[optimizer]", "such as adam; all names are below")
    .optionsGroup("Optimizer:")
    .option(
      "--lr, --learning-rate <rate>",
      "the learning rate: a number, or a schedule of it over the steps of training (default: the book's, or one that suits)",
      learningRate("--learning-rate"),
    );
  addSharedOptions(addOptimizerOptions(command)).option(
    "--seed <n>",
    "decides initial values and order",
    wholeNumber("--seed", 0),
    0,
  );
  addHelpParts(command, {
    Optimizers: () => trainedNames().join(", "),
    [wrappersHeading]: wrapperUsage(),
    Examples: [
      "glissade textbook train adam",
      "glissade textbook train momentum --learning-rate 0.02 --option momentum=0.5",
      "glissade textbook train adam --learning-rate cosineDecay:init=0.03,steps=300",
      "glissade textbook train lion --wrap lookahead:syncPeriod=5 --wrap emaParams",
      "glissade textbook train yogi --data auto-mpg --epochs 10",
    ],
  });
  command.action((argument: string | undefined, options: TrainOptions) => {
    const optimizer = chosenOptimizer(argument, options);
    if (optimizer === undefined) {
      throw new UsageError(`missing required argument 'optimizer': one of ${trainedNames().join(", ")}`);
    }
    trainedOptimizer(optimizer);
    return train(optimizer, options, terminal);
  });
}

/** Runs the command. */
export async function train(
  name: string,
  options: TrainOptions,
  { stdout, stderr }: Terminal,
): Promise<void> {
  const { learningRate: rate, option, wrap } = options;
  const beside = { ...(rate && { learningRate: rate }), ...givenHiddenWeights([name], options) };
  const given = readOptimizerOptions(name, option, beside);
  const lacking = lackingHiddenWeights(name, given, { name: "the book's linear model" });
  const optimizer = createOptimizer(name, textbookOptions(name, { ...given, ...lacking }), wrap);
  const data = await chooseData(dataOptionsOf(options), (sentence) => stderr.write(`${sentence}\n`));
  for (const line of describeData(data)) stderr.write(`${line}\n`);
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
