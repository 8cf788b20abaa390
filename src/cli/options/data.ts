/**
 * The options that say which regression problem a command trains on, and how its file is to be read. The trainer has
 * the data sets and the reader of files.
 */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Command } from "commander";
import { airfoilRegression, autoMpgRegression, defaultRegression } from "../../datasets/index.ts";
import { DataError, parseTable, type Regression, standardize, type TableOptions } from "../../train/index.ts";
import { UsageError } from "../usage-error.ts";
import { named, repeated } from "./arguments.ts";

/** Values of the options: which data, and the reader's own options. */
export interface DataOptions
  extends Pick<TableOptions, "target" | "header" | "delimiter" | "decimal" | "missing" | "drop"> {
  readonly data?: string;
}

const words: Readonly<Record<string, string>> = {
  comma: ",",
  semicolon: ";",
  tab: "\t",
  "\\t": "\t",
  pipe: "|",
  space: " ",
};

function delimiter(given: string): string {
  const mark = Object.hasOwn(words, given) ? words[given]! : given;
  if (mark.length !== 1 || /[\w."'\r\n-]/.test(mark)) {
    throw new UsageError(
      `--delimiter must be comma, semicolon, tab, pipe, space or another mark of one character; got "${given}"`,
    );
  }
  return mark;
}

function header(given: string): boolean | number {
  if (given === "yes" || given === "no") return given === "yes";
  const line = Number(given);
  if (given.trim() === "" || !Number.isSafeInteger(line) || line < 1) {
    throw new UsageError(
      `--header must be yes, no or the number of the line with the headings; got "${given}"`,
    );
  }
  return line;
}

function decimal(given: string): "." | "," {
  if (given === "." || given === "point") return ".";
  if (given === "," || given === "comma") return ",";
  throw new UsageError(`--decimal must be point or comma, or the mark itself; got "${given}"`);
}

/** Adds the options to a command. */
export function addDataOptions(command: Command): Command {
  return command
    .option(
      "--data <name|file>",
      "airfoil, auto-mpg, or a CSV file of numbers (default: airfoil if available)",
      named("--data", "airfoil, auto-mpg or the name of a file"),
    )
    .option(
      "--target <column>",
      "the column of the CSV file to predict (default: the last)",
      named("--target", "the name of a column"),
    )
    .option(
      "--header <yes|no|line>",
      "whether the file has headings, or in which line (default: decided by looking at it)",
      header,
    )
    .option(
      "--delimiter <mark>",
      "what separates cells: comma, semicolon, tab, pipe, space or another mark",
      delimiter,
    )
    .option("--decimal <mark>", "the decimal mark, . or ,", decimal)
    .option(
      "--missing <cell>",
      "a cell that is a missing value, such as -999; may be repeated",
      repeated(String),
    )
    .option(
      "--drop <column>",
      "a column to leave out; may be repeated",
      repeated(named("--drop", "the name of a column")),
    );
}

/**
 * `airfoil`, `auto-mpg`, the path of a table of numbers, or (undefined) airfoil if it is available, otherwise auto-mpg; `warn` is
 * then told why.
 * @throws UsageError for a file that is not there or not a table; DataError if airfoil is not available.
 */
export async function chooseData(
  options: DataOptions,
  warn: (sentence: string) => void,
): Promise<Regression> {
  const { data } = options;
  if (data !== undefined && data !== "airfoil" && data !== "auto-mpg") return fromFile(data, options);
  for (const name of ["target", "header", "delimiter", "decimal", "missing", "drop"] as const) {
    if (options[name] !== undefined)
      throw new UsageError(`--${name} "${options[name]}" needs --data FILE.csv`);
  }
  if (data === "auto-mpg") return autoMpgRegression();
  if (data === "airfoil") return airfoilRegression();
  return defaultRegression({}, ({ message }) => warn(`${message}; Auto MPG is used instead`));
}

async function fromFile(path: string, options: DataOptions): Promise<Regression> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `cannot read the data file "${path}" (${error.code}); give airfoil, auto-mpg or a CSV file`,
    );
  });
  const { data, ...reading } = options;
  try {
    return standardize(
      parseTable(bytes, { ...reading, name: basename(path), origin: path, optionPrefix: "--" }),
    );
  } catch (error) {
    throw error instanceof DataError ? new UsageError(error.message) : error;
  }
}
