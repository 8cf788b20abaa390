/** The report: self-contained, complete, honest about divergence. */
import fc from "fast-check";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { autoMpgRegression } from "../../datasets/index.ts";
import { scratch } from "../../train/index.ts";
import { drawCurves, lineStyles } from "./chart.ts";
import type { Comparison, Row } from "./comparison.ts";
import { renderReport } from "./report.ts";

const row = (optimizer: string, end: number): Row => ({
  optimizer,
  options: { learningRate: 0.1 },
  losses: [end, end],
  diverged: Number.isFinite(end) ? 0 : 1,
  mean: end,
  deviation: 0.001,
  secondsPerEpoch: 0.0004,
  curve: [
    { epochs: 0, seconds: 0, mean: 0.5, deviation: 0.02 },
    { epochs: 0.5, seconds: 0.0001, mean: 0.3, deviation: 0.01 },
    { epochs: 1, seconds: 0.0003, mean: 0.2, deviation: 0.01 },
    { epochs: 2, seconds: 0.0008, mean: end, deviation: 0.001 },
  ],
});
const comparison: Comparison = {
  data: { ...autoMpgRegression(), origin: 'cars <b>& "co"' },
  settings: scratch,
  preset: "scratch",
  seeds: 2,
  floor: 0.15,
  rows: [row("sgd", 0.16), row("adam", Number.NaN)],
};

