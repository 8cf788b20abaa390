/**
 * From a data frame to examples: chooses columns and rows, splits, and learns from the training rows alone how to encode. Everything that is
 * left out or filled in is a note. It trains nothing.
 */

import { numberIn } from "../../options/interval.ts";
import { flag, list, oneOf, text, whole } from "../../options/kinds.ts";
import { argumentOf, OptionError, readerOf, required } from "../../options/option.ts";
import { type Encoder, learnEncoder, type Raw, rawOf } from "./encoders.ts";
import type { LabelledExamples } from "./examples.ts";
import { type Frame, type FrameColumn, frameKind, type Reading } from "./frame.ts";
import { countsRows, type Gaps, roundedNote, rowsLeftOut, saysCounting } from "./left-out.ts";
import { Preparation } from "./preparation.ts";
import { splitRows } from "./split.ts";
import { withoutDropped } from "./table.ts";
import { classesOf, learnTarget, type Task, targetTensor, targetValues } from "./target.ts";
import { counted, listed, oneLine, type Wording, wordingOf } from "./wording.ts";

/** How `prepare` makes examples. */
export interface PrepareOptions {
  readonly task: Task;
  /** The column to predict; the last one by default. */
  readonly target?: string;
  /** Whether missing features are filled in, by the median or the most frequent level of the training rows; otherwise rows with them are left out. Rows without a target always are. */
  readonly impute?: boolean;
  /** What dates become: days, or the month of the year, one-hot. They are left out by default. */
  readonly dates?: "days" | "month";
  /** Columns to leave out. */
  readonly drop?: readonly string[];
  /** Decides which rows are for validation, of those that are not for the test; 0 by default. */
  readonly seed?: number;
  /** Decides which rows are for the test, whatever `seed` is; 0 by default. */
  readonly testSeed?: number;
  /** Share of the rows for validation, in [0, 1); 0.15 by default. */
  readonly validation?: number;
  /** Share of the rows for the test, in [0, 1); 0.15 by default. */
  readonly test?: number;
  /** What stands before an option's name in messages: `--` on the command line. */
  readonly optionPrefix?: string;
}

/** A split that is made when it is first read, so that a program can prove that it did not look. */
export interface HeldOut {
  readonly count: number;
  /** Whether it has been read. */
  readonly wasRead: boolean;
  /** Its examples. */
  read(): LabelledExamples;
}

/** Examples of a file, split. */
export interface Prepared {
  readonly name: string;
  readonly origin: string;
  readonly preparation: Preparation;
  /** `x`: float32 [n, features]; `y`: see `Preparation.task`. */
  readonly train: LabelledExamples;
  readonly validation: LabelledExamples;
  readonly test: HeldOut;
  /** What was left out, filled in and decided: sentences without a full stop. */
  readonly notes: readonly string[];
}

const share = numberIn("[0, 1)");
const checkFrame = argumentOf<Frame>("prepare", "frame", frameKind);
const readOptions = readerOf<PrepareOptions>("prepare", {
  task: required(oneOf("regression", "binary", "classes")),
  target: text,
  impute: flag,
  dates: oneOf("days", "month"),
  drop: list,
  seed: whole(0),
  testSeed: whole(0),
  validation: share,
  test: share,
  optionPrefix: text,
});

/**
 * Splits the rows of a frame by seeds (in each class alike), standardises numbers and the target of a regression by the training rows, makes
 * categories one-hot, and leaves out what nothing can be learnt from.
 *
 * @throws OptionError for anything but a frame, or wrong options; DataError (`format`) for a target that does not suit the task, and where no feature or fewer than two training
 *   rows are left.
 * @example
 * const houses = parseFrame("rooms,price\n2,1\n3,2\n4,3\n5,4", { name: "houses", origin: "made up" });
 * prepare(houses, { task: "regression", test: 0.25, validation: 0 }).train.x.shape
 */
