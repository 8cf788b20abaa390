/** `glissade fit FILE FORMULA`: a curve fitted to columns of a file, as a table and a drawing, as JSON, as predictions of other rows. */
import type { Command } from "commander";
import { type CurveFit, fitCurve, fitCurves, type Table } from "../../curves/index.ts";
import type { Frame } from "../../train/index.ts";
import { quoted } from "../compare/repeatable.ts";
import { choice, named, outputName, positiveNumber, wholeNumber } from "../options/arguments.ts";
import { addReadingOptions, type ReadingOptions } from "../options/data.ts";
import { addHelpParts } from "../options/help.ts";
import { loadFrame } from "../options/training-data.ts";
import { openOutput } from "../output.ts";
import { printable, type Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import { boundsOption, type FitChoice, optionsOf, valuesOption } from "./choice.ts";
import { explained, keysOf, tableOf } from "./data.ts";
import { drawFit } from "./drawing.ts";
import { formulaFrom, modelNames } from "./formula.ts";
import { type Group, groupsJson, groupsText } from "./groups.ts";
import { jsonOf } from "./json.ts";
import { predictionsCsv, predictionsOf } from "./predictions.ts";
import type { About } from "./report.ts";
import { summaryText } from "./text.ts";

/** Options of the command. */
interface FitCommandOptions extends ReadingOptions, FitChoice {
  readonly model?: string;
  readonly by?: string;
  readonly threads?: number | "auto";
  readonly predict?: string;
  readonly json?: boolean;
  readonly report?: string;
}

/** Adds the command to the program; `args` is the whole command line. */
export function addFit(program: Command, terminal: Terminal, version: string, args: readonly string[]): void {
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
      "--by <column>",
      "fit each group of rows with the same value in a column",
      named("--by", "the name of a column"),
    )
    .option(
      "--threads <count>",
      "worker threads for the groups of --by: a number, or auto for one for each processor (default: 1)",
      threadsOption,
    )
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
    .option("--json", "print JSON and nothing else")
    .option("--report <file>", "write a self-contained HTML page with figures", outputName("--report"));
  addHelpParts(command, {
    Examples: [
      'glissade fit data.csv "y ~ b1*exp(-b2*x)" --start "b1=2,b2=0.1"',
      'glissade fit doses.csv "effect ~ hill(dose)" --weights animals',
      'glissade fit subjects.csv "y ~ a + b*exp(-k*t)" --by subject',
      'glissade fit growth.csv "height ~ age" --model logistic --predict new.csv > out.csv',
    ],
  });
  command.action((file: string, formula: string | undefined, options: FitCommandOptions) =>
    run(file, formula, options, terminal, { version, command: ["glissade", ...args].map(quoted).join(" ") }),
  );
}

function threadsOption(given: string): number | "auto" {
  const value = given === "auto" ? given : Number(given);
  if (value === "auto" || (Number.isSafeInteger(value) && value >= 1 && value <= 256)) return value;
  throw new UsageError(`--threads must be a whole number from 1 to 256, or auto; got "${given}"`);
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
  made: Pick<About, "version" | "command">,
): Promise<void> {
  const { report } = options;
  if (options.threads !== undefined && options.by === undefined)
    throw new UsageError("--threads is for groups, and needs --by; one curve is fitted on one thread");
  const read = options.predict === undefined ? [file] : [file, options.predict];
  const output = report === undefined ? undefined : await openOutput(report, "the report", read);
  const frame = await loadFrame(file, readingOf(options));
  const formula = formulaFrom(given, options.model, frame);
  const other =
    options.predict === undefined ? undefined : await loadFrame(options.predict, readingOf(options));
  for (const note of frame.notes) terminal.stderr.write(`${printable(note)}\n`);
  const task: Task = { frame, formula, table: tableOf(frame), options, other };
  const about = {
    ...made,
    data: frame.origin === frame.name ? frame.name : `${frame.name}: ${frame.origin}`,
    ...settingOf(options),
  };
  const drawn =
    options.by === undefined ? fitOne(task, terminal) : await fitGroups(task, options.by, terminal);
  if (!output) return;
  const { renderFit, renderGroups } = await import("./report.ts");
  await output.write(
    "fit" in drawn
      ? renderFit(drawn.fit, task.table, { ...about, factors: factorsOf(task) })
      : renderGroups(options.by!, drawn.groups, drawn.tableOf, about),
  );
  terminal.stderr.write(`report written to ${printable(report!)}\n`);
}

/** What texts say of how a curve was fitted. */
const settingOf = ({ confidence = 0.95, bounds }: FitCommandOptions) => ({
  confidence,
  isBounded: bounds !== undefined,
});

/** By what residuals of the rows count. */
function factorsOf({ table, options: { weights, sigmas } }: Task): ArrayLike<number> | undefined {
  if (weights !== undefined) return Array.from(table[weights]!, Math.sqrt);
  return sigmas === undefined ? undefined : Array.from(table[sigmas]!, (sigma) => 1 / sigma);
}

/** What is to be fitted. */
interface Task {
  readonly frame: Frame;
  readonly formula: string;
  readonly table: Table;
  readonly options: FitCommandOptions;
  /** The rows to predict. */
  readonly other: Frame | undefined;
}

