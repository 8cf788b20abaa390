/** What a curve says of the rows of another file: for each of them a value with its limits, or nothing where a cell is missing. */
import { stringify } from "csv-stringify/sync";
import type { CurveFit, Table } from "../../curves/index.ts";

interface Limits {
  readonly low: number;
  readonly high: number;
}

/** What is said of a row. */
export interface Predicted {
  readonly value: number;
  /** Of the curve, and of an observation; null without an estimate of the variance. */
  readonly confidence: Limits | null;
  readonly prediction: Limits | null;
}

/**
 * Predicts rows.
 *
 * @param names - the columns without which nothing is said of a row.
 * @param fitOf - the curve of each row; undefined where there is none.
 * @throws CurveError for a table without the predictors.
 */
export function predictionsOf(
  table: Table,
  names: readonly string[],
  rows: number,
  fitOf: (row: number) => CurveFit | undefined,
): (Predicted | null)[] {
  const predicted: (Predicted | null)[] = Array.from({ length: rows }, () => null);
  const groups = new Map<CurveFit, number[]>();
  for (let row = 0; row < rows; row++) {
    const fit = fitOf(row);
    if (!fit || names.some((name) => Number.isNaN(table[name]?.[row]))) continue;
    const own = groups.get(fit);
    if (own) own.push(row);
    else groups.set(fit, [row]);
  }
  for (const [fit, places] of groups) {
    const own = Object.fromEntries(
      Object.entries(table).map(([name, values]) => [name, places.map((row) => values[row]!)]),
    );
    const { values, confidence, prediction } = fit.predict(own);
    const limits = (band: typeof confidence, at: number): Limits | null =>
      band && { low: band.low[at]!, high: band.high[at]! };
    for (const [at, row] of places.entries())
      predicted[row] = {
        value: values[at]!,
        confidence: limits(confidence, at),
        prediction: limits(prediction, at),
      };
  }
  return predicted;
}

/** As CSV: a heading, and as many lines as there are rows. */
export function predictionsCsv(response: string, predicted: readonly (Predicted | null)[]): string {
  const cell = (value = Number.NaN) => (Number.isFinite(value) ? String(Number(value.toPrecision(12))) : "");
  return stringify([
    [response, "confidence low", "confidence high", "prediction low", "prediction high"],
    ...predicted.map((row) => [
      cell(row?.value),
      ...[row?.confidence, row?.prediction].flatMap((limits) => [cell(limits?.low), cell(limits?.high)]),
    ]),
  ]);
}
