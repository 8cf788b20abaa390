/** The report: self-contained, complete, honest about divergence. */
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { loadAutoMpg, scratch, standardize } from "../train/index.ts";
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
    { epochs: 0.5, mean: 0.3, deviation: 0.01 },
    { epochs: 1, mean: 0.2, deviation: 0.01 },
    { epochs: 2, mean: end, deviation: 0.001 },
  ],
});
const comparison: Comparison = {
  data: { ...standardize(loadAutoMpg()), origin: 'cars <b>& "co"' },
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

  it("draws a line and a band a row, and the floor", () => {
    const marks = (label: string) =>
      document.querySelectorAll(`svg g[aria-label="${label}"] :is(path, line)`).length;
    expect(marks("line")).toBe(2);
    expect(marks("area")).toBe(2);
    expect(marks("rule")).toBe(1);
    expect(html).not.toContain("NaN");
  });

  it("follows light and dark", () => {
    expect(html).toContain("prefers-color-scheme: dark");
    expect(document.querySelector("svg")?.getAttribute("fill")).toBe("currentColor");
  });

  it("has the table, with a diverged row called so", () => {
    const rows = [...document.querySelectorAll("tbody tr")].map((line) => line.textContent);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toContain("0.1600 ± 0.0010");
    expect(rows[1]).toContain("diverged");
  });

  it("says on what and how was trained, escaped", () => {
    expect(html).not.toContain("<b>");
    expect(document.body.textContent).toMatch(/392 examples.*target Miles_per_Gallon\.\s+cars <b>& "co"/);
    expect(document.body.textContent).toMatch(
      /2 epochs, batches of 10, 2 seeds, preset scratch.*\s+glissade 1\.2\.3/,
    );
  });
});
