/** The result of a fit: parameters by name, how well the curve fits, predictions with bands. Seber, Wild: Nonlinear Regression, 1989, section 5.1. */

import { numberIn } from "../options/interval.ts";
import { readerOf } from "../options/option.ts";
import type { CurveData } from "./curve-data.ts";
import type { CurvePlan } from "./curve-plan.ts";
import { tapeOf } from "./curve-system.ts";
import type { CurveFit, Prediction, PredictOptions } from "./result.ts";
import type { Found } from "./starts.ts";
import { type Parameter, type Spread, statisticsOf } from "./statistics.ts";
import { quantileOfT } from "./student.ts";
import { summaryOf } from "./summary.ts";
import { blockRows } from "./system.ts";
import { columnsOf, type Table } from "./table.ts";
import type { Tape } from "./tape.ts";
import { rowFactors } from "./weights.ts";

/** What a fit is made of. */
export interface Fitted {
  readonly plan: CurvePlan;
  readonly data: CurveData;
  readonly found: Found;
}

const read = /* @__PURE__ */ readerOf<PredictOptions>("predict", {
  confidence: /* @__PURE__ */ numberIn("(0, 1)"),
});

/**
 * The result of a fit.
 *
 * @param tape - of the formula and its derivatives over the rows that were fitted.
 */
export function curveFit<Name extends string>(fitted: Fitted, tape: Tape): CurveFit<Name> {
  const { plan, data, found } = fitted;
  const { formula, settings, fixed, box, robust } = plan;
  const { columns, rows, response, factors, counted, omitted } = data;
  const { solution } = found;
  const names = formula.parameters;
  const { absolute: isAbsolute = false, confidence = 0.95 } = settings;
  const { statistics, spread } = statisticsOf(solution, {
    ...{ names, fixed: new Set(fixed.keys()), box, counted, confidence, isAbsolute },
    isRobust: !robust.isLinear,
  });
  const { parameters, covariance, correlation, degreesOfFreedom, residualStandardDeviation } = statistics;
  const own = new Float64Array(rows);
  tape.at(solution.x);
  tape.first((from, to, { values, offset, stride }) => {
    for (let i = from; i < to; i++) own[i] = values[offset + (i - from) * stride]!;
  });
  const first = factors ? factors.findIndex((factor) => factor > 0) : 0;
  const isSame = (values: Float64Array) =>
    counted > 1 && values.every((value, row) => value === values[first] || factors?.[row] === 0);
  const cautions = [
    ...statistics.cautions,
    ...formula.predictors
      .filter((name) => isSame(columns.get(name)!))
      .map(
        (name) =>
          `the predictor ${name} is ${columns.get(name)![first]} in all rows: the data say nothing of how the response depends on it`,
      ),
  ];
  if (omitted.length > 0) cautions.push(leftOut(omitted));
  const { loss, converged, reason, evaluations } = solution;
  const byName = (x: Float64Array) =>
    Object.fromEntries(names.map((name, j) => [name, x[j]!])) as Record<Name, number>;
  const minima = found.minima.map(({ x, loss, searches }) => ({ values: byName(x), loss, searches }));
  if (minima.length > 1) cautions.push(otherMinima(minima));
  const fit = {
    ...{ formula: formula.text, response: formula.response.text, names: names as readonly Name[] },
    predictors: formula.predictors,
    parameters: Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter])) as Record<
      Name,
      Parameter
    >,
    ...{ covariance, correlation, degreesOfFreedom, residualStandardDeviation, cautions },
    ...{ loss, converged, reason, evaluations },
    start: { values: byName(found.start), isGiven: plan.start !== undefined, points: found.points, minima },
    fitted: own,
    omitted,
    residuals: response.map((value, row) => value - own[row]!),
    rSquared: explained(response, own, factors),
    predict(table?: Table, options?: PredictOptions): Prediction {
      const { confidence: wanted = confidence } = read(options);
      return predict(fitted, spread, table, wanted, degreesOfFreedom);
    },
  };
  return {
    ...fit,
    get text() {
      return summaryOf(fit, isAbsolute);
    },
  };
}

