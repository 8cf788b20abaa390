/** Nonlinear least squares of a plain function. */
import { callback, either, kind, list, oneOf, record } from "../options/kinds.ts";
import { argumentOf, OptionError, readerOf } from "../options/option.ts";
import { shown } from "../options/shown.ts";
import { checkAbsolute, checkBox, checkRows, checkScale } from "./checks.ts";
import { CurveError } from "./curve-error.ts";
import { type Differences, differencesOf } from "./differences.ts";
import { robustOf } from "./losses.ts";
import { type FitOptions, fitOptions, isNumbers, numberOrNumbers, numbers } from "./options.ts";
import { type Solution, solve } from "./solve.ts";
import { Estimates, type Statistics } from "./statistics.ts";
import { type Box, type Jacobian, NotFinite, tooLarge } from "./system.ts";
import { rowFactors, weigh } from "./weights.ts";

/** Residuals at a point: one number a row, as many at each point. */
export type Residuals = (x: Float64Array) => ArrayLike<number>;

/** Derivatives of the residuals: a row for each residual, with one number for each parameter. */
export type ResidualDerivatives = (x: Float64Array) => ArrayLike<ArrayLike<number>>;

/** Options of `leastSquares`. */
export interface LeastSquaresOptions extends FitOptions {
  /** The derivatives, or how they are approximated: `"central"` differences by default, `"forward"` with central ones for the last steps and the covariance. */
  readonly jacobian?: Differences | ResidualDerivatives;
  /** Bounds of all parameters, or of each. */
  readonly bounds?: { readonly min?: number | ArrayLike<number>; readonly max?: number | ArrayLike<number> };
  /** The places of parameters that keep their start. */
  readonly fixed?: readonly number[];
  /** A weight for each row, at least 0, by which its squared residual is multiplied. */
  readonly weights?: ArrayLike<number>;
  /** Instead of weights, the standard deviation of each row. */
  readonly sigmas?: ArrayLike<number>;
  /** What parameters are called; `x[0]`, `x[1]` and so on by default. */
  readonly names?: readonly string[];
}

/** What `leastSquares` has found. */
export interface LeastSquares extends Statistics {
  /** The values of the parameters. */
  readonly x: Float64Array;
  /** The residuals at `x`, without weights. */
  readonly residuals: Float64Array;
  /** The weighted sum of squares; of a robust loss, what it makes of it. */
  readonly loss: number;
  /** Whether it ended where it can get no better. */
  readonly converged: boolean;
  /** Why it stopped, in words. */
  readonly reason: string;
  /** How often residuals were computed, of which for differences, and how often the Jacobian was. */
  readonly evaluations: {
    readonly residuals: number;
    readonly differences: number;
    readonly jacobians: number;
  };
}

const read = /* @__PURE__ */ readerOf<LeastSquaresOptions>("leastSquares", {
  ...fitOptions,
  jacobian: /* @__PURE__ */ either(
    /* @__PURE__ */ oneOf("central", "forward"),
    /* @__PURE__ */ callback("a function of x"),
  ),
  bounds: record,
  fixed: list,
  weights: numbers,
  sigmas: numbers,
  names: list,
});
const readBounds = /* @__PURE__ */ readerOf<NonNullable<LeastSquaresOptions["bounds"]>>(
  "leastSquares: bounds",
  {
    min: numberOrNumbers,
    max: numberOrNumbers,
  },
);
const readFunction = /* @__PURE__ */ argumentOf<Residuals>(
  "leastSquares",
  "residuals",
  /* @__PURE__ */ callback("a function of x"),
);
const readStart = /* @__PURE__ */ argumentOf<ArrayLike<number>>(
  "leastSquares",
  "x0",
  /* @__PURE__ */ kind(
    "a list of finite numbers, at least one",
    (value) => isNumbers(value) && value.length > 0 && Array.prototype.every.call(value, Number.isFinite),
  ),
);

/**
 * Finds the parameters for which the sum of squares of residuals is smallest, from a start, by the method of Levenberg and Marquardt. It has no tolerances: it runs until float64 has
 * no more to give. The same numbers come out on every engine if `residuals` gives the same.
 *
 * @param residuals - what is left at a point: observed less expected, or the reverse, for each row. Where they are no numbers on the way, a shorter step is taken.
 * @param x0 - the start.
 * @throws CurveError for fewer rows than parameters; a start outside its bounds; residuals or derivatives at the start that are no numbers; wrong weights.
 * @throws OptionError for wrong options, and whatever `residuals` throws.
 * @example
 * const [days, grown] = [[1, 2, 3, 4, 5], [2.9, 4.1, 5.9, 8.2, 12]];
 * const growth = ([a, rate]: Float64Array) => days.map((day, i) => a! * Math.exp(rate! * day) - grown[i]!);
 * const { parameters, converged } = leastSquares(growth, [1, 0.1], { names: ["a", "rate"] });
 * converged // true
 * parameters[1].value.toFixed(3) // "0.357"
 * parameters[1].standardError?.toFixed(3) // "0.006"
 */
