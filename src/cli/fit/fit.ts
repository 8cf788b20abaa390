/** `glissade fit FILE FORMULA`: a curve fitted to columns of a file, as a table and a drawing, as JSON, as predictions of other rows. */
import type { Command } from "commander";
import { type CurveFit, fitCurve, type Table } from "../../curves/index.ts";
import type { Frame } from "../../train/index.ts";
import { choice, named, outputName, positiveNumber, wholeNumber } from "../options/arguments.ts";
import { addReadingOptions, type ReadingOptions } from "../options/data.ts";
import { addHelpParts } from "../options/help.ts";
import { loadFrame } from "../options/training-data.ts";
import { printable, type Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import { boundsOption, type FitChoice, optionsOf, valuesOption } from "./choice.ts";
import { explained, tableOf } from "./data.ts";
import { drawFit } from "./drawing.ts";
import { formulaFrom, modelNames } from "./formula.ts";
import { jsonOf } from "./json.ts";
import { predictionsCsv, predictionsOf } from "./predictions.ts";
import { summaryText } from "./text.ts";

/** Options of the command. */
interface FitCommandOptions extends ReadingOptions, FitChoice {
  readonly model?: string;
  readonly predict?: string;
  readonly json?: boolean;
}

/** Adds the command to the program. */
export function addFit(program: Command, terminal: Terminal): void {
  const command = program
    .command("fit")
    .summary("fit a curve to columns of a file")
    .description(
      "Fits a curve to columns of a CSV file by least squares: parameters with standard errors, and how well they are known.",
    )
    .argument("<file>", "a CSV file, or airfoil or auto-mpg")
    .argument("[formula]", 'such as "y ~ b1*exp(-b2*x)"; other names in backquotes: "`log dose` ~ ..."')
    .optionsGroup("Curve:")
    .option(
      "--model <name>",
      `a common model for a formula "y ~ x": ${modelNames.join(", ")}`,
      choice("--model", modelNames),
    )
    .option(
      "--start <values>",
      "where the search begins, such as b1=2,b2=0.1 (default: found from the data)",
      valuesOption("--start"),
    )
    .option("--fix <values>", "parameters that keep a value, such as b1=2", valuesOption("--fix"))
    .option("--bounds <bounds>", "bounds of parameters, such as b2=0:1,b1=0:", boundsOption)
    .option(
      "--weights <column>",
      "the column with the weight of each row",
      named("--weights", "the name of a column"),
    )
    .option(
      "--sigmas <column>",
      "the column with the standard deviation of each row",
      named("--sigmas", "the name of a column"),
    )
    .option("--absolute", "sigmas are true standard deviations, not only relative to each other")
    .option(
      "--loss <name>",
      "linear, soft_l1, huber, cauchy or arctan: what residuals contribute (default: linear, their squares)",
      choice("--loss", ["linear", "soft_l1", "huber", "cauchy", "arctan"]),
    )
    .option(
      "--f-scale <size>",
      "from which residual on a row counts as an outlier (default: 1)",
      positiveNumber("--f-scale"),
    )
    .option("--confidence <share>", "of intervals and bands (default: 0.95)", confidenceOption)
    .option("--max-evaluations <n>", "when to give up (default: 10000)", wholeNumber("--max-evaluations", 1));
  addReadingOptions(command)
    .optionsGroup("Output:")
    .option(
      "--predict <file>",
      "write what the curve says of the rows of another CSV file, as CSV",
      outputName("--predict"),
    )
    .option("--json", "print JSON and nothing else");
  addHelpParts(command, {
    Examples: [
      'glissade fit data.csv "y ~ b1*exp(-b2*x)" --start "b1=2,b2=0.1"',
      'glissade fit doses.csv "effect ~ hill(dose)" --weights n',
      'glissade fit growth.csv "height ~ age" --model logistic --predict new.csv > out.csv',
    ],
  });
  command.action((file: string, formula: string | undefined, options: FitCommandOptions) =>
    run(file, formula, options, terminal),
  );
}

function confidenceOption(given: string): number {
  const value = Number(given);
  if (given.trim() !== "" && value > 0 && value < 1) return value;
  throw new UsageError(`--confidence must be a share between 0 and 1, such as 0.95; got "${given}"`);
}

async function run(
  file: string,
  given: string | undefined,
  options: FitCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const frame = await loadFrame(file, readingOf(options));
  const formula = formulaFrom(given, options.model, frame);
  const other =
    options.predict === undefined ? undefined : await loadFrame(options.predict, readingOf(options));
  for (const note of frame.notes) terminal.stderr.write(`${printable(note)}\n`);
  const table = tableOf(frame);
  const texts = [formula, options.weights, options.sigmas];
  let fit: CurveFit;
  try {
    fit = fitCurve(formula, table, optionsOf(options));
  } catch (error) {
    throw explained(error, frame, texts);
  }
  const predicted = other && predictionsOf(predictorsOf(other, fit), other.rows, () => fit);
  if (options.json) {
    const all = { ...jsonOf(fit), ...(predicted && { predictions: predicted }) };
    terminal.stdout.write(`${JSON.stringify(all, null, 2).split("\n").map(printable).join("\n")}\n`);
    return;
  }
  // What is predicted has stdout for itself.
  const sink = predicted ? terminal.stderr : terminal.stdout;
  const rows = `${frame.name}, ${fit.fitted.length} rows`;
  sink.write(`${summaryText(fit, rows, options.confidence ?? 0.95, sink)}\n\n${drawFit(fit, table, sink)}\n`);
  if (predicted) terminal.stdout.write(predictionsCsv(fit.response, predicted));
}

/** The options of the reader. */
const readingOf = ({ header, delimiter, decimal, missing }: FitCommandOptions): ReadingOptions =>
  Object.fromEntries(
    Object.entries({ header, delimiter, decimal, missing }).filter(([, value]) => value !== undefined),
  );

/** The columns of another file. @throws UsageError where one that the curve needs is not there or holds no numbers. */
function predictorsOf(frame: Frame, fit: CurveFit): Table {
  for (const name of fit.predictors) {
    const column = frame.columns.find((one) => one.name === name);
    if (column?.kind === "number") continue;
    const why = column ? `does not hold numbers: ${column.why}` : "is missing";
    throw new UsageError(
      `"${frame.name}" needs the predictors ${fit.predictors.join(", ")}; the column "${name}" ${why}`,
    );
  }
  return tableOf(frame);
}