function fitOne({ frame, formula, table, options, other }: Task, terminal: Terminal): { fit: CurveFit } {
  let fit: CurveFit;
  try {
    fit = fitCurve(formula, table, optionsOf(options));
  } catch (error) {
    throw explained(error, frame, [formula, options.weights, options.sigmas]);
  }
  const predicted = other && predictionsOf(...predictorsOf(other, fit, options), () => fit);
  if (options.json) {
    writeJson({ ...jsonOf(fit), ...(predicted && { predictions: predicted }) }, terminal);
    return { fit };
  }
  // What is predicted has stdout for itself.
  const sink = predicted ? terminal.stderr : terminal.stdout;
  const about = { about: `${frame.name}, ${fit.fitted.length} rows`, ...settingOf(options) };
  sink.write(`${summaryText(fit, about, sink)}\n\n${drawFit(fit, table, sink)}\n`);
  if (predicted) terminal.stdout.write(predictionsCsv(fit.response, predicted));
  return { fit };
}

async function fitGroups(
  { frame, formula, table, options, other }: Task,
  by: string,
  terminal: Terminal,
): Promise<{ groups: readonly Group[]; tableOf: (key: string) => Table }> {
  const keys = keysOf(frame, by);
  let groups: readonly Group[];
  try {
    const { [by]: numbers = keys, ...columns } = table;
    // A column of numbers may be in the formula too.
    const grouped = { ...columns, [by]: numbers };
    const found = await fitCurves(formula, grouped, {
      ...optionsOf(options),
      ...{ by, threads: options.threads ?? 1 },
    });
    groups = found.fits.map((group) => ({ ...group, key: String(group.key) }));
    if (found.omitted.length > 0)
      terminal.stderr.write(
        `left out for want of ${printable(by)}: ${found.omitted.length} of ${frame.rows} rows\n`,
      );
  } catch (error) {
    throw explained(error, frame, [formula, options.weights, options.sigmas]);
  }
  const predicted = other && predictGroups({ other, options, by }, groups, terminal);
  const omitted = new Set(groups.flatMap(({ fit }) => fit?.omitted ?? []));
  /** The rows of a group that were fitted. */
  const rowsOf = (key: string): Table => {
    const isOwn = (_: number, row: number) => keys[row] === key && !omitted.has(row);
    return Object.fromEntries(
      Object.entries(table).map(([name, values]) => [name, Array.from(values).filter(isOwn)]),
    );
  };
  const drawn = { groups, tableOf: rowsOf };
  if (options.json) {
    writeJson({ ...groupsJson(by, groups), ...(predicted && { predictions: predicted.rows }) }, terminal);
    return drawn;
  }
  const sink = predicted ? terminal.stderr : terminal.stdout;
  sink.write(`${groupsText(by, groups, `${frame.name}, ${frame.rows} rows, by ${by}`, sink)}\n`);
  if (predicted) terminal.stdout.write(predictionsCsv(predicted.response, predicted.rows));
  return drawn;
}

/** Each row by the curve of its group; says which groups have none. */
function predictGroups(
  { other, options, by }: { readonly other: Frame; readonly options: FitCommandOptions; readonly by: string },
  groups: readonly Group[],
  { stderr }: Terminal,
) {
  const fits = new Map(groups.flatMap(({ key, fit }) => (fit ? [[key, fit]] : [])));
  const [first] = fits.values();
  if (!first) throw new UsageError("no group could be fitted, so nothing can be predicted");
  const keys = keysOf(other, by);
  const unknown = [...new Set(keys)].filter((key) => key !== "" && !fits.has(key));
  if (unknown.length > 0)
    stderr.write(`no curve, so no predictions, for ${printable(by)} ${unknown.map(printable).join(", ")}\n`);
  return {
    response: first.response,
    rows: predictionsOf(...predictorsOf(other, first, options), (row) => fits.get(keys[row]!)),
  };
}

function writeJson(value: unknown, { stdout }: Terminal): void {
  stdout.write(`${JSON.stringify(value, null, 2).split("\n").map(printable).join("\n")}\n`);
}

/** The options of the reader. */
const readingOf = ({ header, delimiter, decimal, missing }: FitCommandOptions): ReadingOptions =>
  Object.fromEntries(
    Object.entries({ header, delimiter, decimal, missing }).filter(([, value]) => value !== undefined),
  );

/** The columns of another file that predictions take: predictors, and the weights or sigmas of its rows where it has them. @throws UsageError where one is not there or holds no numbers. */
function predictorsOf(
  frame: Frame,
  { predictors }: CurveFit,
  { weights, sigmas }: FitCommandOptions,
): [table: Table, names: readonly string[], rows: number] {
  const columnOf = (name: string | undefined) => frame.columns.find((one) => one.name === name);
  const weighting = [weights, sigmas].filter((name) => name !== undefined && columnOf(name));
  const names = [...predictors, ...(weighting as string[])];
  for (const name of names) {
    const column = columnOf(name);
    if (column?.kind === "number") continue;
    const why = column ? `does not hold numbers: ${column.why}` : "is missing";
    throw new UsageError(
      `"${frame.name}" needs the predictors ${predictors.join(", ")}; the column "${name}" ${why}`,
    );
  }
  const all = tableOf(frame);
  return [Object.fromEntries(names.map((name) => [name, all[name]!])), names, frame.rows];
}
