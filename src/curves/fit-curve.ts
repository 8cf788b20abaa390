/** A curve fitted to the columns of a table by its formula. */
import { either, kind, record, text } from "../options/kinds.ts";
import { argumentOf, isPlain, OptionError, readerOf } from "../options/option.ts";
import { shown } from "../options/shown.ts";
import { checkAbsolute, checkBox, checkRows } from "./checks.ts";
import { CurveError } from "./curve-error.ts";
import { curveFit, type Fitted } from "./curve-fit.ts";
import { type Formula, formulaOf } from "./formula.ts";
import { robustOf } from "./losses.ts";
import { namedModel } from "./models.ts";
import { type FitOptions, fitOptions, numbers } from "./options.ts";
import type { CurveFit } from "./result.ts";
import { solve } from "./solve.ts";
import { type Found, searchEverywhere } from "./starts.ts";
import { type Box, NotFinite, type System } from "./system.ts";
import { columnNames, columnsOf, type Table } from "./table.ts";
import { Tape } from "./tape.ts";
import { rowFactors, weigh } from "./weights.ts";

/** So many rows are enough to choose a start by. */
const enough = 300;

/** Numbers by the names of parameters. */
export type Values = Readonly<Record<string, number>>;

/** Options of `fitCurve`. */
export interface FitCurveOptions<Start extends Values = Values, Fixed extends Values = Values>
  extends FitOptions {
  /**
   * Where the search begins: a number for each parameter. Every other name of the model must be a column. Without it every name that is no column is a parameter, and the search
   * begins at many points on the scale of the data.
   */
  readonly start?: Start;
  /** Parameters that keep a value. */
  readonly fixed?: Fixed;
  /** Bounds of parameters, by their names. */
  readonly bounds?: Readonly<Record<string, { readonly min?: number; readonly max?: number }>>;
  /** The weight of each row, or the column that has it. */
  readonly weights?: string | ArrayLike<number>;
  /** Instead of weights, the standard deviation of each row, or the column that has it. */
  readonly sigmas?: string | ArrayLike<number>;
}

const values = /* @__PURE__ */ kind(
  "an object with a finite number for each parameter",
  (value) => isPlain(value) && Object.values(value).every(Number.isFinite),
);
const column = /* @__PURE__ */ either(
  /* @__PURE__ */ kind("the name of a column", (value) => typeof value === "string"),
  numbers,
);
const read = /* @__PURE__ */ readerOf<FitCurveOptions>("fitCurve", {
  ...fitOptions,
  start: values,
  fixed: values,
  bounds: record,
  weights: column,
  sigmas: column,
});
const readBound = /* @__PURE__ */ readerOf<{ readonly min?: number; readonly max?: number }>(
  "fitCurve: bounds of a parameter",
  {
    min: /* @__PURE__ */ kind("a number", (value) => typeof value === "number" && !Number.isNaN(value)),
    max: /* @__PURE__ */ kind("a number", (value) => typeof value === "number" && !Number.isNaN(value)),
  },
);
const readText = /* @__PURE__ */ argumentOf<string>("fitCurve", "formula", text);

/**
 * Fits a curve to the columns of a table. Derivatives are exact, from the formula; the bits are the same on every engine.
 *
 * @param formula - `response ~ model` in the language of rules. A name in `start` or `fixed` is a parameter, a column's name is a column; what is no identifier stands in backquotes. The response may be an expression of columns, such as
 *   `log(y)`: then everything is on that scale. `y ~ logistic(x)` is a common model by its name: `exponential`, `asymptotic`, `power`, `logistic`, `gompertz`, `michaelisMenten`, `hill`, `doseResponse`, `weibull`, `gauss`, `gaussOnLine`.
 * @param table - a list of numbers for each column.
 * @throws FormulaError for a text that does not follow the language and for names that are neither or both, with the place; CurveError for data, weights, bounds or a start with which there is no fit; OptionError
 *   for wrong options.
 * @example
 * const table = { day: [1, 2, 3, 4, 5], grown: [2.9, 4.1, 5.9, 8.2, 12] };
 * const fit = fitCurve("grown ~ a*exp(rate*day)", table, { start: { a: 1, rate: 0.1 } });
 * fit.parameters.rate.value.toFixed(3) // "0.357"
 * fit.parameters.rate.standardError?.toFixed(3) // "0.006"
 * const { values, confidence } = fit.predict({ day: [6] });
 * values[0].toFixed(2) // "17.06"
 * confidence?.low[0].toFixed(2) // "16.39"
 */
