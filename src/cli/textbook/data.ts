/**
 * The regression problem of the book's experiment: its own data, or a user's table of numbers.
 */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { airfoilRegression, autoMpgRegression, defaultRegression } from "../../datasets/index.ts";
import { parseTable, type Regression, standardize } from "../../train/index.ts";
import type { DataOptions } from "../options/data.ts";
import { UsageError } from "../usage-error.ts";

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
  return standardize(
    parseTable(bytes, { ...reading, name: basename(path), origin: path, optionPrefix: "--" }),
  );
}
