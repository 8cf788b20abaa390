/** A fit for the terminal, with what R's `summary` of a fit prints, and in its numbers. */
import type { CurveFit } from "../../curves/index.ts";
import { tableOf } from "../table.ts";
import { colorsFor, printable, type Sink } from "../terminal.ts";
import { pText, significant, starsLegend, starsOf } from "./numbers.ts";
import { inWords } from "./words.ts";

const heads = ["parameter", "estimate", "std. error", "t value", "Pr(>|t|)", "", "interval"];

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** The cells of each parameter. */
export function parameterCells({ names, parameters }: CurveFit): string[][] {
  return names.map((name) => {
    const { value, standardError, interval, t, p, state } = parameters[name]!;
    const found = [printable(name), significant(value, 7)];
    if (standardError === null) return [...found, state === "free" ? "none" : state, "", "", "", ""];
    return [
      ...found,
      significant(standardError, 4),
      t === null ? "" : significant(t, 4),
      p === null ? "" : pText(p),
      p === null ? "" : starsOf(p),
      interval ? `${significant(interval.low, 5)} to ${significant(interval.high, 5)}` : "",
    ];
  });
}

/** The residual standard error with its degrees of freedom, and R². */
export function errorText({ residualStandardDeviation, degreesOfFreedom, rSquared }: CurveFit): string {
  const on = `${plural(degreesOfFreedom, "degree")} of freedom`;
  const error =
    residualStandardDeviation === null
      ? `no residual standard error: ${on}`
      : `residual standard error ${significant(residualStandardDeviation, 4)} on ${on}`;
  return rSquared === null ? error : `${error}, R² ${significant(rSquared, 5)}`;
}

/** How the search ended, in words. */
export const endText = ({ converged, evaluations, reason }: CurveFit): string =>
  `${converged ? "converged" : "not converged"} after ${plural(evaluations.residuals, "evaluation")} of the model and ${evaluations.jacobians} of its derivatives: ${inWords(reason)}`;

/** Where it began, where that was not said. */
export function startText({ names, start }: CurveFit, isBounded: boolean): string {
  const values = names.map((name) => `${printable(name)} = ${significant(start.values[name]!, 4)}`);
  const scale = `on the scale of the data${isBounded ? ", within the bounds" : ""}`;
  const tried = start.points === 1 ? "the only point" : `one of ${start.points} points`;
  return `start: ${values.join(", ")}, ${tried} tried ${scale}, chosen by ${plural(start.evaluations, "evaluation")}`;
}

/** All of it, without the drawing. */
export function summaryText(
  fit: CurveFit,
  { about, confidence, isBounded }: { about: string; confidence: number; isBounded: boolean },
  sink: Sink,
): string {
  const colors = colorsFor(sink);
  const cells = parameterCells(fit);
  const shown = heads.with(-1, `${Number((100 * confidence).toPrecision(6))} % interval`);
  const hasStars = cells.some((row) => row[5] !== "");
  const { predictors, names, cautions } = fit;
  const list = (noun: string, all: readonly string[]) =>
    all.length === 0 ? `no ${noun}s` : `${noun}${all.length > 1 ? "s" : ""} ${all.map(printable).join(", ")}`;
  return [
    `${colors.bold(printable(fit.formula.trim()))}   ${printable(about)}`,
    `${list("parameter", names)}; ${list("predictor", predictors)}`,
    tableOf(shown, cells, sink),
    ...(hasStars ? [colors.dim(starsLegend)] : []),
    errorText(fit),
    ...(fit.start.isGiven ? [] : [startText(fit, isBounded)]),
    endText(fit),
    ...cautions.map((caution) => colors.yellow(printable(`caution: ${caution}`))),
  ].join("\n");
}