export function fitCurve<
  const Start extends Values = Values,
  const Fixed extends Values = Record<never, number>,
>(
  formula: string,
  table: Table,
  options?: FitCurveOptions<Start, Fixed>,
): CurveFit<(keyof Start | keyof Fixed) & string> {
  const settings = read(options);
  const fixedValues: Values = settings.fixed ?? {};
  const given = settings.start && { ...settings.start, ...fixedValues };
  const named = namedModel(readText(formula));
  const parsed = formulaOf(
    named?.text ?? formula,
    columnNames("fitCurve", table),
    given ? Object.keys(given) : named?.parameters,
  );
  const names = parsed.parameters;
  checkNames("fixed", Object.keys(fixedValues), names);
  const box = boxOf(settings.bounds ?? {}, names);
  const fixed = new Map(
    names.flatMap((name, j) => (Object.hasOwn(fixedValues, name) ? [[j, fixedValues[name]!]] : [])),
  );

  const weightsOf = (column: string | ArrayLike<number> | undefined) =>
    typeof column === "string" ? columnsOf("fitCurve", table, [column]).columns.get(column)! : column;
  const [weights, sigmas] = [weightsOf(settings.weights), weightsOf(settings.sigmas)];
  const isCounted = (row: number) => weights?.[row] !== 0;
  const used = [...new Set([...parsed.response.columns, ...parsed.predictors])];
  const { columns, rows } = columnsOf("fitCurve", table, used, isCounted);
  const place = (row: number) => `row ${row + 1}`;
  const { factors, counted } = rowFactors("fitCurve", rows, weights, sigmas, place);
  checkAbsolute("fitCurve", settings.absolute, sigmas !== undefined);
  checkRows("fitCurve", counted, names.length - fixed.size, fixed.size);

  const response = responseOf(parsed, columns, rows, isCounted);
  const tape = new Tape([parsed.root, ...parsed.derivatives], names, columns, rows);
  const system = systemOf(tape, names.length, response, factors);
  const {
    loss = "linear",
    fScale = 1,
    maxEvaluations = 10_000,
    confidence = 0.95,
    absolute = false,
  } = settings;
  const robust = robustOf(loss, fScale);
  const start = Float64Array.from(names, (name, j) => given?.[name] ?? fixed.get(j) ?? Number.NaN);
  checkBox("fitCurve", box, start, new Set(fixed.keys()), names);
  /** Some of the rows, to try starts with. */
  const thinned = (): System => {
    const every = Math.floor(rows / enough);
    if (every < 2) return system;
    const some = (values: Float64Array) => values.filter((_, row) => row % every === 0);
    const few = new Map([...columns].map(([name, values]) => [name, some(values)]));
    const part = new Tape([parsed.root, ...parsed.derivatives], names, few, Math.ceil(rows / every));
    return systemOf(part, names.length, some(response), factors && some(factors));
  };
  const search = (): Found => {
    if (!given)
      return searchEverywhere(parsed, columns, [thinned(), system], fixed, box, robust, maxEvaluations);
    const solution = solve(system, start, box, robust, maxEvaluations);
    return {
      ...{ solution, start },
      points: 1,
      minima: [{ x: solution.x, loss: solution.loss, searches: 1 }],
    };
  };
  let found: Found;
  try {
    found = search();
  } catch (error) {
    if (!(error instanceof NotFinite)) throw error;
    throw new CurveError(whyNot(error, names, parsed.predictors, columns));
  }
  const weightColumn = typeof settings.weights === "string" ? { weights: settings.weights } : {};
  const sigmaColumn = typeof settings.sigmas === "string" ? { sigmas: settings.sigmas } : {};
  const fitted: Fitted = {
    ...{ formula: parsed, found, columns, rows, response, factors },
    ...{ ...weightColumn, ...sigmaColumn },
    isStartGiven: given !== undefined,
    setting: {
      ...{ names, fixed: new Set(fixed.keys()), box, counted, confidence },
      ...{ isAbsolute: absolute, isRobust: loss !== "linear" },
    },
  };
  return curveFit<string>(fitted, tape) as CurveFit<(keyof Start | keyof Fixed) & string>;
}

