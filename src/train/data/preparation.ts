/**
 * What is needed to make examples from the rows of a file, and values of the target from predictions: learnt from training rows
 * once (`prepare`), saved with the model as JSON, used again on new rows. It holds no rows.
 */

import { text } from "../../options/kinds.ts";
import { nearest, question } from "../../options/nearest.ts";
import { argumentOf, readerOf } from "../../options/option.ts";
import { type Encoder, featuresOf, type Raw, rawOf, writeFeatures } from "./encoders.ts";
import type { ExampleTensor } from "./examples.ts";
import { type Frame, frameKind, type Reading } from "./frame.ts";
import { type Target, type Task, targetTensor, targetValues } from "./target.ts";
import { counted, listed, oneLine, wordingOf } from "./wording.ts";

/** What a preparation has learnt: plain JSON. */
export interface Learned {
  readonly task: Task;
  readonly target: Target;
  readonly encoders: readonly Encoder[];
  /** Whether missing features are filled in, by the median or the most frequent level; rows with them are left out otherwise. */
  readonly impute: boolean;
  /** How other files like it are read: options of `parseFrame`. */
  readonly reading: Reading;
}

/** New rows as features. */
export interface Applied {
  /** float32 [n, features]. */
  readonly x: ExampleTensor;
  /** The row of the frame that each example comes from; rows with missing features are left out unless they are filled in. */
  readonly rows: Uint32Array;
  /** The targets as training has them, where the frame holds known ones for all of these rows. */
  readonly y?: ExampleTensor;
  /** What was ignored, filled in and left out: sentences without a full stop. */
  readonly notes: readonly string[];
}

/** The version of the JSON form. */
export const VERSION = 1;

/** Options of `apply`. */
export interface ApplyOptions {
  /** What stands before an option's name in messages: `--` on the command line. */
  readonly optionPrefix?: string;
}

const readOptions = readerOf<ApplyOptions>("apply", { optionPrefix: text });
const checkFrame = argumentOf<Frame>("apply", "frame", frameKind);

/** From columns to features and from predictions to the target's own units. Made by `prepare` and `preparationFrom`. */
export class Preparation {
  readonly #learned: Learned;
  /** One name for each feature: `rooms`, `town = Leeds`. */
  readonly features: readonly string[];

  /** Made by `prepare` and `preparationFrom`. */
  constructor(learned: Learned) {
    this.#learned = learned;
    this.features = learned.encoders.flatMap(featuresOf);
  }

  /** `regression`: y is float32 [n], standardised. `binary`: float32 [n] of 0 and 1. `classes`: int32 [n] of class numbers. */
  get task(): Task {
    return this.#learned.task;
  }

  /** The name of the target. */
  get target(): string {
    return this.#learned.target.name;
  }

  /** Names of the classes in the order of their numbers; none for a regression. */
  get classes(): readonly string[] {
    return this.#learned.target.classes;
  }

  /** Mean of a regression's target in the training rows; 0 for classes. */
  get center(): number {
    return this.#learned.target.center;
  }

  /** Population standard deviation of a regression's target in the training rows, 1 for classes: errors times this are in its units. */
  get deviation(): number {
    return this.#learned.target.deviation;
  }

  /** Options of `parseFrame` with which new files are read as the training file was. */
  get reading(): Reading {
    return this.#learned.reading;
  }

