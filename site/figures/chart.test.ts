import { expect, test } from "vitest";
import { type Chart, chartBox, chartItems } from "./chart.ts";
import { lossRange } from "./ranges.ts";
import { svg } from "./svg.ts";
import { light } from "./theme.ts";

const box = chartBox(500, 300);
const chart = (y: readonly number[], rest: Partial<Chart> = {}): Chart => ({
  xName: "step",
  yName: "loss",
  isXLog: false,
  isYLog: false,
  xRange: [0, y.length - 1],
  yRange: [0, 1],
  curves: [{ x: y.map((_, index) => index), y, colour: "#000000", dash: [4, 2] }],
  ...rest,
});

function curveOf(data: Chart) {
  const clipped = chartItems(data, box, light).find((item) => item.kind === "clipped");
  const path = clipped?.kind === "clipped" ? clipped.items.at(-1) : undefined;
  if (path?.kind !== "path") throw new Error("no curve");
  return path;
}

const points = (d: string): number => d.split(/[ML]/).length - 1;

test("a long curve has two points a pixel at most, its extremes among them", () => {
  const y = Array.from({ length: 10_000 }, (_, index) => 0.5 + 0.4 * Math.sin(index * index));
  y[5_000] = 0.99;
  const { d, dash, width } = curveOf(chart(y));
  expect(points(d)).toBeLessThanOrEqual(2 * (box.width + 1));
  expect(d).toContain(` ${Math.round(100 * (box.y + box.height * 0.01)) / 100}`);
  expect([dash, width]).toEqual([[], 1]);
});

test("a smooth curve keeps its dashes", () => {
  expect(curveOf(chart(Array.from({ length: 1000 }, (_, index) => 1 / (1 + index)))).dash).toEqual([4, 2]);
});

test("there is a gap where a value is missing", () => {
  expect(curveOf(chart([0.1, 0.2, Number.NaN, 0.3, 0.4])).d.match(/M/g)).toHaveLength(2);
  const log = { isYLog: true, yRange: [0.01, 1] } as const;
  expect(curveOf(chart([0.1, -1, 0.3, 0.4], log)).d.match(/M/g)).toHaveLength(2);
  // Zero lies below every logarithmic axis: the curve falls out of the plot.
  expect(curveOf(chart([0.1, 0, 0.3, 0.4], log)).d.match(/M/g)).toHaveLength(1);
});

test("one who diverges decides no range", () => {
  const calm = [10, 5, 1, 0.1];
  const wild = [10, 1e3, 1e20, 1e300, Infinity];
  const [, linear] = lossRange([{ values: calm }, { values: wild }], false);
  expect(linear).toBeLessThan(13);
  const [, whole] = lossRange([{ values: [0, -0.6] }, { values: [0, 0.7] }], false);
  expect(whole).toBeGreaterThan(0.7);
  const [, log] = lossRange([{ values: calm }, { values: wild }], true);
  expect(log).toBeLessThanOrEqual(1300);
  expect(curveOf(chart(wild, { yRange: [0, 12] })).d).not.toMatch(/e\+|Infinity|NaN/);
});

test("names that were typed cannot leave their place in an SVG", () => {
  const text = svg({ width: 10, height: 10, items: [] }, '</title><script>"&\u0000', "d");
  expect(text).toContain("<title>&lt;/title&gt;&lt;script&gt;&quot;&amp; </title>");
});
