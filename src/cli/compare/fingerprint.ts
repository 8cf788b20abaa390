/** A digest of all that decides the trials of a problem: every value of its data, and what is done with them. */
import { createHash, type Hash } from "node:crypto";
import type { Dataset, Frame, FrameColumn, LabelledExamples } from "../../train/index.ts";

/** Examples that are digested at a time. */
const PIECE = 1000;

/**
 * The digest, the same on every machine.
 * @param rows - a table, or data sets in their order; all of their values are read.
 * @param settings - JSON of what is done with them.
 */
export function fingerprintOf(rows: Frame | readonly Dataset<LabelledExamples>[], settings: unknown): string {
  const hash = createHash("sha256").update(JSON.stringify(settings));
  if ("columns" in rows) for (const column of rows.columns) addColumn(hash, column);
  else for (const dataset of rows) addDataset(hash, dataset);
  return hash.digest("hex").slice(0, 16);
}

function addColumn(hash: Hash, column: FrameColumn): void {
  const { kind, name } = column;
  if (kind === "number") addValues(hash, [kind, name], column.values);
  else if (kind === "date") addValues(hash, [kind, name], column.days);
  else addValues(hash, [kind, name, column.levels], column.codes);
}

function addDataset(hash: Hash, { count, batch }: Dataset<LabelledExamples>): void {
  for (let first = 0; first < count; first += PIECE) {
    const indices = Uint32Array.from({ length: Math.min(PIECE, count - first) }, (_, index) => first + index);
    for (const [name, { data, shape }] of Object.entries(batch(indices)))
      addValues(hash, [name, shape], data);
  }
}

/** Adds an array, with what tells it from others. */
function addValues(hash: Hash, about: unknown, { buffer, byteOffset, byteLength }: NodeJS.TypedArray): void {
  hash.update(JSON.stringify([about, byteLength])).update(new Uint8Array(buffer, byteOffset, byteLength));
}
