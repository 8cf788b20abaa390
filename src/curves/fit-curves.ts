/** Many fits of one curve: one for each group of rows, each with its own result or its own error. */
import { callback, either, kind, list, oneOf, text, whole } from "../options/kinds.ts";
import { argumentOf, isPlain, OptionError, readerOf } from "../options/option.ts";
import { shown } from "../options/shown.ts";
import { type CurveData, dataOf } from "./curve-data.ts";
import { CurveError } from "./curve-error.ts";
import { curveFit } from "./curve-fit.ts";
import { planOf } from "./curve-plan.ts";
import { explained } from "./curve-system.ts";
import { type FitCurveOptions, fitCurveOptions, type Values } from "./fit-curve-options.ts";
import { type FitDevice, Fitter } from "./fitter.ts";
import { checkKeys, type GroupedTable, type GroupKey, groupsOf } from "./groups.ts";
import { type LeastSquares, type LeastSquaresOptions, leastSquares } from "./least-squares.ts";
import { isNumbers } from "./options.ts";
import type { CurveFit } from "./result.ts";
import type { Found } from "./starts.ts";
import { NotFinite } from "./system.ts";
import { columnNames, type Selection, type Table } from "./table.ts";

/** Options of `fitCurves`. */
export interface FitCurvesOptions<Start extends Values = Values, Fixed extends Values = Values>
  extends FitCurveOptions<Start, Fixed> {
  /** The column whose values say to which group a row belongs: numbers or texts. */
  readonly by?: string;
  /** On how many worker threads formulas are fitted: 1 by default, which is this thread; `"auto"` for one for each processor. The bits are the same for any number. */
  readonly threads?: number | "auto";
}

/** Options of `fitCurves` for a function: those of `leastSquares`, and a start, or a function that gives one for each group. */
export interface FitFunctionsOptions<Group> extends LeastSquaresOptions {
  readonly start: ArrayLike<number> | ((group: Group, index: number) => ArrayLike<number>);
}

/** What became of a group. */
export type GroupFit<Fit> =
  | { readonly key: GroupKey; readonly fit: Fit; readonly error: null }
  | { readonly key: GroupKey; readonly fit: null; readonly error: Error };

/** What became of all of them. */
export interface CurveFits<Fit> {
  /** In the order of the groups. */
  readonly fits: readonly GroupFit<Fit>[];
  /** Rows of the table without a group, which were left out as `missing: "omit"` says. */
  readonly omitted: readonly number[];
  /** `"wasm"` where the formula was compiled; `"js"` for functions, and where an engine or a page's policy does not allow it. The bits are the same. */
  readonly device: FitDevice;
  /** How many worker threads have taken part: 0 where all was fitted on this thread, as functions are, and where an engine or a page's policy has no workers. */
  readonly threads: number;
}

/** More workers than that are a mistake. */
const mostThreads = 256;

const readTables = /* @__PURE__ */ readerOf<FitCurvesOptions>("fitCurves", {
  ...fitCurveOptions,
  by: text,
  threads: /* @__PURE__ */ either(/* @__PURE__ */ whole(1, mostThreads), /* @__PURE__ */ oneOf("auto")),
});
const readFormula = /* @__PURE__ */ argumentOf<unknown>(
  "fitCurves",
  "formula",
  /* @__PURE__ */ either(text, /* @__PURE__ */ callback("a function of x and a group")),
);
const readList = /* @__PURE__ */ argumentOf<unknown>("fitCurves", "groups", list);
const readStart = /* @__PURE__ */ argumentOf<unknown>(
  "fitCurves",
  "start",
  /* @__PURE__ */ kind(
    "a list of numbers, or a function that returns one for a group",
    (value) => typeof value === "function" || isNumbers(value),
  ),
);

/**
 * Fits a curve to each group of rows, as `fitCurve` does to one, with the same bits. The formula is read once; a group that cannot be fitted has its error, and the others go on.
 *
 * @param formula - as that of `fitCurve`; or a function as that of `leastSquares`, with the group and its place after `x`.
 * @param groups - a table with the column `by`; or a list of tables; for a function a list of anything.
 * @throws FormulaError, OptionError and CurveError for what is wrong with all groups: the formula, the options, the column to group by.
 * @example
 * const table = { dose: [1, 2, 4, 8, 1, 2, 4, 8], effect: [9, 16, 27, 40, 5, 9, 15, 24], subject: ["a", "a", "a", "a", "b", "b", "b", "b"] };
 * const { fits } = await fitCurves("effect ~ top*dose/(half + dose)", table, { by: "subject", start: { top: 60, half: 5 } });
 * fits.map(({ key, fit }) => `${key} ${fit?.parameters.half.value.toFixed(1)}`) // ["a 7.8", "b 10.5"]
 */
export function fitCurves<
  const Start extends Values = Values,
  const Fixed extends Values = Record<never, number>,
