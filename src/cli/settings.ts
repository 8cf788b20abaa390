/**
 * The options that `compare` and `train` share: data, harness and device, and what they make of them.
 */
import type { Command } from "commander";
import { concise, type ExperimentOptions, scratch } from "../train/index.ts";
import { choice, wholeNumber } from "./arguments.ts";
import type { Preset } from "./comparison.ts";

/** Values of the shared options. */
export interface SharedOptions {
  readonly data?: string;
  readonly target?: string;
  readonly preset: Preset;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly device: ExperimentOptions["device"];
}

/** Adds the shared options to a command. */
export function addSharedOptions(command: Command): Command {
  return command
    .option(
      "--data <name|file>",
      "airfoil, auto-mpg, or a CSV file of numbers (default: airfoil if it can be had)",
    )
    .option("--target <column>", "the column of the CSV file to predict (default: the last)")
    .option(
      "--preset <name>",
      "the book's harness: scratch or concise",
      choice("--preset", ["scratch", "concise"]),
      "scratch",
    )
    .option("--epochs <n>", "passes over the data (default: 2, concise 4)", wholeNumber("--epochs", 1))
    .option("--batch-size <n>", "examples a step (default: 10)", wholeNumber("--batch-size", 1))
    .option("--device <name>", "auto, js or wasm", choice("--device", ["auto", "js", "wasm"]), "auto");
}

/** The experiment that the shared options ask for. */
export function settingsOf({ preset, epochs, batchSize, device }: SharedOptions): ExperimentOptions {
  const base = preset === "concise" ? concise : scratch;
  return { ...base, epochs: epochs ?? base.epochs, batchSize: batchSize ?? base.batchSize, device };
}
