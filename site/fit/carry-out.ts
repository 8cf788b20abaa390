/** Carries a fit out: the curve with its bands, what the start looks like, and the scale of its sliders. Knows no page. */
import { type CurveFit, FormulaError, fitCurve } from "glissade/curves";
import { optionsOf } from "./options-of.ts";
import type { Along, FitFailure, FitReply, Found } from "./outcome.ts";
import type { FitSetup } from "./setup.ts";

/** How many points a curve is drawn with. */
const points = 301;

/** How far beyond the data the curve is drawn, of their range. */
const beyond = 0.04;

/** The scale that was found last, and for what: while a slider moves, nothing else changes. */
let known: { readonly key: string; readonly scale: Found["scale"] } | null = null;

/** Fits. */
export function carryOut(setup: FitSetup): FitReply {
  try {
    return { kind: "fitted", found: fitted(setup) };
  } catch (error) {
    return { kind: "failed", failure: failureOf(error) };
  }
}

function fitted(setup: FitSetup): Found {
  const { formula, table, start } = setup;
  const options = optionsOf(setup);
  const fit = fitCurve(formula, table.columns, start ? { ...options, start } : options);
  const rows = fit.predict();
  return {
    ...{ names: fit.names, predictors: fit.predictors, response: fit.response, correlation: fit.correlation },
    parameters: fit.names.map((name) => fit.parameters[name]!),
    observed: fit.fitted.map((value, row) => value + fit.residuals[row]!),
    residuals: fit.residuals,
    rows,
    along: alongOf(setup, fit),
    residualStandardDeviation: fit.residualStandardDeviation,
    degreesOfFreedom: fit.degreesOfFreedom,
    ...{ rSquared: fit.rSquared, loss: fit.loss, converged: fit.converged, reason: fit.reason },
    evaluations: fit.evaluations.residuals,
    start: fit.start.values,
    points: fit.start.points,
    ...{ cautions: fit.cautions, text: fit.text },
    scale: scaleOf(setup, fit),
  };
}

function alongOf(setup: FitSetup, fit: CurveFit): Along | null {
  const [predictor, ...others] = fit.predictors;
  if (predictor === undefined || others.length > 0) return null;
  const x = gridOf(setup.table.columns[predictor]!);
  const grid = { [predictor]: x };
  return { x, prediction: fit.predict(grid), atStart: startOf(setup, fit, grid) };
}

/** Values along a column and a little beyond, on the side of 0 where it is. */
function gridOf(column: readonly number[]): Float64Array {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of column) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const room = beyond * (high - low || Math.abs(high) || 1);
  const from = low >= 0 && low - room < 0 ? low : low - room;
  const to = high <= 0 && high + room > 0 ? high : high + room;
  return Float64Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1));
}

/** The curve at the start: that of a search that is given up at once. */
function startOf(setup: FitSetup, fit: CurveFit, grid: Record<string, Float64Array>): Float64Array | null {
  try {
    const options = { ...optionsOf(setup), start: fit.start.values, maxEvaluations: 1 };
    return fitCurve(setup.formula, setup.table.columns, options).predict(grid).values;
  } catch {
    // The search has come from there: only bounds of what was held can keep it from being a start.
    return null;
  }
}

/** Where a search without a start begins and ends; where it finds nothing, what is known of this one. */
function scaleOf(setup: FitSetup, fit: CurveFit): Found["scale"] {
  const { start: _, confidence: __, ...rest } = setup;
  const key = JSON.stringify(rest);
  if (known?.key === key) return known.scale;
  let free = fit;
  if (setup.start)
    try {
      free = fitCurve(setup.formula, setup.table.columns, optionsOf(setup));
    } catch {
      // A model may have values only near the start that was given.
    }
  const scale = Object.fromEntries(
    fit.names.map((name) => [
      name,
      [free.start.values[name] ?? 0, free.parameters[name]?.value ?? 0] as const,
    ]),
  );
  known = { key, scale };
  return scale;
}

/** An error as the page shows it: what is wrong, and the line with a caret under the place. */
function failureOf(error: unknown): FitFailure {
  const message = error instanceof Error ? error.message : String(error);
  const [first = "", ...lines] = message.replace(/^(formula|fitCurve): /, "").split("\n");
  if (!(error instanceof FormulaError)) return { message: first, place: null, fixes: [], quoted: null };
  const { line, column } = error;
  const shown = lines.filter((each) => each.trim() !== "");
  const indent = Math.min(...shown.map((each) => each.search(/\S/)));
  return {
    message: first,
    place: { line, column, length: 1 },
    fixes: [],
    quoted: shown.length > 0 ? shown.map((each) => each.slice(indent)).join("\n") : null,
  };
}
