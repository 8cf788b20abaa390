/**
 * `glissade textbook compare`: several optimizers on the textbook's experiment, as a table, as JSON, as a report.
 * comparison.ts runs it, report.ts makes the page.
 */
import type { Command } from "commander";
import { list, outputName, positiveNumber, wholeNumber } from "../options/arguments.ts";
import { addHelpParts } from "../options/help.ts";
import { lackingHiddenWeights } from "../options/hidden-weights.ts";
import {
  createOptimizer,
  textbookNames,
  textbookOptions,
  trainedNames,
  trainedOptimizer,
} from "../options/registry.ts";
import { openOutput } from "../output.ts";
import { colorsFor, printable, type Terminal } from "../terminal.ts";
import { type Comparison, type Configuration, runComparison } from "./comparison.ts";
import { chooseData } from "./data.ts";
import { bookNote, describe } from "./format.ts";
import { showProgress } from "./progress.ts";
import { renderTable } from "./result-table.ts";
import { addSharedOptions, dataOptionsOf, type SharedOptions, settingsOf } from "./settings.ts";

/** Options of the command. */
export interface CompareOptions extends SharedOptions {
  readonly optimizers: readonly string[];
  readonly rates?: readonly number[];
  readonly seeds: number;
  readonly json?: boolean;
  readonly report?: string;
}

/** Adds the command to the program. */
export function addTextbookCompare(textbook: Command, terminal: Terminal, version: string): void {
  const command = addSharedOptions(textbook.command("compare"))
    .summary("compare the final losses of several optimizers")
    .description("Trains optimizers on the textbook's experiment and compares their final losses.")
    .option(
      "--optimizers <list>",
      "names with commas between them",
      list("--optimizers", trainedOptimizer),
      textbookNames,
    )
    .option(
      "--lr, --rates <list>",
      "learning rates to try with each optimizer (default: the book's)",
      list("--rates", positiveNumber("--rates")),
    )
    .option("--seeds <n>", "runs of each optimizer", wholeNumber("--seeds", 1), 20)
    .optionsGroup("Output:")
    .option("--json", "print JSON and nothing else")
    .option(
      "--report <file>",
      "write a self-contained HTML page with the loss curves",
      outputName("--report"),
    );
  addHelpParts(command, {
    "Optimizers that can be compared": () => trainedNames().join(", "),
    Examples: [
      "glissade textbook compare",
      "glissade textbook compare --optimizers adam,yogi --rates 1e-3,1e-2 --seeds 50",
      "glissade textbook compare --data auto-mpg --report losses.html",
    ],
  });
  command.action((options: CompareOptions) => compare(options, terminal, version));
}

/** Runs the command. */
export async function compare(options: CompareOptions, terminal: Terminal, version: string): Promise<void> {
  const configurations = configurationsOf(options);
  for (const { optimizer, options: given } of configurations) {
    createOptimizer(optimizer, given);
    lackingHiddenWeights(optimizer, given, { name: "the book's linear model" });
  }
  const report =
    options.report === undefined
      ? undefined
      : await openOutput(options.report, "the report", options.data === undefined ? [] : [options.data]);
  const data = await chooseData(dataOptionsOf(options), (sentence) => terminal.stderr.write(`${sentence}\n`));
  const progress = showProgress(terminal, configurations.length, options.seeds);
  const comparison = await runComparison(configurations, data, settingsOf(options), {
    preset: options.preset,
    seeds: options.seeds,
    onRun: progress.tick,
  }).finally(progress.done);
  terminal.stdout.write(options.json ? `${toJson(comparison)}\n` : toTable(comparison, terminal));
  if (report) {
    const { renderReport } = await import("./report.ts");
    await report.write(renderReport(comparison, version));
    terminal.stderr.write(`report written to ${printable(options.report!)}\n`);
  }
}

function configurationsOf({ optimizers, rates }: CompareOptions): Configuration[] {
  return optimizers.flatMap((optimizer) =>
    rates
      ? rates.map((learningRate) => ({ optimizer, options: textbookOptions(optimizer, { learningRate }) }))
      : [{ optimizer, options: textbookOptions(optimizer) }],
  );
}

function toTable(comparison: Comparison, { stdout }: Terminal): string {
  const colors = colorsFor(stdout);
  const notes = [`least squares floor ${comparison.floor.toFixed(6)}`];
  if (comparison.rows.some((row) => row.textbook)) notes.push(bookNote);
  return [...describe(comparison), renderTable(comparison, stdout), ...notes.map(colors.dim), ""].join("\n");
}

function toJson({ data, settings, preset, seeds, floor, rows }: Comparison): string {
  const { epochs, batchSize, device } = settings;
  const text = JSON.stringify(
    {
      data: {
        name: data.name,
        origin: data.origin,
        examples: data.count,
        features: data.features,
        target: data.target,
        notes: data.notes ?? [],
      },
      settings: { preset, epochs, batchSize, seeds, device },
      floor,
      results: rows,
    },
    null,
    2,
  );
  // JSON leaves some control characters in names as they are; in its strings the escape of one means the same.
  return text.split("\n").map(printable).join("\n");
}
