/** Figures of the report of a fit, as SVG: data with the curve and its bands, what is left, how parameters hang together. */
import { areaY, cell, dot, line, lineY, ruleY, text } from "@observablehq/plot";
import jstat from "jstat";
import { draw, palette } from "../../compare/report/figure.ts";
import type { CurveFit, Table } from "../../curves/index.ts";
import { pictureOf, rangeOf, reachOf } from "./drawing.ts";
import { significant } from "./numbers.ts";

const [blue, red] = palette as [string, string];
/** So many places of the curve are drawn. */
const places = 400;
const dots = { r: 3, fill: "currentColor", fillOpacity: 0.65 } as const;

/** Observations, the curve through them, the bands of the curve and of an observation. */
export function drawData(fit: CurveFit, table: Table): string {
  const { points } = pictureOf(fit, table);
  const [only, ...others] = fit.predictors;
  const isOne = only !== undefined && others.length === 0;
  const observed = points.map(([x, y]) => ({ x, y }));
  const axes = {
    x: { label: isOne ? only : `fitted ${fit.response}` },
    y: { label: fit.response, grid: true },
  };
  if (!isOne) {
    const equal = observed.map(({ x }) => x);
    return draw({
      ...axes,
      height: 400,
      marks: [
        line(equal, { x: equal, y: equal, stroke: blue, sort: "x" }),
        dot(observed, { x: "x", y: "y", ...dots }),
      ],
    });
  }
  const all = observed.map(({ x }) => x);
  const [low, high] = rangeOf(all);
  const at = Float64Array.from({ length: places + 1 }, (_, i) => low + (i / places) * (high - low));
  const { values, confidence, prediction } = fit.predict({ [only]: at });
  const curve = Array.from(at, (x, i) => ({
    x,
    y: values[i]!,
    low: confidence?.low[i],
    high: confidence?.high[i],
    least: prediction?.low[i],
    most: prediction?.high[i],
  })).filter(({ y }) => Number.isFinite(y));
  const reached = curve.flatMap(({ y, least = y, most = y }) => [y, least, most]).filter(Number.isFinite);
  return draw({
    x: { ...axes.x, domain: [low, high] },
    y: {
      ...axes.y,
      domain: reachOf(
        observed.map(({ y }) => y),
        reached,
      ),
    },
    height: 400,
    marks: [
      ...(prediction
        ? [areaY(curve, { x: "x", y1: "least", y2: "most", fill: blue, fillOpacity: 0.1 })]
        : []),
      ...(confidence ? [areaY(curve, { x: "x", y1: "low", y2: "high", fill: blue, fillOpacity: 0.25 })] : []),
      dot(observed, { x: "x", y: "y", ...dots }),
      line(curve, { x: "x", y: "y", stroke: blue, strokeWidth: 2 }),
    ],
  });
}

/** What is left of a row, and by what it counts. */
export interface Left {
  /** Its place in the file, counted from 1. */
  readonly row: number;
  readonly fitted: number;
  /** The residual times the root of its weight. */
  readonly residual: number;
}

/** Residuals by fitted values. */
export const drawByFitted = (left: readonly Left[], fit: CurveFit, label: string): string =>
  draw({
    height: 300,
    x: { label: `fitted ${fit.response}` },
    y: { label, grid: true },
    marks: [ruleY([0], { stroke: red }), dot(left, { x: "fitted", y: "residual", ...dots })],
  });

/** Residuals in the order of rows. */
export function drawByOrder(left: readonly Left[], label: string): string {
  return draw({
    height: 300,
    x: { label: "order of the rows", tickFormat: (row: number) => (Number.isInteger(row) ? `${row}` : "") },
    y: { label, grid: true },
    marks: [
      ruleY([0], { stroke: red }),
      lineY(left, { x: "row", y: "residual", stroke: "currentColor", strokeOpacity: 0.25 }),
      dot(left, { x: "row", y: "residual", ...dots }),
    ],
  });
}

/** Sorted residuals by the quantiles of a normal distribution, at (i - 0.5)/n; on the line they would be normal with the spread of the fit. */
export function drawQuantiles(left: readonly Left[], deviation: number, label: string): string {
  const sorted = left.map(({ residual }) => residual).sort((a, b) => a - b);
  const points = sorted.map((residual, i) => ({
    quantile: jstat.jStat.normal.inv((i + 0.5) / sorted.length, 0, 1),
    residual,
  }));
  const ends = [points[0]!, points.at(-1)!].map(({ quantile }) => ({
    quantile,
    residual: deviation * quantile,
  }));
  return draw({
    height: 300,
    x: { label: "normal quantile" },
    y: { label, grid: true },
    marks: [
      line(ends, { x: "quantile", y: "residual", stroke: red }),
      dot(points, { x: "quantile", y: "residual", ...dots }),
    ],
  });
}

/** The correlation of each pair of parameters. */
export function drawCorrelation({ names, correlation }: CurveFit): string {
  const pairs = names.flatMap((a, i) =>
    names.map((b, j) => ({ a: String(a), b: String(b), value: correlation[i]![j] ?? null })),
  );
  const size = 46 * names.length;
  return draw({
    height: size + 70,
    marginLeft: 110,
    marginRight: Math.max(24, 820 - 110 - 110 * names.length),
    x: { domain: [...names], label: null },
    y: { domain: [...names], label: null },
    color: { type: "diverging", domain: [-1, 1], scheme: "RdBu", pivot: 0 },
    marks: [
      cell(
        pairs.filter(({ value }) => value !== null),
        { x: "a", y: "b", fill: "value", inset: 1 },
      ),
      text(pairs, {
        x: "a",
        y: "b",
        text: ({ value }: (typeof pairs)[number]) => (value === null ? "none" : significant(value, 3)),
        fill: ({ value }: (typeof pairs)[number]) =>
          value === null ? "currentColor" : Math.abs(value) > 0.6 ? "white" : "black",
      }),
    ],
  });
}
