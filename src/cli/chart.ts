/**
 * Figures as SVG text: the loss curves of the report, and schedules. Observable Plot draws into a linkedom document, so
 * no browser is needed; colours of axes follow the page. What is drawn in the terminal is curve.ts's.
 */
import { areaY, line, type PlotOptions, plot, ruleY } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { Schedule } from "../index.ts";
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
  const figure = draw("inherit", {
    height: 460,
    marginLeft: 48,
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

/** How many points a drawn schedule has, at most: several to a pixel. */
const POINTS = 4000;

/** A schedule from step 0 to `steps` as a file of its own, legible on light and dark pages. */
export function drawSchedule(schedule: Schedule, steps: number): string {
  const stride = Math.max(1, steps / POINTS);
  const points = Array.from({ length: Math.floor(steps / stride) + 1 }, (_, index) => {
    const count = Math.floor(index * stride);
    return { count, value: schedule(count) };
  });
  const figure = draw("system-ui, sans-serif", {
    height: 320,
    marginLeft: 72,
    x: { label: "step" },
    y: { label: "learning rate", grid: true, zero: true, tickFormat: ".2~g" },
    marks: [line(points, { x: "count", y: "value", stroke: palette[0]!, strokeWidth: 1.8 })],
  });
  figure.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const style =
    "<style>svg { color: #1b1b1b; } @media (prefers-color-scheme: dark) { svg { color: #e6e6e6; } }</style>";
  return `${figure.outerHTML.replace(/<svg[^>]*>/, (tag) => tag + style)}\n`;
}

function draw(fontFamily: string, options: PlotOptions): ReturnType<typeof plot> {
  return plot({
    document: parseHTML("<!doctype html><html><body></body></html>").document,
    width: 820,
    marginRight: 24,
    marginBottom: 44,
    style: { background: "transparent", color: "currentColor", fontSize: "13px", fontFamily },
    ...options,
  });
}
