/**
 * Data to train a model on: which file or data set, how it is read and prepared. data.ts has the options of the reader.
 */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Command } from "commander";
import { loadAirfoil, loadAutoMpg, loadFashionMnist } from "../../datasets/index.ts";
import {
  type Dataset,
  type Frame,
  type LabelledExamples,
  type ModelOptions,
  type Preparation,
  type PrepareOptions,
  parseFrame,
  prepare,
  type Task,
} from "../../train/index.ts";
import { UsageError } from "../usage-error.ts";
import { choice, named, repeated, share, wholeNumber } from "./arguments.ts";
import type { DataOptions } from "./data.ts";

/** Values of the options, beside those of the reader. */
export interface TrainingDataOptions
  extends DataOptions,
    Pick<PrepareOptions, "impute" | "dates" | "validation" | "test" | "testSeed"> {
  readonly categories?: readonly string[];
  readonly dayFirst?: boolean;
}

/** Examples to train on, as fit takes them. */
export type TrainingExamples = LabelledExamples | Dataset<LabelledExamples>;

/** Examples, split, and what a model must know of them. */
export interface TrainingData {
  readonly name: string;
  readonly origin: string;
  /** What an example is called; rows where nothing is said. */
  readonly examples?: string;
  /** What was left out, filled in and decided. */
  readonly notes: readonly string[];
  readonly train: TrainingExamples;
  /** The examples, or the share of `train` to set apart. */
  readonly validation: TrainingExamples | number;
  /** Rows that training never sees; made when they are read. */
  readonly test: { readonly count: number; read(): TrainingExamples };
  /** For a table; pictures need none. */
  readonly preparation?: Preparation;
  readonly shape: ModelOptions;
}

/** Number of examples. */
export const sizeOf = (examples: TrainingExamples): number =>
  "count" in examples ? (examples.count as number) : examples.x.shape[0]!;

/** How many examples are set apart to validate on. */
export const validationCount = ({ train, validation }: TrainingData): number =>
  typeof validation === "number" ? Math.round(sizeOf(train) * validation) : sizeOf(validation);

/** How many are left to train on. */
export const trainCount = (data: TrainingData): number =>
  sizeOf(data.train) - (typeof data.validation === "number" ? validationCount(data) : 0);

/** Adds the options to a command that has those of the reader. */
export function addTrainingDataOptions(command: Command): Command {
  return command
    .option(
      "--categories <column>",
      "a column of numbers that are categories; may be repeated",
      repeated(named("--categories", "the name of a column")),
    )
    .option("--day-first", "the day stands before the month in dates such as 03/04/2020")
    .optionsGroup("Preparing the data:")
    .option(
      "--dates <days|month>",
      "make dates numbers: days since the first, or the month of the year (default: dates are left out)",
      choice("--dates", ["days", "month"]),
    )
    .option(
      "--impute",
      "fill missing cells with the median or the most frequent category (default: leave those rows out)",
    )
    .option("--validation <share>", "share of the rows to validate on (default: 0.15)", share("--validation"))
    .option("--test <share>", "share of the rows to test on at the end (default: 0.15)", share("--test"))
    .option(
      "--test-seed <n>",
      "decides which rows are for the test, whatever --seed is (default: 0)",
      wholeNumber("--test-seed", 0),
    );
}

const tables: Readonly<Record<string, () => Promise<Frame> | Frame>> = {
  airfoil: () => loadAirfoil(),
  "auto-mpg": loadAutoMpg,
};

/** Names of data sets that a model can be trained on. */
export const trainingDataNames: readonly string[] = [...Object.keys(tables), "fashion-mnist"];

/** How a file is read, and how a table is prepared. */
const optionsOfFiles = ["header", "delimiter", "decimal", "missing", "categories", "dayFirst"] as const;
const optionsOfTables = [
  ...optionsOfFiles,
  "target",
  "drop",
  "impute",
  "dates",
  "validation",
  "test",
  "testSeed",
] as const;

/** The options that are given. */
export const given = <T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };

/**
 * The data of that name, divided by `seed`.
 *
 * @throws UsageError for a file that is not there, or that has no such table or target.
 */
export async function loadTrainingData(
  data: string,
  options: TrainingDataOptions,
  task: Task,
  seed: number,
): Promise<TrainingData> {
  return (await openTrainingData(data, options, task)).divide(seed);
}

/** Data that is read once and divided for many seeds. */
export interface OpenData {
  readonly name: string;
  /** All of its rows: a table, or the two parts of published pictures. */
  readonly rows: Frame | readonly Dataset<LabelledExamples>[];
  /** Divides the rows into training and validation, and prepares them by the training rows; those of the test are the same for all seeds. */
  divide(seed: number): TrainingData;
}

/** @throws UsageError for a file that is not there; `divide` for one that has no such table or target. */
export async function openTrainingData(
  data: string,
  options: TrainingDataOptions,
  task: Task,
): Promise<OpenData> {
  if (data === "fashion-mnist") return fashionMnist(task, options);
  const frame = await loadFrame(data, options);
  const { target, impute, dates, drop, validation, test, testSeed } = options;
  const divide = (seed: number) => {
    const prepared = prepare(frame, {
      task,
      seed,
      optionPrefix: "--",
      ...given({ target, impute, dates, drop, validation, test, testSeed }),
    });
    const { features, classes } = prepared.preparation;
    const shape = { task, features: features.length, ...(task === "classes" && { classes: classes.length }) };
    return { ...prepared, shape };
  };
  return { name: frame.name, rows: frame, divide };
}

/** Columns of a file, or of a data set of tables. @throws UsageError, DataError */
export async function loadFrame(data: string, options: TrainingDataOptions): Promise<Frame> {
  const { header, delimiter, decimal, missing, categories, dayFirst } = options;
  if (Object.hasOwn(tables, data)) {
    refuseOptions(options, optionsOfFiles, `for files; ${data} is read as it was published`);
    return tables[data]!();
  }
  const bytes = await readFile(data).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `cannot read the data file "${data}" (${error.code}); give a CSV file or one of ${trainingDataNames.join(", ")}`,
    );
  });
  return parseFrame(bytes, {
    name: basename(data),
    origin: data,
    optionPrefix: "--",
    ...given({ header, delimiter, decimal, missing, categories, dayFirst }),
  });
}

async function fashionMnist(task: Task, options: TrainingDataOptions): Promise<OpenData> {
  if (task !== "classes")
    throw new UsageError(
      "fashion-mnist has ten classes; give --model softmax, --model lenet, or --model mlp:256 --task classes",
    );
  refuseOptions(options, optionsOfTables, "for tables; fashion-mnist is taken as it was published");
  const { train, test, classes } = await loadFashionMnist();
  const data: TrainingData = {
    name: "fashion-mnist",
    origin: "Fashion-MNIST, Xiao, Rasul and Vollgraf 2017 (Zalando, MIT)",
    notes: [],
    train,
    // As many as the test has; fit sets them apart by the seed.
    validation: test.count / train.count,
    test: { count: test.count, read: () => test },
    shape: { task, features: 784, classes: classes.length },
  };
  return { name: data.name, rows: [train, test], divide: () => data };
}

/** @throws UsageError where one of the options is given that the data have no use for. */
function refuseOptions(
  options: TrainingDataOptions,
  names: readonly (keyof TrainingDataOptions)[],
  why: string,
): void {
  const found = names.find((name) => options[name] !== undefined);
  if (found === undefined) return;
  const spelt = found.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new UsageError(`--${spelt} is ${why}`);
}
