/** The rows that a curve is fitted to: columns, response and factors of a table, or of some of its rows. */
import { checkRows } from "./checks.ts";
import { CurveError } from "./curve-error.ts";
import type { CurvePlan } from "./curve-plan.ts";
import type { Formula } from "./formula.ts";
import { Program } from "./program.ts";
import { firstNotFinite } from "./system.ts";
import { columnsOf, placeOf, type Selection, type Table } from "./table.ts";
import { Tape } from "./tape.ts";
import { checkLength, rowFactors } from "./weights.ts";

/** Rows to fit. */
export interface CurveData {
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly rows: number;
  readonly response: Float64Array;
  readonly factors: Float64Array | undefined;
  /** How many have a weight above 0. */
  readonly counted: number;
  /** Which rows of the table they are; undefined where they are all. */
  readonly selection: Selection;
  /** Rows of the table that were left out for their missing values. */
  readonly omitted: readonly number[];
}

/**
 * Reads the rows.
 *
 * @param among - the rows to choose from; undefined for all.
 * @throws CurveError for data or weights with which there is no fit.
 */
export function dataOf({ formula, settings, fixed }: CurvePlan, table: Table, among?: Selection): CurveData {
  const used = formula.columns;
  const { selection, omitted } =
    settings.missing === "omit"
      ? withoutMissing(table, used, settings, among)
      : { selection: among, omitted: [] };
  const ofRows = (option: "weights" | "sigmas") => {
    const given = settings[option];
    if (typeof given === "string") {
      const { columns } = columnsOf("fitCurve", table, [given], undefined, selection);
      if (selection) checkLength("fitCurve", option, table[given]!, lengthOf(table, used));
      return columns.get(given)!;
    }
    if (!given || !selection) return given;
    checkLength("fitCurve", option, given, lengthOf(table, used));
    return Float64Array.from(selection, (row) => given[row]!);
  };
  const [weights, sigmas] = [ofRows("weights"), ofRows("sigmas")];
  const isCounted = (row: number) => weights?.[row] !== 0;
  const { columns, rows } = columnsOf("fitCurve", table, used, isCounted, selection);
  const { factors, counted } = rowFactors("fitCurve", rows, weights, sigmas, placeOf(selection));
  checkRows("fitCurve", counted, formula.parameters.length - fixed.size, fixed.size, omitted.length);
  const response = responseOf(formula, columns, rows, isCounted, selection);
  return { columns, rows, response, factors, counted, selection, omitted };
}

const lengthOf = (table: Table, used: readonly string[]): number => table[used[0]!]?.length ?? 0;

/** Rows without NaN in a column that is used. */
function withoutMissing(
  table: Table,
  used: readonly string[],
  { weights, sigmas }: CurvePlan["settings"],
  among: Selection,
): { selection: Selection; omitted: readonly number[] } {
  const names = [...used, ...[weights, sigmas].filter((column) => typeof column === "string")];
  const all = names.flatMap((name) => (Object.hasOwn(table, name) ? [table[name]!] : []));
  const [kept, omitted]: [number[], number[]] = [[], []];
  const count = among?.length ?? lengthOf(table, used);
  for (let i = 0; i < count; i++) {
    const row = among ? among[i]! : i;
    const isMissing = all.some((values) => Number.isNaN(values[row]));
    (isMissing ? omitted : kept).push(row);
  }
  return { selection: omitted.length > 0 ? kept : among, omitted };
}

/** The response of each row. */
function responseOf(
  { response }: Formula,
  columns: ReadonlyMap<string, Float64Array>,
  rows: number,
  isCounted: (row: number) => boolean,
  selection: Selection,
): Float64Array {
  const { root } = response;
  const found = root.kind === "symbol" ? columns.get(root.name)! : new Float64Array(rows);
  if (root.kind !== "symbol") {
    const tape = new Tape(new Program([root], [], response.columns), columns, rows);
    tape.at([]);
    tape.values(found);
  }
  if (firstNotFinite(found) < 0) return found;
  const wrong = found.findIndex((value, row) => !Number.isFinite(value) && isCounted(row));
  if (wrong < 0) return found;
  throw new CurveError(
    `fitCurve: ${response.text} must be a finite number in each row; ${placeOf(selection)(wrong)} has ${found[wrong]}; leave the row out, or give it the weight 0`,
  );
}
