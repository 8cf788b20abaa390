/** What a fitted curve says of rows, with bands. Seber, Wild: Nonlinear Regression, 1989, section 5.1. */
import { numberIn } from "../options/interval.ts";
import { readerOf } from "../options/option.ts";
import type { CurveData } from "./curve-data.ts";
import type { CurvePlan } from "./curve-plan.ts";
import { tapeOf } from "./curve-system.ts";
import type { Prediction, PredictOptions } from "./result.ts";
import type { Found } from "./starts.ts";
import type { Estimates } from "./statistics.ts";
import { quantileOfT } from "./student.ts";
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

/** Values and derivatives of the curve at the solution, row by row. */
function evaluate(
  { plan: { formula }, found }: Fitted,
  tape: Tape,
  visit: (row: number, value: number, gradient: Float64Array) => void,
): void {
  const { rows } = tape;
  const count = formula.parameters.length;
  const gradient = new Float64Array(count);
  const block = new Float64Array((count + 1) * Math.min(rows, blockRows));
  tape.at(found.solution.x);
  for (let from = 0; from < rows; from += blockRows) {
    const to = Math.min(from + blockRows, rows);
    tape.compute(from, to);
    const height = to - from;
    for (let j = 0; j <= count; j++) tape.copy(j, from, to, block, j * height);
    for (let row = from; row < to; row++) {
      for (let j = 0; j < count; j++) gradient[j] = block[(j + 1) * height + row - from]!;
      visit(row, block[row - from]!, gradient);
    }
  }
}

/** @throws CurveError, OptionError as `CurveFit.predict` says. */
export function predict(
  fitted: Fitted,
  estimates: Estimates,
  table: Table | undefined,
  options: PredictOptions | undefined,
): Prediction {
  const { formula, settings } = fitted.plan;
  const { confidence = settings.confidence ?? 0.95 } = read(options);
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
  const { variance, degreesOfFreedom } = estimates;
  const freedom = settings.absolute ? Number.POSITIVE_INFINITY : degreesOfFreedom;
  const quantile = variance === undefined ? 0 : quantileOfT(confidence, freedom);
  const values = new Float64Array(rows);
  const bands = [0, 1].map(() => ({ low: new Float64Array(rows), high: new Float64Array(rows) }));
  evaluate(fitted, tapeOf(fitted.plan, columns, rows), (row, value, gradient) => {
    values[row] = value;
    if (variance === undefined) return;
    const ofCurve = estimates.varianceOf(gradient);
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
