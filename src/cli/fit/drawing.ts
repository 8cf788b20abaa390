/** Data and their curve for the terminal: dots of braille for the curve, rings for observations. */
import type { CurveFit, Table } from "../../curves/index.ts";
import { Braille, type CurveSize, framed, scaleText } from "../braille.ts";
import { colorsFor, printable, type Sink } from "../terminal.ts";

const ring = "o";

/** A picture in points: observations, and a curve as least and greatest value of each column. */
interface Picture {
  readonly points: readonly (readonly [x: number, y: number])[];
  /** The curve at evenly spread places between the least and the greatest x. */
  readonly curve: (x: Float64Array) => Float64Array;
  readonly caption: string;
}

/** The observations of a fit, and what is drawn through them; several predictors are drawn by what the curve says of them. */
export function pictureOf(fit: CurveFit, table: Table): Picture {
  const [only, ...others] = fit.predictors;
  const observed = Array.from(fit.residuals, (residual, row) => residual + fit.fitted[row]!);
  const omitted = new Set(fit.omitted);
  // A table may have lost those rows already.
  const left = (values: ArrayLike<number>) =>
    values.length === fit.fitted.length
      ? Array.from(values)
      : Array.from(values).filter((_, row) => !omitted.has(row));
  const isOne = only !== undefined && others.length === 0;
  const x = isOne ? left(table[only]!) : Array.from(fit.fitted);
  return {
    points: x.map((at, row) => [at, observed[row]!] as const),
    curve: (at) => (isOne ? fit.predict({ [only]: at }).values : at),
    caption: isOne
      ? `${fit.response} by ${only}`
      : `${fit.response} by its fitted value; on the line the two are equal`,
  };
}

/** Draws it. */
export function drawFit(
  fit: CurveFit,
  table: Table,
  sink: Sink,
  size: CurveSize = { width: 66, height: 16 },
): string {
  const { points: all, curve, caption } = pictureOf(fit, table);
  const points = all.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  const drawing = new Braille(size);
  const [left, right] = rangeOf(points.map(([x]) => x));
  // Several places a column, so that a steep part is a line.
  const places = 8 * drawing.columns;
  const at = Float64Array.from({ length: places + 1 }, (_, i) => left + (i / places) * (right - left));
  const values = curve(at);
  const [low, high] = reachOf(
    points.map(([, y]) => y),
    Array.from(values).filter(Number.isFinite),
  );
  const rowOf = (y: number) => Math.round(((high - y) / (high - low)) * (drawing.rows - 1));
  const columnOf = (x: number) => Math.round(((x - left) / (right - left)) * (drawing.columns - 1));
  for (let column = 0; column < drawing.columns; column++) {
    const rows = Array.from(values.subarray(8 * column, 8 * column + 9))
      .filter(Number.isFinite)
      .map(rowOf);
    if (rows.length > 0) drawing.line(column, Math.min(...rows), Math.max(...rows));
  }
  const colors = colorsFor(sink);
  for (const [x, y] of points) drawing.mark(columnOf(x), rowOf(y), colors.bold(ring));
  const lines = drawing.lines(colors.green);
  const frame = framed(lines, [low, high], [scaleText(left), scaleText(right)], size.width);
  return `${frame}\n${colors.dim(printable(`${ring} ${caption}`))}`;
}

/** What a picture reaches over. Where all observations are the same, what the curve differs from them by is mostly rounding, and not what to look at. */
export function reachOf(observed: readonly number[], curve: readonly number[]): [number, number] {
  const [low, high] = rangeOf(observed);
  const isRounding = curve.every((value) => value >= low && value <= high);
  return isRounding ? [low, high] : rangeOf([...observed, ...curve]);
}

/** The least and the greatest of some numbers, apart from each other. */
export function rangeOf(values: readonly number[]): [number, number] {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return low < high ? [low, high] : [low - (Math.abs(low) || 1), low + (Math.abs(low) || 1)];
}
