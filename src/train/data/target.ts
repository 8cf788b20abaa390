/**
 * The column that is predicted: numbers, standardised by the training rows, or classes by number. A regression of texts is refused with the
 * models that predict classes; nothing is switched.
 */
import type { ExampleTensor } from "./examples.ts";
import type { FrameColumn } from "./frame.ts";
import { momentsOf } from "./moments.ts";
import { listed, type Wording } from "./wording.ts";

/** What is predicted: a number, one of two classes, or one of several. */
export type Task = "regression" | "binary" | "classes";

/** What is known of a target; plain JSON. */
export interface Target {
  readonly name: string;
  /** Mean and population standard deviation of a regression's training rows; 0 and 1 for classes. */
  readonly center: number;
  readonly deviation: number;
  /** Names of the classes, sorted; none for a regression. */
  readonly classes: readonly string[];
}

/** More classes than this are no classes. */
const MOST_CLASSES = 1000;

/** The classes of a column, sorted; none for a regression. @throws DataError where the column does not suit the task. */
export function classesOf(
  column: FrameColumn,
  task: Task,
  { refuse, option }: Wording,
  which = "",
): string[] {
  const said = `the target column "${column.name}"`;
  if (task === "regression") {
    if (column.kind === "number") return [];
    const models = `${option("model", "logistic")} predicts one of two classes, ${option("model", "softmax")} one of several`;
    throw refuse(
      `${said} is not numeric${which}, and a regression predicts numbers: ${column.why}; ${models}`,
    );
  }
  if (column.kind === "date") throw refuse(`${said} does not hold classes${which}: ${column.why}`);
  const names =
    column.kind === "number"
      ? [...new Set(column.values)]
          .filter((value) => !Number.isNaN(value))
          .sort((a, b) => a - b)
          .map(String)
      : [...column.levels].sort();
  const filled = (column.kind === "number" ? column.values : column.codes).length - column.missing;
  if (task === "binary" && names.length > 2) {
    throw refuse(
      `${said} holds ${names.length} classes (${listed(names, 5)}), and ${option("model", "logistic")} predicts one of two; ${option("model", "softmax")} predicts one of several`,
    );
  }
  if (names.length < 2)
    throw refuse(
      `${said} holds ${names[0] === undefined ? "no class" : `one class, ${names[0]}`}; there is nothing to predict`,
    );
  if (names.length > MOST_CLASSES || (names.length > 2 && names.length * 2 > filled)) {
    throw refuse(
      `${said} holds ${names.length} different values in ${filled} cells${which}: too many for classes${column.kind === "number" ? `; ${option("model", "linear")} predicts a number` : ""}`,
    );
  }
  return names;
}

/** The numbers, or the places of classes, of a column of any frame: NaN where one is missing, -1 for an unknown class. */
export function targetValues(
  column: FrameColumn,
  { name, classes }: Target,
  { refuse }: Wording,
): Float64Array {
  if (column.kind === "date" || (column.kind !== "number" && classes.length === 0))
    throw refuse(
      `the target column "${name}" must hold ${classes.length > 0 ? "classes" : "numbers"}: ${column.why}`,
    );
  const places = new Map(classes.map((level, place) => [level, place]));
  if (column.kind === "number") {
    if (classes.length === 0) return column.values;
    return column.values.map((value) => (Number.isNaN(value) ? value : (places.get(String(value)) ?? -1)));
  }
  const known = column.levels.map((level) => places.get(level) ?? -1);
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : known[code]!));
}

/** Learns mean and deviation from the training rows. @throws DataError for a target that is the same in all of them. */
export function learnTarget(
  name: string,
  values: Float64Array,
  classes: readonly string[],
  rows: Uint32Array,
  { refuse }: Wording,
): Target {
  if (classes.length > 0) return { name, center: 0, deviation: 1, classes };
  const { mean, deviation } = momentsOf(Float64Array.from(rows, (row) => values[row]!));
  if (deviation === 0)
    throw refuse(`the target column "${name}" is ${mean} in every training row; there is nothing to predict`);
  return { name, center: mean, deviation, classes };
}

/** The targets of some rows, as training has them: float32, standardised or 0 and 1; int32 for several classes. */
export function targetTensor(
  values: Float64Array,
  rows: Uint32Array,
  task: Task,
  { center, deviation }: Target,
): ExampleTensor {
  const shape = [rows.length];
  if (task === "classes") return { data: Int32Array.from(rows, (row) => values[row]!), shape };
  return { data: Float32Array.from(rows, (row) => (values[row]! - center) / deviation), shape };
}
