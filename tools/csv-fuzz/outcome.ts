/** What becomes of a file: read, or refused with a typed error; anything else throws. */
import { OptionError } from "../../src/options/option.ts";
import { DataError } from "../../src/train/data/data-error.ts";
import { parseFrame } from "../../src/train/data/parse-frame.ts";
import { preparationFrom } from "../../src/train/data/preparation-json.ts";
import { prepare } from "../../src/train/data/prepare.ts";
import { tableOf } from "../../src/train/data/table.ts";

/** How far a file came: `read` as a frame, `table` of numbers, `examples`. */
export type Outcome = "refused" | "read" | "table" | "examples";

const isTyped = (error: unknown): boolean =>
  (error instanceof DataError || error instanceof OptionError) && !/\p{Cc}/u.test(error.message);

/** Reads a file in every way. @throws whatever is no typed error of one line, and Error for a frame that is not whole. */
export function outcomeOf(bytes: Uint8Array): Outcome {
  let reached: Outcome = "refused";
  try {
    const frame = parseFrame(bytes, { name: "file", origin: "made up" });
    reached = "read";
    for (const column of frame.columns) {
      const { length } =
        column.kind === "number" ? column.values : column.kind === "date" ? column.days : column.codes;
      if (length !== frame.rows) throw new Error(`column ${column.name} has ${length} of ${frame.rows} rows`);
    }
    for (const task of ["regression", "binary", "classes"] as const) {
      try {
        const { preparation, train } = prepare(frame, { task, impute: true, dates: "month" });
        if (!train.x.data.every(Number.isFinite)) throw new Error("features that are not finite");
        preparationFrom(JSON.parse(JSON.stringify(preparation))).apply(frame);
        reached = "examples";
      } catch (error) {
        if (!isTyped(error)) throw error;
      }
    }
    tableOf(frame);
    if (reached !== "examples") reached = "table";
  } catch (error) {
    if (!isTyped(error)) throw error;
  }
  return reached;
}
