/** What is said about rows and columns of numbers that are left out, or of no use: the sentences that tables and examples share. */
import type { NumberColumn } from "./frame.ts";
import type { Wording } from "./wording.ts";

/** Headings of the number of a row: none, pandas' for none, and the usual ones, `PassengerId` too. */
const index = /^(column1|unnamed: 0|.*id|index|no\.?|#)$/i;

/** Whether a column, the first one, counts the rows of the file. */
export const countsRows = ({ name, values }: NumberColumn): boolean =>
  (values[0] === 0 || values[0] === 1) &&
  index.test(name) &&
  values.every((value, row) => value === values[0]! + row);

/** What is said of a column that counts the rows. */
export const saysCounting = (name: string, option: Wording["option"]): string =>
  `the column "${name}" counts the rows; ${option("drop", name)} leaves it out`;

/** What is said of a column of very large numbers; nothing of others. */
export const roundedNote = ({ name, values }: NumberColumn): string[] =>
  values.some((value) => Math.abs(value) > 2 ** 53)
    ? [`column "${name}" has values beyond 2^53, which are rounded`]
    : [];

/** A column, and where it has no value. */
export interface Gaps {
  readonly name: string;
  readonly missing: number;
  readonly isMissing: (row: number) => boolean;
}

/**
 * How many rows were left out because of gaps in `columns`, of which the last is the target; where more than a tenth, which column costs
 * most of them, and what leaving that out would keep. `remedy` is a further way to keep rows.
 */
export function rowsLeftOut(
  columns: readonly Gaps[],
  rows: number,
  complete: number,
  option: Wording["option"],
  remedy = "",
): string[] {
  const out = rows - complete;
  if (out === 0) return [];
  const said = `left out ${out} of ${rows} rows with missing values`;
  if (out <= rows / 10) return [said];
  const alone = columns.map(() => 0);
  for (let row = 0; row < rows; row++) {
    const gaps = columns.flatMap(({ isMissing }, column) => (isMissing(row) ? [column] : []));
    if (gaps.length === 1) alone[gaps[0]!]!++;
  }
  const cost = (column: number) => alone[column]! * (rows + 1) + columns[column]!.missing;
  const worst = columns.map((_, column) => column).reduce((a, b) => (cost(b) > cost(a) ? b : a));
  const { name, missing } = columns[worst]!;
  const target = worst === columns.length - 1;
  return [
    `${said}: the ${target ? "target" : "column"} "${name}" has no value in ${missing} of them; ${target ? "with values there" : `with ${option("drop", name)}`} ${complete + alone[worst]!} rows would be complete${target ? "" : remedy}`,
  ];
}
