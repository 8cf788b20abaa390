/**
 * The options that `train` and `explain` share: which optimizer, its options, and what is put around it.
 */
import type { Command } from "commander";
import { UsageError } from "../usage-error.ts";
import { assignment } from "./arguments.ts";
import { addHiddenWeightsOptions, type HiddenWeightsOptions } from "./hidden-weights.ts";
import { type Wrapper, wrapper } from "./wrapper-registry.ts";

/** Values of the shared options. */
export interface OptimizerOptions extends HiddenWeightsOptions {
  readonly optimizer?: string;
  readonly option?: Readonly<Record<string, string>>;
  /** The innermost first. */
  readonly wrap?: readonly Wrapper[];
}

/** Adds the shared options to a command. */
export function addOptimizerOptions(command: Command): Command {
  const withName = command
    .optionsGroup("Optimizer:")
    .option("--optimizer <name>", "the optimizer, another way to give the argument")
    .option(
      "--option <name=value>",
      "another option of the optimizer: a number, schedule or word, or a list or object in JSON; may be repeated",
      assignment,
    );
  return addHiddenWeightsOptions(withName).option(
    "--wrap <wrapper>",
    "what to put around the optimizer, such as lookahead:syncPeriod=5; may be repeated, the innermost first",
    wrapper,
  );
}

/** The one optimizer that was named, as the argument or with `--optimizer`. */
export function chosenOptimizer(
  argument: string | undefined,
  { optimizer }: OptimizerOptions,
): string | undefined {
  if (argument !== undefined && optimizer !== undefined) {
    throw new UsageError(`name one optimizer; got "${argument}" and --optimizer "${optimizer}"`);
  }
  return argument ?? optimizer;
}