>(
  formula: string,
  groups: GroupedTable | readonly Table[],
  options?: FitCurvesOptions<Start, Fixed>,
): Promise<CurveFits<CurveFit<(keyof Start | keyof Fixed) & string>>>;
/** The same for a function. */
export function fitCurves<Group>(
  residuals: (x: Float64Array, group: Group, index: number) => ArrayLike<number>,
  groups: readonly Group[],
  options: FitFunctionsOptions<Group>,
): Promise<CurveFits<LeastSquares>>;
export async function fitCurves(
  formula: string | ((x: Float64Array, group: unknown, index: number) => ArrayLike<number>),
  groups: GroupedTable | readonly unknown[],
  options?: FitCurvesOptions | FitFunctionsOptions<unknown>,
): Promise<CurveFits<CurveFit | LeastSquares>> {
  readFormula(formula);
  if (typeof formula === "function")
    return functionFits(formula, readList(groups) as unknown[], options as FitFunctionsOptions<unknown>);
  const settings = readTables(options as FitCurvesOptions);
  const { by, threads = 1, ...others } = settings;
  const { columns, parts, omitted } = partsOf(groups, settings);
  if (parts.length === 0) return { fits: [], omitted, device: "js", threads: 0 };
  const plan = planOf(formula, columns, others);
  if (by !== undefined) checkKeys("fitCurves", groups as GroupedTable, by, plan.formula.response.columns[0]!);
  const { compileBlocks } = await import("./compiled.ts");
  const fitter = new Fitter(plan, compileBlocks);
  const result = (data: CurveData, found?: Found): CurveFit => {
    try {
      return curveFit({ plan, data, found: found ?? fitter.find(data) });
    } catch (error) {
      throw explained(error, plan, data);
    }
  };
  try {
    if (threads === 1 || parts.length === 1) {
      const fits = parts.map(({ key, table, rows }) => attempt(key, () => result(dataOf(plan, table, rows))));
      return { fits, omitted, device: fitter.device, threads: 0 };
    }
    const read = parts.map(({ key, table, rows }) => attempt(key, () => dataOf(plan, table, rows)));
    const groups = read.flatMap(({ fit }) => fit ?? []);
    // Factors stand for weights and sigmas.
    const { weights: _, sigmas: __, absolute: ___, ...options } = others;
    const { crewOfThread } = await import("./crew.ts");
    const made = { formula, columns, settings: options };
    const done = await crewOfThread().fit({ plan, made, groups }, threads);
    let at = 0;
    const fits = read.map(({ key, fit: data, error }): GroupFit<CurveFit> => {
      if (!data) return { key, fit: null, error };
      const outcome = done.outcomes[at++];
      return attempt(key, () => {
        if (typeof outcome === "string") throw new CurveError(outcome);
        if (outcome instanceof NotFinite) throw explained(outcome, plan, data);
        return result(data, outcome);
      });
    });
    return { fits, omitted, device: done.device ?? fitter.device, threads: done.threads };
  } finally {
    fitter.end();
  }
}

/** A group: some rows of a table, or all of them. */
interface Part {
  readonly key: GroupKey;
  readonly table: Table;
  readonly rows: Selection;
}

/** The groups, and the columns that formulas know. */
function partsOf(
  groups: unknown,
  { by, missing, weights, sigmas }: FitCurvesOptions,
): { columns: string[]; parts: Part[]; omitted: readonly number[] } {
  if (Array.isArray(groups)) {
    if (by !== undefined)
      throw new OptionError("fitCurves: by is for one table; a list of tables has its groups already");
    for (const [option, value] of Object.entries({ weights, sigmas }))
      if (value !== undefined && typeof value !== "string")
        throw new OptionError(
          `fitCurves: ${option} must be the name of a column, since each table has its own rows; got ${shown(value)}`,
        );
    const parts = groups.map((table: Table, key): Part => ({ key, table, rows: undefined }));
    return { columns: parts.length > 0 ? columnNames("fitCurves", parts[0]!.table) : [], parts, omitted: [] };
  }
  if (!isPlain(groups) || by === undefined)
    throw new CurveError(
      isPlain(groups)
        ? "fitCurves: a table needs by, the column that says to which group a row belongs; without groups there is fitCurve"
        : `fitCurves takes a table and by, or a list of tables; got ${shown(groups)}`,
    );
  const found = groupsOf("fitCurves", groups as GroupedTable, by, missing === "omit");
  const table = groups as Table;
  return {
    columns: columnNames("fitCurves", table).filter((name) => name !== by || isNumbers(table[by])),
    parts: [...found.rows].map(([key, rows]) => ({ key, table, rows })),
    omitted: found.omitted,
  };
}

/** What becomes of a group. */
function attempt<Fit>(key: GroupKey, fit: () => Fit): GroupFit<Fit> {
  try {
    return { key, fit: fit(), error: null };
  } catch (error) {
    return { key, fit: null, error: error instanceof Error ? error : new CurveError(String(error)) };
  }
}

function functionFits(
  residuals: (x: Float64Array, group: unknown, index: number) => ArrayLike<number>,
  groups: readonly unknown[],
  given: FitFunctionsOptions<unknown>,
): CurveFits<LeastSquares> {
  if (!isPlain(given))
    throw new OptionError(`fitCurves: a function needs options with a start; got ${shown(given)}`);
  const { start, ...options } = given;
  readStart(start);
  const startOf = (group: unknown, index: number) =>
    typeof start === "function" ? start(group, index) : start;
  const fits = groups.map((group, index) =>
    attempt(index, () => {
      const own = startOf(group, index);
      return leastSquares((x) => residuals(x, group, index), own, options);
    }),
  );
  // A wrong option is wrong in all groups.
  const wrong = fits.find(({ error }) => error instanceof OptionError);
  if (wrong?.error) throw wrong.error;
  return { fits, omitted: [], device: "js", threads: 0 };
}
