/**
 * The figure of the report: loss curves with bands, as SVG text. Observable Plot draws into a linkedom document,
 * so no browser is needed; colours of axes follow the page.
 */
import { areaY, line, plot, ruleY } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { Comparison } from "./comparison.ts";

const palette = [
  "#4269d0",
  "#e8871e",
  "#ff725c",
  "#3ca951",
  "#a463f2",
  "#38b2d8",
  "#ef6fb5",
  "#9c6b4e",
  "#8f9197",
];

/** A colour for each series, legible on light and dark. */
export const seriesColors = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => palette[index % palette.length]!);

/** The textbook's axis for airfoil; elsewhere the same proportions between the floor and the loss at zero, 1/2. */
function lossDomain({ data, floor }: Comparison): [number, number] {
  if (data.name === "airfoil") return [0.22, 0.35];
  return [floor - 0.086 * (0.5 - floor), floor + 0.43 * (0.5 - floor)];
}

/** Mean loss against epochs for each row, a band of one standard deviation, and the floor. */
export function drawCurves(comparison: Comparison): string {
  const { rows, floor } = comparison;
  const titles = rows.map(({ optimizer, options: { learningRate } }) =>
    learningRate === undefined ? optimizer : `${optimizer}, rate ${learningRate}`,
  );
  const series = rows.map((_, index) => String(index));
  const points = rows.flatMap((row, index) =>
    row.curve
      .filter((point) => Number.isFinite(point.mean))
      .map(({ epochs, mean, deviation }) => ({
        series: String(index),
        epochs,
        mean,
        low: mean - deviation,
        high: mean + deviation,
      })),
  );
  const domain = lossDomain(comparison);
  const figure = plot({
    document: parseHTML("<!doctype html><html><body></body></html>").document,
    width: 820,
    height: 460,
    marginLeft: 48,
    marginRight: 24,
    marginBottom: 44,
    style: { background: "transparent", color: "currentColor", fontSize: "13px", fontFamily: "inherit" },
    x: { label: "epochs", domain: [0, comparison.settings.epochs] },
    y: { label: "loss", domain, grid: true, ticks: 7 },
    color: { domain: series, range: seriesColors(rows.length) },
    marks: [
      ruleY([floor], { stroke: "currentColor", strokeDasharray: "4 4", strokeOpacity: 0.6 }),
      areaY(points, { x: "epochs", y1: "low", y2: "high", fill: "series", fillOpacity: 0.13, clip: true }),
      line(points, {
        x: "epochs",
        y: "mean",
        stroke: "series",
        strokeWidth: 1.8,
        clip: true,
        title: ({ series: index }: { series: string }) => titles[Number(index)]!,
      }),
    ],
  });
  return figure.outerHTML;
}