  /**
   * Features of new rows. Columns may stand in any order; unknown ones are noted and ignored.
   * @throws OptionError for anything but a frame; DataError (`format`) for a column that is not there or of another kind than in training.
   */
  apply(frame: Frame, options: ApplyOptions = {}): Applied {
    checkFrame(frame);
    const { optionPrefix = "" } = readOptions(options);
    const { task, target, encoders, impute } = this.#learned;
    const wording = wordingOf(frame.name, optionPrefix);
    const names = frame.columns.map(({ name }) => name);
    const raws = encoders.map((encoder) => {
      const column = frame.columns.find(({ name }) => name === encoder.name);
      if (column) return rawOf(encoder, column, wording);
      throw wording.refuse(
        `there is no column "${encoder.name}", which the model needs${question(encoder.name, names, nearest)}; the columns are ${listed(names)}`,
      );
    });
    const known = [target.name, ...encoders.map(({ name }) => name)];
    const unknown = names.filter((name) => !known.includes(name));
    const all = Uint32Array.from({ length: frame.rows }, (_, row) => row);
    const rows = impute ? all : all.filter((row) => raws.every((raw) => !Number.isNaN(raw[row])));
    const column = frame.columns.find(({ name }) => name === target.name);
    const targets = column && targetValues(column, target, wording);
    const isWhole =
      targets &&
      rows.length > 0 &&
      rows.every((row) => targets[row]! >= 0 || (target.classes.length === 0 && !Number.isNaN(targets[row])));
    return {
      x: this.encode(raws, rows),
      rows,
      ...(isWhole && { y: targetTensor(targets, rows, task, target) }),
      notes: [
        ...(unknown.length > 0
          ? [`ignored ${counted(unknown.length, "column")} that the model does not use: ${listed(unknown)}`]
          : []),
        ...(rows.length < frame.rows
          ? [`left out ${frame.rows - rows.length} of ${frame.rows} rows with missing values`]
          : []),
        ...this.filled(raws, rows),
        ...encoders.flatMap((encoder, index) => unseen(encoder, raws[index]!, rows)),
      ].map(oneLine),
    };
  }

  /** Features of some rows from raw values of each column. For `prepare`. */
  encode(raws: readonly Raw[], rows: Uint32Array): ExampleTensor {
    const { encoders } = this.#learned;
    const width = this.features.length;
    const x = new Float32Array(rows.length * width);
    let at = 0;
    for (const [index, encoder] of encoders.entries()) {
      const raw = raws[index]!;
      for (const [place, row] of rows.entries()) {
        const value = raw[row]!;
        writeFeatures(encoder, Number.isNaN(value) ? encoder.fill : value, x, place * width + at);
      }
      at += featuresOf(encoder).length;
    }
    return { data: x, shape: [rows.length, width] };
  }

  /** What is said of missing features of some rows that are filled in. For `prepare`. */
  filled(raws: readonly Raw[], rows: Uint32Array): string[] {
    return this.#learned.encoders.flatMap((encoder, index) => {
      const raw = raws[index]!;
      let count = 0;
      for (const row of rows) if (Number.isNaN(raw[row])) count++;
      return count > 0
        ? `filled ${counted(count, "missing cell")} of column "${encoder.name}" with ${fillText(encoder)}`
        : [];
    });
  }

  /** Predictions of a regression, standardised values, in the target's own units. */
  restore(predictions: ArrayLike<number>): Float64Array {
    const { center, deviation } = this.#learned.target;
    return Float64Array.from(predictions, (value) => value * deviation + center);
  }

  /** A JSON value that `preparationFrom` takes back. */
  toJSON(): Learned & { readonly version: number } {
    return { version: VERSION, ...this.#learned };
  }
}

/** What a missing value becomes. */
function fillText(encoder: Encoder): string {
  if (encoder.kind === "number") return `${encoder.fill}, the median of the training rows`;
  if (encoder.kind === "days") return "the median day of the training rows";
  const name = featuresOf(encoder)[encoder.fill]!.slice(encoder.name.length + " = ".length);
  return `"${name}", the most frequent of the training rows`;
}

/** What is said of levels that training has not seen. */
function unseen(encoder: Encoder, raw: Raw, rows: Uint32Array): string[] {
  if (encoder.kind !== "category") return [];
  let count = 0;
  for (const row of rows) if (raw[row] === encoder.levels.length) count++;
  if (count === 0) return [];
  const read = encoder.hasOther ? 'read as "(other)"' : "read as none of its categories";
  return [
    `${counted(count, "cell")} of column "${encoder.name}" ${count === 1 ? "holds a category" : "hold categories"} that training has not seen, ${read}`,
  ];
}
