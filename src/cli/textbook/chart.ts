/**
 * Figures as SVG text: the loss curves of the report, and schedules. Observable Plot draws into a linkedom document, so
 * no browser is needed; colours of axes follow the page. curve.ts draws in the terminal.
 */
import { areaY, dot, line } from "@observablehq/plot";
import { dashes, draw, palette, type Style } from "../../compare/report/figure.ts";
import type { Schedule } from "../../index.ts";
import type { Comparison, CurvePoint, Row } from "./comparison.ts";

/**
 * A style for each row, all different for the first 42, legible on light and dark: a colour a row; where there are more rows than
 * colours because a few optimizers have several rates, a colour an optimizer and dashes for its rates.
 */
export function lineStyles(rows: readonly Pick<Row, "optimizer">[]): Style[] {
  const names = [...new Set(rows.map(({ optimizer }) => optimizer))];
  const own = names.map((name) => rows.filter(({ optimizer }) => optimizer === name));
  const grouped =
    rows.length > palette.length &&
    names.length > 2 &&
    names.length <= palette.length &&
    own.every((group) => group.length <= dashes.length);
  return rows.map((row, index) => {
    const group = names.indexOf(row.optimizer);
    const [color, dash] = grouped
      ? [group, own[group]!.indexOf(row)]
      : [index % palette.length, Math.floor(index / palette.length) % dashes.length];
    return { stroke: palette[color]!, strokeDasharray: dashes[dash]! };
  });
}

/** A unit of time in which the longest of some times is at least 1, and how many of it make a second. */
const unitFor = (seconds: number): readonly [name: string, perSecond: number] =>
  seconds >= 1 ? ["seconds", 1] : seconds >= 1e-3 ? ["milliseconds", 1e3] : ["microseconds", 1e6];

/** What the horizontal axis of loss curves shows. */
export type CurveAxis = "epochs" | "seconds";

/** A curve is drawn as long as its loss stays below this multiple of what it starts from. */
const BEYOND = 10;

/** How many points of a curve are drawn. */
function cutOf(curve: readonly CurvePoint[]): number {
  const cut = curve.findIndex(({ mean }) => !(mean <= BEYOND * curve[0]!.mean));
  return cut < 0 ? curve.length : cut;
}

/** Whether a row's curve is cut, since it diverges. */
export const leaves = ({ curve }: Row): boolean => cutOf(curve) < curve.length;

/** A point of a curve, as a loss above the floor. */
interface Point {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

/** The loss of each row above the least squares floor, on a logarithmic axis, and a band of one standard deviation. */
export function drawCurves({ rows, floor }: Comparison, axis: CurveAxis): string {
  const start = Math.max(...rows.map(({ curve }) => curve[0]!.mean));
  const drawn = rows.map(({ curve }) => curve.slice(0, cutOf(curve)));
  const excesses = drawn.flat().map(({ mean }) => mean - floor);
  // Rounding may end a curve below the floor, where a logarithmic axis has no place.
  const least = Math.min(...excesses.filter((excess) => excess > 1e-12 * start));
  const [unit, scale] = unitFor(Math.max(...drawn.flat().map(({ seconds }) => seconds)));
  const clamp = (loss: number) => Math.max(least, Math.min(loss, BEYOND * start) - floor);
  const curves = drawn.map((curve) =>
    curve.map(
      (point): Point => ({
        x: axis === "epochs" ? point.epochs : point.seconds * scale,
        y: clamp(point.mean),
        low: clamp(point.mean - point.deviation),
        high: clamp(point.mean + point.deviation),
      }),
    ),
  );
  const all = curves.flat();
  const styles = lineStyles(rows);
  const fillOpacity = rows.length > palette.length ? 0.06 : 0.12;
  const bands = curves.map((points, index) =>
    areaY(points, { x: "x", y1: "low", y2: "high", fill: styles[index]!.stroke, fillOpacity }),
  );
  const lines = curves.flatMap((points, index) => {
    const { stroke, strokeDasharray } = styles[index]!;
    const title = () => titleOf(rows[index]!);
    const at = { x: "x", y: "y", stroke, title };
    return [
      line(points, { ...at, strokeDasharray, strokeWidth: 1.8 }),
      ...(leaves(rows[index]!) ? [dot(points.slice(-1), { ...at, symbol: "times", strokeWidth: 2 })] : []),
    ];
  });
  return draw({
    height: 400,
    marginLeft: 64,
    x: {
      label: axis === "epochs" ? "epochs" : `${unit} of training`,
      domain: [0, Math.max(...all.map(({ x }) => x)) || 1],
    },
    y: {
      type: "log",
      label: "loss above the floor",
      domain: [least, Math.max(...all.map(({ high }) => high))],
      grid: true,
      ticks: 6,
      tickFormat: "~r",
    },
    marks: [...bands, ...lines],
  });
}

/** The name of a row, with its rate where it has one. */
export const titleOf = ({ optimizer, options: { learningRate } }: Row): string =>
  learningRate === undefined ? optimizer : `${optimizer}, rate ${learningRate}`;

/** How many points a drawn schedule has, at most: several to a pixel. */
const POINTS = 4000;

/** A schedule from step 0 to `steps` as a file of its own, legible on light and dark pages. */
export function drawSchedule(schedule: Schedule, steps: number): string {
  const stride = Math.max(1, steps / POINTS);
  const points = Array.from({ length: Math.floor(steps / stride) + 1 }, (_, index) => {
    const count = Math.floor(index * stride);
    return { count, value: schedule(count) };
  });
  const figure = draw({
    height: 320,
    marginLeft: 72,
    x: { label: "step" },
    y: { label: "learning rate", grid: true, zero: true, tickFormat: ".2~g" },
    marks: [line(points, { x: "count", y: "value", stroke: palette[0]!, strokeWidth: 1.8 })],
  });
  const style =
    "<style>svg { color: #1b1b1b; } @media (prefers-color-scheme: dark) { svg { color: #e6e6e6; } }</style>";
  const file = figure
    .replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"')
    .replace("font-family: inherit", "font-family: system-ui, sans-serif")
    .replace(/<svg[^>]*>/, (tag) => tag + style);
  return `${file}\n`;
}
