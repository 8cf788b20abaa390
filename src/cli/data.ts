/**
 * The `--data` and `--target` options: which regression problem a command trains on. The data sets themselves
 * are loaded by the trainer.
 */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import {
  airfoilRegression,
  DataError,
  defaultRegression,
  loadAutoMpg,
  parseTable,
  type Regression,
  standardize,
} from "../train/index.ts";
import { UsageError } from "./usage-error.ts";

/**
 * `airfoil`, `auto-mpg`, the path of a table of numbers, or (undefined) airfoil where it can be had, else auto-mpg.
 * @throws UsageError for a file that is not there or not a table; DataError for airfoil that cannot be had.
 */
export async function chooseData(
  choice: string | undefined,
  target: string | undefined,
): Promise<Regression> {
  if (choice !== undefined && choice !== "airfoil" && choice !== "auto-mpg") return fromFile(choice, target);
  if (target !== undefined) throw new UsageError(`--target "${target}" needs --data FILE.csv`);
  if (choice === "auto-mpg") return standardize(loadAutoMpg());
  return choice === "airfoil" ? airfoilRegression() : defaultRegression();
}

async function fromFile(path: string, target: string | undefined): Promise<Regression> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `cannot read the data file "${path}" (${error.code}); give airfoil, auto-mpg or a CSV file`,
    );
  });
  try {
    const options = { name: basename(path), origin: path };
    return standardize(parseTable(text, target === undefined ? options : { ...options, target }));
  } catch (error) {
    throw error instanceof DataError ? new UsageError(error.message) : error;
  }
}
