/**
 * The program `glissade`: its commands, and how errors are reported. It can run several times in a process, as its
 * tests do; main.ts runs it once.
 */
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { CompareError } from "../compare/index.ts";
import { CurveError, FormulaError } from "../curves/index.ts";
import { HyperparameterError, OptionError, PartitionError, PlanError } from "../index.ts";
import { DataError, ModelError } from "../train/index.ts";
import { addCompare } from "./compare/compare.ts";
import { addReport } from "./compare/report.ts";
import { addCost } from "./cost/cost.ts";
import { addExplain } from "./explain/explain.ts";
import { addFit } from "./fit/fit.ts";
import { Interrupted } from "./interrupt.ts";
import { addHelpParts, helpStyle } from "./options/help.ts";
import { addPredict } from "./predict.ts";
import { colorsFor, printable, type Terminal } from "./terminal.ts";
import { addTextbookCompare } from "./textbook/compare.ts";
import { addTextbookTrain } from "./textbook/train.ts";
import { addTrain } from "./train/train.ts";
import { UsageError } from "./usage-error.ts";

/** Read at run time, since the package's root is two folders up both from the source and from what is published. */
const manifest = new URL("../../package.json", import.meta.url);

/** Errors of wrong input, during training too: a schedule that leaves its interval, wrappers that exclude one another. */
const wrongInput = [
  UsageError,
  OptionError,
  CompareError,
  CurveError,
  ModelError,
  HyperparameterError,
  PartitionError,
  PlanError,
];

/** Whether the user can put it right. Of data sets that cannot be had that is not said: the network may be at fault. */
const isWrongInput = (error: unknown): boolean =>
  wrongInput.some((kind) => error instanceof kind) || (error instanceof DataError && error.code === "format");

/**
 * Runs one command line.
 * @param args - without the interpreter and the script.
 * @returns the exit code: 0, 1 for a failure of the program, 2 for wrong input, 130 or 143 for a run that was stopped.
 */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  const complain = (message: string, hasLines = false) => {
    const lines = hasLines ? message.split("\n") : [message.trim().replace(/\s*\n\s*/g, " ")];
    const text = lines.map(printable).join("\n");
    terminal.stderr.write(`${colorsFor(terminal.stderr).red("error:")} ${text}\n`);
  };
  const program = new Command("glissade")
    .description("Trains models on data, fits curves, and compares and explains gradient-descent optimizers.")
    .configureHelp(helpStyle)
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      outputError: (text) => complain(text.replace(/^error: /, "")),
    });
  addHelpParts(program, {
    Examples: [
      "glissade train adamw --data auto-mpg --save cars.safetensors",
      "glissade train adamw --data houses.csv --target price --save model.safetensors",
      "glissade predict model.safetensors new.csv > out.csv",
      'glissade fit data.csv "y ~ b1*exp(-b2*x)"',
      "glissade compare --data houses.csv --target price --report page.html",
      "glissade textbook compare",
      "glissade explain yogi",
    ],
  });
  addTrain(program, terminal);
  addPredict(program, terminal);
  addFit(program, terminal, version, args);
  addCompare(program, terminal, version, args);
  addReport(program, terminal);
  addExplain(program, terminal);
  addCost(program, terminal);
  const textbook = program
    .command("textbook")
    .summary("the experiment of Dive into Deep Learning, chapter 12")
    .description("The experiment of Dive into Deep Learning, chapter 12, with the book's settings.");
  addHelpParts(textbook, { Examples: ["glissade textbook compare", "glissade textbook train adam"] });
  addTextbookCompare(textbook, terminal, version);
  addTextbookTrain(textbook, terminal);
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Interrupted) {
      terminal.stderr.write(`${printable(error.message)}\n`);
      return error.exitCode;
    }
    // The caret under a place in a formula needs its line.
    complain(error instanceof Error ? error.message : String(error), error instanceof FormulaError);
    return isWrongInput(error) ? 2 : 1;
  }
}