describe("renderReport", () => {
  const html = renderReport(comparison, "1.2.3");
  const { document } = parseHTML(html);

  it("needs no network and no script", () => {
    expect(html).not.toMatch(/https?:|@import|<script|<link|src=|url\((?!#)/);
  });

  it("draws a line and a band a row, over epochs and over time, and ends a line that diverges with a cross", () => {
    const figures = [...document.querySelectorAll("figure > svg")];
    expect(figures).toHaveLength(2);
    for (const figure of figures) {
      const marks = (label: string) => figure.querySelectorAll(`g[aria-label="${label}"] path`).length;
      expect([marks("line"), marks("area"), marks("dot")]).toEqual([2, 2, 1]);
    }
    expect(html).not.toContain("NaN");
    expect(document.body.textContent).toContain("microseconds of training");
  });

  it("marks the row with the lowest mean, where there are several", () => {
    const best = [...document.querySelectorAll("tr.best")].map((line) => line.textContent);
    expect(best).toEqual([expect.stringMatching(/^sgd lowest/)]);
    const alone = renderReport({ ...comparison, rows: [row("sgd", 0.16)] }, "1.2.3");
    expect(alone).not.toContain('class="best"');
  });

  it("follows light and dark", () => {
    expect(html).toContain("prefers-color-scheme: dark");
    expect(document.querySelector("figure > svg")?.getAttribute("fill")).toBe("currentColor");
  });

  it("has the table, with a diverged row called so", () => {
    const rows = [...document.querySelectorAll("tbody tr")].map((line) => line.textContent);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toContain("0.1600 ± 0.0010");
    expect(rows[1]).toContain("diverged");
  });

  it("says on what and how was trained, escaped", () => {
    expect(html).not.toContain("<b>");
    expect(document.body.textContent).toMatch(
      /392 examples.*target Miles_per_Gallon\.\s+cars <b>& "co"\.\s+features: Cylinders/,
    );
    expect(document.body.textContent).toMatch(
      /2 epochs, batches of 10, 2 seeds, preset scratch.*\s+glissade 1\.2\.3/,
    );
  });
});

describe("curves", () => {
  type Points = { x: number; y: number }[];
  const rows = [row("sgd", 0.16), row("adam", 0.19)];
  const drawn = (axis: "epochs" | "seconds", given: Partial<Comparison> = {}) => {
    const { document } = parseHTML(drawCurves({ ...comparison, rows, ...given }, axis));
    const paths = (label: string): Points[] =>
      [...document.querySelectorAll(`g[aria-label="${label}"] path`)].map((path) =>
        [...path.getAttribute("d")!.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => ({
          x: Number(x),
          y: Number(y),
        })),
      );
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(document.toString())!.map(Number);
    return { lines: paths("line"), bands: paths("area"), width: width!, height: height! };
  };
  /** Where a loss is drawn, found by the first line, whose losses are known: logarithms map to pixels by a straight line. */
  const scaleOf = ([first, , , last]: Points, { curve }: Row, floor: number) => {
    const [a, b] = [curve[0]!, curve[3]!].map(({ mean }) => Math.log(mean - floor)) as [number, number];
    return (loss: number) => first!.y + ((Math.log(loss - floor) - a) / (b - a)) * (last!.y - first!.y);
  };

  it.each(["epochs", "seconds"] as const)(
    "have bands from a deviation below the mean to one above it, over %s",
    (axis) => {
      const { lines, bands } = drawn(axis);
      const at = scaleOf(lines[0]!, rows[0]!, comparison.floor);
      rows.forEach(({ curve }, index) => {
        const edges = curve.map((_, point) => {
          const { x } = lines[index]![point]!;
          return bands[index]!.filter((corner) => Math.abs(corner.x - x) < 1e-3).map(({ y }) => y);
        });
        curve.forEach(({ mean, deviation }, point) => {
          expect(lines[index]![point]!.y).toBeCloseTo(at(mean), 1);
          expect(Math.min(...edges[point]!)).toBeCloseTo(at(mean + deviation), 1);
          expect(Math.max(...edges[point]!)).toBeCloseTo(at(Math.max(mean - deviation, 0.16)), 1);
        });
      });
    },
  );

  it("begin before the first step and lie within the axes, whatever the losses", () => {
    const curve = fc.array(
      fc.tuple(fc.double({ min: 0, max: 1e4, noNaN: true }), fc.double({ min: 0, max: 1e3, noNaN: true })),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(fc.array(curve, { minLength: 1, maxLength: 12 }), (curves) => {
        const made = curves.map(
          (losses): Row => ({
            ...row("sgd", 0.16),
            curve: [[0.5, 0.01] as const, ...losses].map(([excess, deviation], at) => ({
              epochs: at,
              seconds: at / 7,
              mean: comparison.floor + excess,
              deviation,
            })),
          }),
        );
        for (const axis of ["epochs", "seconds"] as const) {
          const { lines, bands, width, height } = drawn(axis, { rows: made });
          expect(lines).toHaveLength(curves.length);
          for (const { x, y } of [...lines, ...bands].flat()) {
            expect(x >= 0 && x <= width && y >= 0 && y <= height - 40).toBe(true);
          }
          for (const points of lines) expect(points[0]).toEqual(lines[0]![0]);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("end below the floor where rounding lets them, and are drawn there at the lowest place", () => {
    const { floor } = comparison;
    const below = { ...row("sgd", 0.16), curve: row("sgd", floor - 1e-17).curve };
    const { lines } = drawn("epochs", { rows: [below] });
    expect(lines[0]!.every(({ y }) => Number.isFinite(y))).toBe(true);
  });

  it("stop where the loss goes beyond ten times that at the start", () => {
    const { lines } = drawn("epochs", {
      rows: [row("sgd", 0.16), row("adam", 5.1), row("yogi", 4.9), row("lion", Number.NaN)],
    });
    expect(lines.map((points) => points.length)).toEqual([4, 3, 4, 3]);
  });

  it("are told apart: a colour each, then dashes", () => {
    const styles = (names: readonly string[]) =>
      lineStyles(names.map((optimizer) => ({ optimizer }))).map(
        ({ stroke, strokeDasharray }) => `${stroke} ${strokeDasharray}`,
      );
    const names = Array.from({ length: 42 }, (_, index) => `optimizer${index}`);
    expect(new Set(styles(names)).size).toBe(42);
    expect(styles(names.slice(0, 7)).every((style) => style.endsWith("none"))).toBe(true);
    // Four optimizers with three rates each: a colour an optimizer.
    const grid = styles(["a", "b", "c", "d"].flatMap((name) => [name, name, name]));
    expect(new Set(grid).size).toBe(12);
    expect(grid.slice(0, 3).map((style) => style.split(" ")[0])).toEqual(
      Array(3).fill(grid[0]!.split(" ")[0]),
    );
    // One optimizer with twelve rates: as many colours as there are.
    expect(new Set(styles(Array(12).fill("a"))).size).toBe(12);
  });
});