export function prepare(frame: Frame, given: PrepareOptions): Prepared {
  checkFrame(frame);
  const {
    task,
    impute = false,
    dates,
    drop = [],
    seed = 0,
    testSeed = 0,
    validation = 0.15,
    test = 0.15,
    ...options
  } = readOptions(given);
  if (validation + test >= 1)
    throw new OptionError(
      `prepare: validation and test must leave rows to train on; got ${validation} and ${test}`,
    );
  const wording = wordingOf(frame.name, options.optionPrefix);
  const columns = withoutDropped(frame, drop, wording.refuse);
  const target = chooseTarget(frame, columns, options.target, drop, wording);
  const which =
    options.target === undefined ? ` (the last; ${wording.option("target", "COLUMN")} names another)` : "";
  const classes = classesOf(target, task, wording, which);
  const labels = targetValues(target, { name: target.name, center: 0, deviation: 1, classes }, wording);

  const others = columns.filter((column) => column !== target);
  const used = others.filter(({ kind }) => kind !== "text" && (kind !== "date" || dates !== undefined));
  const gaps = [...(impute ? [] : used.map(gapsOf)), gapsOf(target)];
  const all = Uint32Array.from({ length: frame.rows }, (_, row) => row);
  const rows = all.filter((row) => !gaps.some(({ isMissing }) => isMissing(row)));
  const split = splitRows(
    rows,
    classes.length > 0 ? (row) => labels[row]! : () => 0,
    { validation, test },
    { test: testSeed, validation: seed },
  );

  const leftOut: string[] = [];
  const decided: string[] = [];
  const encoders: Encoder[] = [];
  const raws: Raw[] = [];
  for (const column of others) {
    const learnt = learnEncoder(column, split.train, dates, wording);
    if ("whyNot" in learnt) leftOut.push(`left out column "${column.name}": ${learnt.whyNot}`);
    else {
      encoders.push(learnt.encoder);
      raws.push(rawOf(learnt.encoder, column, wording));
      decided.push(...learnt.notes);
    }
  }
  const { option } = wording;
  const remedy = `, and all that have a target with ${options.optionPrefix ?? ""}impute`;
  const notes = [
    ...frame.notes,
    ...leftOut,
    ...rowsLeftOut(gaps, frame.rows, rows.length, option, remedy),
    ...decided,
    ...others.flatMap((column) => (column.kind === "number" ? roundedNote(column) : [])),
    ...others
      .slice(0, 1)
      .flatMap((column) =>
        column.kind === "number" && countsRows(column) ? [saysCounting(column.name, option)] : [],
      ),
  ];
  if (encoders.length === 0 || split.train.length < 2) {
    const rest = notes.length > 0 ? ` (${notes.join("; ")})` : "";
    throw wording.refuse(
      `found ${counted(encoders.length, "feature column")} and ${counted(split.train.length, "row")} to train on; there must be a target, a feature and two rows at least${rest}`,
    );
  }
  const learned = learnTarget(target.name, labels, classes, split.train, wording);
  const reading = readingOf(frame, encoders);
  const preparation = new Preparation({ task, target: learned, encoders, impute, reading });
  const examples = (part: Uint32Array): LabelledExamples => ({
    x: preparation.encode(raws, part),
    y: targetTensor(labels, part, task, learned),
  });
  return {
    name: frame.name,
    origin: frame.origin,
    preparation,
    train: examples(split.train),
    validation: examples(split.validation),
    test: heldOut(split.test.length, () => examples(split.test)),
    notes: [...notes, ...preparation.filled(raws, rows)].map(oneLine),
  };
}

/** The column to predict. */
function chooseTarget(
  frame: Frame,
  columns: readonly FrameColumn[],
  target: string | undefined,
  drop: readonly string[],
  { refuse }: Wording,
): FrameColumn {
  // An empty last column is what a comma at the end of every line makes.
  const last = columns.findLast(({ missing }) => missing < frame.rows);
  const chosen = target === undefined ? last : frame.columns.find(({ name }) => name === target);
  if (!chosen) {
    if (target === undefined) throw refuse("there are no values");
    throw refuse(
      `there is no target column "${target}"; the columns are ${listed(frame.columns.map(({ name }) => name))}`,
    );
  }
  if (drop.includes(chosen.name))
    throw refuse(`the target column "${chosen.name}" is left out; predict another`);
  return chosen;
}

function gapsOf(column: FrameColumn): Gaps {
  const { name, missing } = column;
  if (column.kind === "category" || column.kind === "text")
    return { name, missing, isMissing: (row) => column.codes[row]! < 0 };
  const values = column.kind === "date" ? column.days : column.values;
  return { name, missing, isMissing: (row) => Number.isNaN(values[row]) };
}

/** How other files like this are read: new ones need not have its target, and may not show which of day and month comes first. */
function readingOf({ columns, reading = {} }: Frame, encoders: readonly Encoder[]): Reading {
  const { missing, categories = [], dayFirst } = reading;
  const known = categories.filter((name) => encoders.some((encoder) => encoder.name === name));
  const shown = columns.flatMap((column) =>
    column.kind === "date" && encoders.some(({ name }) => name === column.name)
      ? (column.dayFirst ?? [])
      : [],
  );
  const first = dayFirst ?? shown[0];
  return {
    ...(missing && { missing }),
    ...(known.length > 0 && { categories: known }),
    ...(first !== undefined && { dayFirst: first }),
  };
}

/** A split that is made when it is first read. */
function heldOut(count: number, make: () => LabelledExamples): HeldOut {
  let examples: LabelledExamples | undefined;
  return {
    count,
    get wasRead() {
      return examples !== undefined;
    },
    read() {
      examples ??= make();
      return examples;
    },
  };
}