/** The response of each row. */
function responseOf(
  { response }: Formula,
  columns: ReadonlyMap<string, Float64Array>,
  rows: number,
  isCounted: (row: number) => boolean,
): Float64Array {
  const found = new Float64Array(rows);
  const tape = new Tape([response.root], [], columns, rows);
  tape.at([]);
  tape.first((from, to, { values, offset, stride }) => {
    for (let i = from; i < to; i++) found[i] = values[offset + (i - from) * stride]!;
  });
  const wrong = found.findIndex((value, row) => !Number.isFinite(value) && isCounted(row));
  if (wrong < 0) return found;
  throw new CurveError(
    `fitCurve: ${response.text} must be a finite number in each row; row ${wrong + 1} has ${found[wrong]}; leave the row out, or give it the weight 0`,
  );
}

/** What the solver sees: expected less observed, weighted. */
function systemOf(
  tape: Tape,
  count: number,
  response: Float64Array,
  factors: Float64Array | undefined,
): System {
  const { rows } = tape;
  return {
    ...{ rows, count },
    residuals(x, out) {
      tape.at(x);
      tape.first((from, to, { values, offset, stride }) => {
        for (let i = from; i < to; i++) out[i] = values[offset + (i - from) * stride]! - response[i]!;
      });
      weigh(out, factors, 0, rows);
    },
    jacobian: {
      isExact: true,
      at: (x) => tape.at(x),
      block(from, to, out) {
        const length = to - from;
        tape.compute(from, to);
        for (let j = 0; j < count; j++) {
          const { values, offset, stride } = tape.result(j + 1, from);
          for (let i = 0; i < length; i++) out[j * length + i] = values[offset + i * stride]!;
        }
        weigh(out.subarray(0, length * count), factors, from, length);
      },
    },
  };
}

function whyNot(
  { row, value, parameter, isStart }: NotFinite,
  names: readonly string[],
  predictors: readonly string[],
  columns: ReadonlyMap<string, Float64Array>,
): string {
  const what = parameter === undefined ? "the model" : `the derivative with respect to ${names[parameter]}`;
  const at = predictors.map((name) => `${name} = ${columns.get(name)![row]}`).join(", ");
  const where = isStart ? "at the start" : "on the way";
  const hint = "choose another start, or bounds that keep the parameters where the model has values";
  return `fitCurve: ${what} is ${value} ${where} in row ${row + 1}${at && ` (${at})`}; ${hint}`;
}

function boxOf(bounds: NonNullable<FitCurveOptions["bounds"]>, names: readonly string[]): Box {
  const low = new Float64Array(names.length).fill(Number.NEGATIVE_INFINITY);
  const high = new Float64Array(names.length).fill(Number.POSITIVE_INFINITY);
  checkNames("bounds", Object.keys(bounds), names);
  for (const [name, bound] of Object.entries(bounds)) {
    const j = names.indexOf(name);
    const { min, max } = readBound(bound);
    low[j] = min ?? low[j]!;
    high[j] = max ?? high[j]!;
  }
  return { low, high };
}

/** What an option names must be parameters. */
function checkNames(option: string, given: readonly string[], names: readonly string[]): void {
  for (const name of given)
    if (!names.includes(name))
      throw new OptionError(
        `fitCurve: ${option} of ${shown(name)}, which is no parameter; there are: ${names.join(", ")}`,
      );
}
