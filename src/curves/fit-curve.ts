/** A curve fitted to the columns of a table by its formula. */
import { dataOf } from "./curve-data.ts";
import { curveFit } from "./curve-fit.ts";
import { planOf } from "./curve-plan.ts";
import { findCurve, tapeOf } from "./curve-system.ts";
import { type FitCurveOptions, readOptions, type Values } from "./fit-curve-options.ts";
import type { CurveFit } from "./result.ts";
import { columnNames, type Table } from "./table.ts";

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
  const settings = readOptions(options);
  const plan = planOf(formula, columnNames("fitCurve", table), settings);
  const data = dataOf(plan, table);
  const tape = tapeOf(plan, data.columns, data.rows);
  const found = findCurve(plan, data, tape);
  return curveFit<string>({ plan, data, found }) as CurveFit<(keyof Start | keyof Fixed) & string>;
}
