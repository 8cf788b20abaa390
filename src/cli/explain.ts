/**
 * `glissade explain OPTIMIZER`: the optimizer in its own words. The text is the library's `optimizer.explain()`.
 */
import type { Command } from "commander";
import { assignment, choice, positiveNumber } from "./arguments.ts";
import { createOptimizer, type Options, optimizerNames } from "./registry.ts";
import type { Terminal } from "./terminal.ts";

/** Options of the command. */
export interface ExplainOptions {
  readonly like?: string;
  readonly learningRate?: number;
  readonly option?: Options;
}

/** Adds the command to the program. */
export function addExplain(program: Command, terminal: Terminal): void {
  program
    .command("explain")
    .description("print an optimizer's equations, passes over memory, bytes a parameter and emitted code")
    .argument("<optimizer>", `one of ${optimizerNames.join(", ")}`)
    .option(
      "--like <library>",
      "the form of torch, optax, keras, textbook or paper",
      choice("--like", ["torch", "optax", "keras", "textbook", "paper"]),
    )
    .option("--learning-rate <number>", "the learning rate", positiveNumber("--learning-rate"))
    .option("--option <name=value>", "another option of the optimizer; may be repeated", assignment)
    .addHelpText(
      "after",
      `
Examples:
  glissade explain adam
  glissade explain adam --like torch --learning-rate 3e-4 --option b2=0.95`,
    )
    .action((optimizer: string, options: ExplainOptions) => explain(optimizer, options, terminal));
}

/** Runs the command. */
export async function explain(name: string, options: ExplainOptions, { stdout }: Terminal): Promise<void> {
  const { like, learningRate, option } = options;
  const given = { ...(like && { like }), ...(learningRate && { learningRate }), ...option };
  const text = await createOptimizer(name, given).explain();
  stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}
