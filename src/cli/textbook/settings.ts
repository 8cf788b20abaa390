/**
 * The options that `compare` and `train` share: data, harness and device, and the experiment made from them.
 */
import type { Command } from "commander";
import { concise, type ExperimentOptions, scratch } from "../../train/index.ts";
import { choice, deviceName, wholeNumber } from "../options/arguments.ts";
import { addDataOptions, type DataOptions } from "../options/data.ts";
import type { Preset } from "./comparison.ts";

/** Values of the shared options. */
export interface SharedOptions extends DataOptions {
  readonly preset: Preset;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly device: ExperimentOptions["device"];
}

/** Adds the shared options to a command. */
export function addSharedOptions(command: Command): Command {
  return addDataOptions(command, "airfoil, auto-mpg")
    .optionsGroup("Experiment:")
    .option(
      "--preset <name>",
      "the book's harness: scratch or concise",
      choice("--preset", ["scratch", "concise"]),
      "scratch",
    )
    .option("--epochs <n>", "passes over the data (default: 2, concise 4)", wholeNumber("--epochs", 1))
    .option("--batch-size <n>", "examples a step (default: 10)", wholeNumber("--batch-size", 1))
    .option("--device <name>", "auto, js, wasm or native", deviceName, "auto");
}

/** The experiment that the shared options ask for. */
export function settingsOf({ preset, epochs, batchSize, device }: SharedOptions): ExperimentOptions {
  const base = preset === "concise" ? concise : scratch;
  return { ...base, epochs: epochs ?? base.epochs, batchSize: batchSize ?? base.batchSize, device };
}

/** What the shared options say of the data. */
export function dataOptionsOf({
  data,
  target,
  header,
  delimiter,
  decimal,
  missing,
  drop,
}: SharedOptions): DataOptions {
  const all = { data, target, header, delimiter, decimal, missing, drop };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