export function leastSquares(
  residuals: Residuals,
  x0: ArrayLike<number>,
  options?: LeastSquaresOptions,
): LeastSquares {
  readFunction(residuals);
  const start = Float64Array.from(readStart(x0));
  const settings = read(options);
  const count = start.length;
  const fixed = fixedOf(settings.fixed ?? [], count);
  const names = namesOf(settings.names, count);
  const box = boxOf(settings.bounds, start, fixed, names);
  const first = residualsAt(residuals, start.slice());
  const rows = first.length;
  const place = (row: number) => `element ${row}`;
  const { factors, counted } = rowFactors("leastSquares", rows, settings.weights, settings.sigmas, place);
  checkAbsolute("leastSquares", settings.absolute, settings.sigmas !== undefined);
  checkRows("leastSquares", counted, count - fixed.size, fixed.size);

  const given = new Float64Array(count);
  const write = (x: Float64Array, out: Float64Array): void => {
    given.set(x);
    out.set(residualsAt(residuals, given, rows));
    weigh(out, factors, 0, rows);
  };
  let differences = 0;
  const { jacobian: kind = "central" } = settings;
  const jacobian =
    typeof kind === "function"
      ? givenDerivatives(kind, rows, count, factors)
      : differencesOf(write, rows, count, box, kind, () => differences++);
  const { loss = "linear", fScale, maxEvaluations = 10_000, confidence = 0.95 } = settings;
  checkScale("leastSquares", loss, fScale);
  const robust = robustOf(loss, fScale);
  let solution: Solution;
  try {
    solution = solve({ rows, count, residuals: write, jacobian }, start, box, robust, maxEvaluations);
  } catch (error) {
    if (!(error instanceof NotFinite)) throw error;
    const { row, value, parameter, isStart } = error;
    if (parameter === undefined && Number.isFinite(value))
      throw new CurveError(`leastSquares: ${tooLarge(value, place(row))}`);
    const what = parameter === undefined ? "" : `the derivative with respect to ${names[parameter]} of `;
    const hint = "choose another start, or bounds that keep the parameters where the model has values";
    throw new CurveError(
      `leastSquares: ${what}the residual, ${place(row)}, is ${value} ${isStart ? "at the start" : "on the way"}; ${hint}`,
    );
  }
  const setting = { names, fixed, box, counted, confidence, isAbsolute: settings.absolute ?? false };
  const { x, converged, reason } = solution;
  const estimates = new Estimates(solution, { ...setting, isRobust: loss !== "linear" });
  const { parameters, degreesOfFreedom, residualStandardDeviation, cautions } = estimates;
  return {
    ...{ parameters, degreesOfFreedom, residualStandardDeviation, cautions },
    ...estimates.matrices(),
    x,
    residuals: residualsAt(residuals, x.slice(), rows),
    loss: solution.loss,
    converged,
    reason,
    evaluations: {
      residuals: solution.evaluations.residuals + differences,
      differences,
      jacobians: solution.evaluations.jacobians,
    },
  };
}

/** The residuals at a point as an array of their own. */
function residualsAt(residuals: Residuals, x: Float64Array, rows?: number): Float64Array {
  const found: unknown = residuals(x);
  if (!isNumbers(found) || found.length === 0) {
    const got = isNumbers(found) ? "an empty list" : shown(found);
    throw new CurveError(`leastSquares: residuals must return a list of numbers; got ${got}`);
  }
  if (rows !== undefined && found.length !== rows)
    throw new CurveError(
      `leastSquares: residuals must return as many numbers at each point: ${rows} at the start; got ${found.length}`,
    );
  return Float64Array.from(found);
}

/** Derivatives that the user computes. */
function givenDerivatives(
  derivatives: ResidualDerivatives,
  rows: number,
  count: number,
  factors: Float64Array | undefined,
): Jacobian {
  let values: ArrayLike<ArrayLike<number>> = [];
  return {
    isExact: true,
    at(x) {
      values = derivatives(x.slice());
      const isRight = typeof values === "object" && values !== null && values.length === rows;
      if (!isRight)
        throw new CurveError(`leastSquares: jacobian must return ${rows} rows; got ${shown(values)}`);
    },
    block(from, to, out, stride) {
      for (let i = from; i < to; i++) {
        const row: unknown = values[i];
        if (!isNumbers(row) || row.length !== count)
          throw new CurveError(
            `leastSquares: row ${i} of the jacobian must be ${count} numbers, one for each parameter; got ${shown(row)}`,
          );
        for (let j = 0; j < count; j++) out[j * stride + i - from] = row[j]!;
      }
      for (let j = 0; j < count; j++)
        weigh(out.subarray(j * stride, j * stride + to - from), factors, from, to - from);
    },
  };
}

function fixedOf(fixed: readonly number[], count: number): ReadonlySet<number> {
  for (const place of fixed)
    if (!Number.isInteger(place) || place < 0 || place >= count)
      throw new OptionError(
        `leastSquares: fixed must be places of parameters, from 0 to ${count - 1}; got ${shown(place)}`,
      );
  return new Set(fixed);
}

function namesOf(names: readonly string[] | undefined, count: number): readonly string[] {
  const found = names ?? Array.from({ length: count }, (_, j) => `x[${j}]`);
  const isRight = found.length === count && found.every((name) => typeof name === "string" && name !== "");
  if (isRight && new Set(found).size === count) return found;
  throw new OptionError(`leastSquares: names must be ${count} different texts, one for each parameter`);
}

function boxOf(
  bounds: LeastSquaresOptions["bounds"],
  start: Float64Array,
  fixed: ReadonlySet<number>,
  names: readonly string[],
): Box {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = readBounds(bounds);
  const each = (name: string, bound: number | ArrayLike<number>): Float64Array => {
    if (typeof bound !== "number" && bound.length !== start.length)
      throw new OptionError(
        `leastSquares: bounds: ${name} must be a number, or ${start.length} numbers, one for each parameter; got ${bound.length}`,
      );
    return typeof bound === "number" ? new Float64Array(start.length).fill(bound) : Float64Array.from(bound);
  };
  const box = { low: each("min", min), high: each("max", max) };
  checkBox("leastSquares", box, start, fixed, names);
  return box;
}
