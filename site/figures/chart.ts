/**
 * Curves in a frame: linear or logarithmic axes, bands, gaps where there is no value, marks. Each curve has at most two points a pixel
 * column, those that its outline needs, so that long races stay short files.
 */
import { type Axis, axis, frame, round } from "./axes.ts";
import { markerPath } from "./markers.ts";
import { type Box, type Item, rectangle } from "./scene.ts";
import type { Theme } from "./theme.ts";

/** A curve; x ascends. What is not finite, or negative on a logarithmic axis, is a gap. */
export interface Curve {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** How many points of it count; all by default. */
  readonly length?: number;
  readonly colour: string;
  readonly dash: readonly number[];
  readonly width?: number;
}

/** What lies between two curves. */
export interface Band {
  readonly x: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly colour: string;
  readonly opacity?: number;
}

/** Points without a line. What is not finite is left out. */
export interface Dots {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly colour: string;
  readonly radius?: number;
}

/** A contestant's shape at a point. */
export interface Mark {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly colour: string;
}

/** A line across the whole chart, with a name. */
export interface Rule {
  readonly x: number;
  readonly name: string;
}

/** How many times as long as its plot a curve is that only noise makes. */
const noisy = 8;

/** So many dots lie on each other: where most of them are is seen through them. */
const manyDots = 500;

/** A chart. */
export interface Chart {
  readonly xName: string;
  readonly yName: string;
  readonly isXLog: boolean;
  readonly isYLog: boolean;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  readonly curves: readonly Curve[];
  readonly bands?: readonly Band[];
  /** On top of curves. */
  readonly dots?: readonly Dots[];
  readonly marks?: readonly Mark[];
  readonly rules?: readonly Rule[];
}

/** The box of a chart's plot within its figure. */
export function chartBox(width: number, height: number): Box {
  return { x: 68, y: 10, width: Math.max(1, width - 68 - 20), height: Math.max(1, height - 10 - 42) };
}

/** The axes of a chart, as `chartItems` draws them. */
export function chartAxes({ xRange, yRange, isXLog, isYLog }: Chart, box: Box): { x: Axis; y: Axis } {
  const count = (size: number, each: number): number => Math.max(2, Math.floor(size / each));
  return {
    x: axis(...xRange, { isLog: isXLog, count: count(box.width, 80) }),
    y: axis(...yRange, { isLog: isYLog, count: count(box.height, 40) }),
  };
}

/** Draws a chart in a box. */
export function chartItems(chart: Chart, box: Box, theme: Theme): Item[] {
  const { x, y } = chartAxes(chart, box);
  const left = (value: number): number => box.x + x.position(value) * box.width;
  // What lies far out is drawn just outside: coordinates stay small.
  const top = (value: number): number =>
    box.y + box.height * (1 - Math.max(-1, Math.min(2, y.position(value))));
  const inside: Item[] = [];
  for (const { colour, opacity = 0.18, ...band } of chart.bands ?? [])
    inside.push({ kind: "path", d: bandPath(band, left, top), fill: colour, opacity });
  for (const curve of chart.curves) {
    const { d, length } = curvePath(curve, left, top, box.width);
    // Dashes along a line that goes up and down in every pixel say nothing, a wide one hides the others, and both take long to draw.
    const look =
      length > noisy * box.width ? { width: 1, dash: [] } : { width: curve.width ?? 1.75, dash: curve.dash };
    inside.push({ kind: "path", d, stroke: curve.colour, ...look });
  }
  for (const dots of chart.dots ?? [])
    inside.push({
      ...{ kind: "path", d: dotsPath(dots, left, top), fill: dots.colour, isSolid: true },
      ...{ stroke: theme.background, width: 1, opacity: dots.x.length > manyDots ? 0.5 : 1 },
    });
  const rules = (chart.rules ?? []).flatMap(({ x: at, name }): Item[] => [
    { kind: "path", d: `M${round(left(at))} ${box.y}v${box.height}`, stroke: theme.text, width: 1.25 },
    {
      kind: "text",
      text: name,
      x: round(left(at)) + (x.position(at) > 0.5 ? -5 : 5),
      y: box.y + 9,
      size: 11,
      fill: theme.text,
      anchor: x.position(at) > 0.5 ? "end" : "start",
    },
  ]);
  const marks = (chart.marks ?? []).map(
    (mark): Item => ({
      kind: "path",
      d: markerPath(mark.id, round(left(mark.x)), round(top(mark.y)), 6),
      fill: mark.colour,
      stroke: theme.background,
      width: 1.5,
    }),
  );
  return [
    { kind: "path", d: gridPath(x, y, box), stroke: theme.grid, width: 1 },
    { kind: "clipped", box, items: inside },
    ...rules,
    ...marks,
    { kind: "path", d: rectangle(box), stroke: theme.muted, width: 1 },
    ...frame(box, x, y, theme, { xName: chart.xName, yName: chart.yName, gap: 60 }),
  ];
}