/** Values and derivatives of the curve at the solution, row by row. */
function evaluate(
  { plan: { formula }, found }: Fitted,
  tape: Tape,
  visit: (row: number, value: number, gradient: Float64Array) => void,
): void {
  const { rows } = tape;
  const gradient = new Float64Array(formula.derivatives.length);
  tape.at(found.solution.x);
  for (let from = 0; from < rows; from += blockRows) {
    const to = Math.min(from + blockRows, rows);
    tape.compute(from, to);
    const results = [formula.root, ...formula.derivatives].map((_, at) => tape.result(at, from));
    const at = (index: number, row: number): number => {
      const { values, offset, stride } = results[index]!;
      return values[offset + (row - from) * stride]!;
    };
    for (let row = from; row < to; row++) {
      for (let j = 0; j < gradient.length; j++) gradient[j] = at(j + 1, row);
      visit(row, at(0, row), gradient);
    }
  }
}

function predict(
  fitted: Fitted,
  spread: Spread,
  table: Table | undefined,
  confidence: number,
  degreesOfFreedom: number,
): Prediction {
  const { formula, settings } = fitted.plan;
  const nameOf = (column: unknown) => (typeof column === "string" ? column : undefined);
  const [weights, sigmas] = [nameOf(settings.weights), nameOf(settings.sigmas)];
  const { columns, rows } = table ? columnsOf("predict", table, formula.predictors) : fitted.data;
  const column = [weights, sigmas].find((name) => name !== undefined && table && Object.hasOwn(table, name));
  const given = column === undefined ? undefined : columnsOf("predict", table!, [column]).columns.get(column);
  const place = (row: number) => `row ${row + 1}`;
  const own = rowFactors(
    "predict",
    rows,
    weights === column ? given : undefined,
    sigmas === column ? given : undefined,
    place,
  );
  const factors = table ? own.factors : fitted.data.factors;
  const { variance, varianceOf } = spread;
  const freedom = settings.absolute ? Number.POSITIVE_INFINITY : degreesOfFreedom;
  const quantile = variance === undefined ? 0 : quantileOfT(confidence, freedom);
  const values = new Float64Array(rows);
  const bands = [0, 1].map(() => ({ low: new Float64Array(rows), high: new Float64Array(rows) }));
  evaluate(fitted, tapeOf(fitted.plan, columns, rows), (row, value, gradient) => {
    values[row] = value;
    if (variance === undefined) return;
    const ofCurve = varianceOf(gradient);
    const factor = factors?.[row] ?? 1;
    for (const [at, { low, high }] of bands.entries()) {
      const half = quantile * Math.sqrt(ofCurve + (at === 1 ? variance / (factor * factor) : 0));
      low[row] = value - half;
      high[row] = value + half;
    }
  });
  const [band = null, observed = null] = variance === undefined ? [] : bands;
  return { scale: formula.response.text, values, confidence: band, prediction: observed };
}

/** 1 less the weighted sum of squares around the curve by that around the mean. */
function explained(
  response: Float64Array,
  fitted: Float64Array,
  factors: Float64Array | undefined,
): number | null {
  const weight = (row: number): number => (factors ? factors[row]! * factors[row]! : 1);
  let [total, sum] = [0, 0];
  for (let i = 0; i < response.length; i++) {
    if (weight(i) === 0) continue;
    total += weight(i);
    sum += weight(i) * response[i]!;
  }
  const mean = sum / total;
  let [around, left] = [0, 0];
  for (let i = 0; i < response.length; i++) {
    if (weight(i) === 0) continue;
    around += weight(i) * (response[i]! - mean) * (response[i]! - mean);
    left += weight(i) * (response[i]! - fitted[i]!) * (response[i]! - fitted[i]!);
  }
  return around > 0 ? 1 - left / around : null;
}

/** Which rows were left out. */
function leftOut(omitted: readonly number[]): string {
  const [few, rest] = [omitted.slice(0, 10).map((row) => row + 1), omitted.length - 10];
  const listed = rest > 0 ? `${few.join(", ")} and ${rest} more` : few.join(", ");
  return omitted.length === 1
    ? `a row with missing values was left out: ${listed}`
    : `${omitted.length} rows with missing values were left out: ${listed}`;
}

/** What to know of searches that ended elsewhere. */
function otherMinima(minima: CurveFit["start"]["minima"]): string {
  const [best, ...others] = minima;
  const all = minima.reduce((sum, { searches }) => sum + searches, 0);
  const shown = ({ values, loss }: (typeof minima)[number]) =>
    `${Object.entries(values)
      .map(([name, value]) => `${name} = ${Number(value.toPrecision(4))}`)
      .join(", ")} (sum of squares ${Number(loss.toPrecision(4))})`;
  return `of ${all} searches ${best!.searches} ended here, others in ${others.map(shown).join("; ")}`;
}
