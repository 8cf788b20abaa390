/** Reads a file of the reader's own, in the page, and says what of it was taken. */
import type { TableSetup } from "../engine/experiment.ts";
import { readTable as tableOf } from "../engine/problems/read-table.ts";

/** More than this is not read: a page is no place for it. */
const longest = 20_000_000;

/**
 * Reads a file.
 *
 * @throws DataError for what is no table; RangeError for one that is too large, or of which nothing can be learnt.
 */
export async function readTable(file: File): Promise<{ table: TableSetup; told: string }> {
  if (file.size > longest)
    throw new RangeError(`${file.name} has ${file.size} bytes; at most ${longest} are read`);
  const { table, notes } = tableOf(await file.text(), file.name);
  return {
    table,
    told: notes.length > 0 ? `Of the file: ${notes.join("; ")}.` : "All of the file was taken.",
  };
}
