/** A fit as text: what are parameters and predictors, estimates with their errors, how it ended. */
import type { CurvePlan } from "./curve-plan.ts";
import type { CurveFit } from "./result.ts";

const digits = (value: number | null, count: number): string =>
  value === null ? "" : String(Number(value.toPrecision(count)));

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Where a search began that was given no start. */
function startText({ names, start }: Pick<CurveFit, "names" | "start">, isBounded: boolean): string {
  const values = names.map((name) => `${name} = ${digits(start.values[name]!, 4)}`).join(", ");
  const scale = `on the scale of the data${isBounded ? ", within the bounds" : ""}`;
  const tried = start.points === 1 ? "the only point" : `one of ${start.points} points`;
  return `start: ${values}, ${tried} tried ${scale}, chosen by ${counted(start.evaluations, "evaluation")}`;
}

/** The lines of a fit. */
export function summaryOf(
  fit: Omit<CurveFit, "text" | "predict" | "toJSON">,
  { settings }: CurvePlan,
): string {
  const { formula, names, predictors, parameters, residualStandardDeviation, degreesOfFreedom, rSquared } =
    fit;
  const plural = (what: string, list: readonly string[]) =>
    list.length === 0 ? `no ${what}s` : `${what}${list.length > 1 ? "s" : ""} ${list.join(", ")}`;
  const rows = [
    ["", "estimate", "standard error", "t", "p"],
    ...names.map((name) => {
      const { value, standardError, t, p, state } = parameters[name]!;
      const errors = [digits(standardError, 4), digits(t, 4), digits(p, 3)];
      return [
        name,
        digits(value, 7),
        ...(standardError === null ? [state === "free" ? "none" : state] : errors),
      ];
    }),
  ];
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  const lines = rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[at]!)))
      .join("  ")
      .trimEnd(),
  );
  const deviation =
    residualStandardDeviation === null
      ? "no residual standard deviation"
      : `residual standard deviation ${digits(residualStandardDeviation, 4)}`;
  return [
    `${formula.trim()}: ${plural("parameter", names)}; ${plural("predictor", predictors)}`,
    ...lines,
    `${deviation}, ${counted(degreesOfFreedom, "degree")} of freedom${rSquared === null ? "" : `, R² ${digits(rSquared, 5)}`}${settings.absolute ? "; errors from absolute sigmas" : ""}`,
    ...(fit.start.isGiven ? [] : [startText(fit, settings.bounds !== undefined)]),
    `${fit.converged ? "converged" : "not converged"} after ${counted(fit.evaluations.residuals, "evaluation")}: ${fit.reason}`,
    ...fit.cautions.map((caution) => `caution: ${caution}`),
  ].join("\n");
}
