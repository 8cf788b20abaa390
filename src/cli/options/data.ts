/**
 * The options that say which data a command takes, and how a file of it is to be read.
 */
import type { Command } from "commander";
import type { TableOptions } from "../../train/index.ts";
import { UsageError } from "../usage-error.ts";
import { list, named, repeated } from "./arguments.ts";

/** How a file is read. */
export type ReadingOptions = Pick<TableOptions, "header" | "delimiter" | "decimal" | "missing">;

/** Values of the options: which data, and the reader's own options. */
export interface DataOptions extends ReadingOptions, Pick<TableOptions, "target" | "drop"> {
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

/** Adds the options to a command that takes one table; `names` are the data sets that it knows. */
export function addDataOptions(command: Command, names: string): Command {
  return addTableOptions(
    command
      .optionsGroup("Data:")
      .option(
        "--data <name|file>",
        `${names}, or a CSV file`,
        named("--data", `${names} or the name of a file`),
      )
      .option("--target <column>", "the column of the CSV file to predict (default: the last)", targetName),
  );
}

/** The same for a command that takes several tables: `data` and `target` are lists. */
export function addManyDataOptions(command: Command, names: string): Command {
  return addTableOptions(
    command
      .optionsGroup("Data:")
      .option(
        "--data <names|files>",
        `${names} or CSV files, with commas between them`,
        list("--data", named("--data", `${names} or the name of a file`)),
      )
      .option(
        "--target <column>",
        "the column to predict (default: the last); once for all data, or once for each in their order",
        repeated(targetName),
      ),
  );
}

const targetName = named("--target", "the name of a column");

function addTableOptions(command: Command): Command {
  return addReadingOptions(
    command.option(
      "--drop <column>",
      "a column to leave out; may be repeated",
      repeated(named("--drop", "the name of a column")),
    ),
  );
}

/** Adds the options that say how a file is read. */
export function addReadingOptions(command: Command): Command {
  return command
    .optionsGroup("Reading a CSV file:")
    .option(
      "--header <yes|no|line>",
      "whether it has headings, or in which line (default: seen from the file)",
      header,
    )
    .option(
      "--delimiter <mark>",
      "what separates cells: comma, semicolon, tab, pipe, space or another mark (default: seen from the file)",
      delimiter,
    )
    .option("--decimal <mark>", "the decimal mark, . or , (default: seen from the file)", decimal)
    .option(
      "--missing <cell>",
      "a cell that is a missing value, such as -999, besides empty ones, NA, ? and their like; may be repeated",
      repeated(String),
    );
}
