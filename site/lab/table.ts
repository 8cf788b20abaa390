/** Reads a CSV file of the reader's own into a table for the regression, in the page. What is left out is told. */
import { parseTable, standardize } from "glissade/train";
import { bounds, type TableSetup } from "../engine/experiment.ts";

/** More than this is not read: a page is no place for it. */
const longest = 20_000_000;

/**
 * Reads a file; every column is standardized and rounded to five digits, since a link holds it.
 *
 * @throws DataError for what is no table of numbers; RangeError for one that is too large.
 */
export async function readTable(file: File): Promise<{ table: TableSetup; told: string }> {
  if (file.size > longest)
    throw new RangeError(`${file.name} has ${file.size} bytes; at most ${longest} are read`);
  const read = parseTable(await file.text(), { name: file.name, origin: "a file of the reader's own" });
  if (read.columns.length > bounds.columns)
    throw new RangeError(
      `${file.name} has ${read.columns.length} columns of numbers; at most ${bounds.columns} are taken`,
    );
  const { x, y, count, width } = standardize(read, { keep: Math.min(read.rows, bounds.rows) });
  const rows = Array.from({ length: count }, (_, row) =>
    [...x.subarray(row * width, (row + 1) * width), y[row] as number].map((value) =>
      Number(value.toPrecision(5)),
    ),
  );
  const notes = [...(read.notes ?? [])];
  if (read.rows > count) notes.push(`took the first ${count} of ${read.rows} rows`);
  const told = notes.length > 0 ? `Of the file: ${notes.join("; ")}.` : "All of the file was taken.";
  return { table: { name: file.name, columns: read.columns, rows }, told };
}
