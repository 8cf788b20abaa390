/** The pictures of a fit: the data with the curve and its bands, and what the residuals look like. */
import { probit } from "simple-statistics";
import type { Chart, Curve } from "../figures/chart.ts";
import { wholeRange } from "../figures/ranges.ts";
import type { Theme } from "../figures/theme.ts";
import type { Outcome } from "./outcome.ts";

const linear = { isXLog: false, isYLog: false } as const;

/** The colours of what is drawn. */
export const coloursOf = ({ contestants, text }: Theme) => ({
  curve: contestants.a ?? text,
  start: contestants.b ?? text,
  dots: text,
});

/** Data with the curve along its predictor; with several predictors, what was observed against what the curve says. */
export function mainChart(outcome: Outcome, theme: Theme): Chart {
  const { along, predictors, response, observed, rows, setup } = outcome;
  const colours = coloursOf(theme);
  if (!along) return observedByFitted(outcome, theme);
  const x = Float64Array.from(setup.table.columns[predictors[0] as string] as readonly number[]);
  const { prediction, atStart } = along;
  const bands = [
    { band: prediction.prediction, opacity: 0.1 },
    { band: prediction.confidence, opacity: 0.26 },
  ].flatMap(({ band, opacity }) => (band ? [{ ...band, x: along.x, opacity, colour: colours.curve }] : []));
  const start: Curve[] = atStart
    ? [{ x: along.x, y: atStart, colour: colours.start, dash: [7, 5], width: setup.start ? 2 : 1.25 }]
    : [];
  return {
    ...linear,
    xName: predictors[0] as string,
    yName: response,
    xRange: [along.x[0] as number, along.x.at(-1) as number],
    // Where bands or starts run away, the data stay in sight.
    yRange: wholeRange([{ values: observed }, { values: rows.values }, ...within(outcome)]),
    bands,
    curves: [...start, { x: along.x, y: prediction.values, colour: colours.curve, dash: [], width: 2.5 }],
    dots: [{ x, y: observed, colour: colours.dots, radius: 4 }],
  };
}

/** The bands at the rows, as far as they stay near the data. */
function within({ observed, rows }: Outcome): { values: number[] }[] {
  const [low, high] = wholeRange([{ values: observed }]);
  const room = 0.6 * (high - low);
  const near = (values: ArrayLike<number>) =>
    Array.from(values, (value) => Math.min(Math.max(value, low - room), high + room));
  const { prediction } = rows;
  return prediction ? [{ values: near(prediction.low) }, { values: near(prediction.high) }] : [];
}

function observedByFitted({ observed, rows, response }: Outcome, theme: Theme): Chart {
  const range = wholeRange([{ values: observed }, { values: rows.values }]);
  const colours = coloursOf(theme);
  return {
    ...linear,
    xName: `${response}, fitted`,
    yName: `${response}, observed`,
    xRange: range,
    yRange: range,
    curves: [{ x: range, y: range, colour: colours.curve, dash: [], width: 2 }],
    dots: [{ x: rows.values, y: observed, colour: colours.dots, radius: 4 }],
  };
}

/** Residuals as far as they are alike: by the weights of their rows. */
export function weighted({ residuals, setup }: Outcome): Float64Array {
  const { weights, table } = setup;
  if (!weights) return residuals;
  const column = table.columns[weights.column] ?? [];
  return residuals.map((residual, row) => {
    const value = column[row] ?? 0;
    return weights.are === "weights" ? residual * Math.sqrt(value) : residual / value;
  });
}

/** What the residuals of a fit are called. */
const nameOf = ({ setup }: Outcome): string => (setup.weights ? "weighted residual" : "residual");

const zero = (range: readonly [number, number], theme: Theme): Curve => ({
  ...{ x: range, y: [0, 0], colour: coloursOf(theme).curve, dash: [], width: 1.75 },
});

/** Residuals by some value of each row. */
function residualChart(x: ArrayLike<number>, xName: string, outcome: Outcome, theme: Theme): Chart {
  const xRange = wholeRange([{ values: x }]);
  const y = weighted(outcome);
  return {
    ...linear,
    ...{ xName, yName: nameOf(outcome), xRange },
    yRange: symmetric(y),
    curves: [zero(xRange, theme)],
    dots: [{ x, y, colour: coloursOf(theme).dots, radius: 3 }],
  };
}

/** 0 in the middle. */
function symmetric(values: ArrayLike<number>): [number, number] {
  const [low, high] = wholeRange([{ values }]);
  const reach = 1.06 * Math.max(Math.abs(low), Math.abs(high)) || 1;
  return [-reach, reach];
}

/** Residuals against what the curve says. */
export const byFitted = (outcome: Outcome, theme: Theme): Chart =>
  residualChart(outcome.rows.values, "fitted", outcome, theme);

/** Residuals in the order of the rows. */
export const byOrder = (outcome: Outcome, theme: Theme): Chart =>
  residualChart(
    outcome.residuals.map((_, row) => row + 1),
    "row",
    outcome,
    theme,
  );

/**
 * Residuals in their order against the quantiles of a normal distribution at (i - 3/8)/(n + 1/4) (Blom: Statistical Estimates and
 * Transformed Beta-Variables, 1958), with the line of the residual standard deviation.
 */
export function normalQuantiles(outcome: Outcome, theme: Theme): Chart {
  const sorted = Float64Array.from(weighted(outcome)).sort();
  const x = sorted.map((_, i) => probit((i + 1 - 0.375) / (sorted.length + 0.25)));
  const xRange = symmetric(x);
  const slope = outcome.residualStandardDeviation;
  const colours = coloursOf(theme);
  return {
    ...linear,
    ...{ xName: "normal quantile", yName: nameOf(outcome), xRange },
    yRange: symmetric(sorted),
    curves:
      slope === null
        ? []
        : [
            {
              ...{ x: xRange, y: xRange.map((at) => slope * at) },
              ...{ colour: colours.curve, dash: [], width: 1.75 },
            },
          ],
    dots: [{ x, y: sorted, colour: colours.dots, radius: 3 }],
  };
}