function dotsPath({ x, y, radius = 3.5 }: Dots, left: Place, top: Place): string {
  const turn = `a${radius} ${radius} 0 1 0`;
  let d = "";
  for (let i = 0; i < x.length; i++) {
    const [px, py] = [left(x[i] as number), top(y[i] as number)];
    if (!Number.isFinite(px) || !Number.isFinite(y[i])) continue;
    d += `M${round(px - radius)} ${round(py)}${turn} ${2 * radius} 0${turn} ${-2 * radius} 0z`;
  }
  return d;
}

function gridPath(x: Axis, y: Axis, box: Box): string {
  const vertical = x.ticks.map(
    ({ at }) => `M${round(box.x + x.position(at) * box.width)} ${box.y}v${box.height}`,
  );
  const horizontal = y.ticks.map(
    ({ at }) => `M${box.x} ${round(box.y + box.height * (1 - y.position(at)))}h${box.width}`,
  );
  return [...vertical, ...horizontal].join("");
}

type Place = (value: number) => number;

function curvePath({ x, y, length = y.length }: Curve, left: Place, top: Place, width: number) {
  let d = "";
  let isOpen = false;
  let [pathLength, lastY] = [0, 0];
  const point = (px: number, py: number): void => {
    if (isOpen) pathLength += Math.abs(py - lastY);
    lastY = py;
    d += `${isOpen ? "L" : "M"}${round(px)} ${round(py)}`;
    isOpen = true;
  };
  // Of a pixel column: its first and last point, or where there are many its lowest and highest, in their order.
  let column = Number.NaN;
  // What has many points a pixel is as clear in columns of two.
  const columnWidth = length > 4 * width ? 2 : 1;
  let kept: Spot[] = [];
  const flush = (): void => {
    const ends =
      kept.length <= 2 ? kept : [lowest(kept), highest(kept)].sort((one, other) => one.px - other.px);
    for (const { px, py } of ends) point(px, py);
    kept = [];
  };
  for (let i = 0; i < length; i++) {
    const [px, py] = [left(x[i] as number), top(y[i] as number)];
    if (!Number.isFinite(px) || !Number.isFinite(y[i]) || Number.isNaN(py)) {
      flush();
      isOpen = false;
      continue;
    }
    if (Math.floor(px / columnWidth) !== column) {
      flush();
      column = Math.floor(px / columnWidth);
    }
    kept.push({ px, py });
  }
  flush();
  return { d, length: pathLength };
}

type Spot = { readonly px: number; readonly py: number };

const lowest = (all: readonly Spot[]): Spot => all.reduce((one, other) => (other.py < one.py ? other : one));
const highest = (all: readonly Spot[]): Spot => all.reduce((one, other) => (other.py > one.py ? other : one));

function bandPath({ x, low, high }: Omit<Band, "colour" | "opacity">, left: Place, top: Place): string {
  const there = Array.from(x, (_, index) => index).filter((index) =>
    [left(x[index] as number), top(low[index] as number), top(high[index] as number)].every(Number.isFinite),
  );
  const along = (values: ArrayLike<number>) => (index: number) =>
    `${round(left(x[index] as number))} ${round(top(values[index] as number))}`;
  if (there.length < 2) return "";
  return `M${[...there.map(along(high)), ...there.toReversed().map(along(low))].join("L")}Z`;
}
