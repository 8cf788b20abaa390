import { expect, test } from "vitest";
import { axis } from "./axes.ts";
import { wholeRange } from "./ranges.ts";

const labels = (from: number, to: number, isLog: boolean) =>
  axis(from, to, { isLog }).ticks.map(({ label }) => label);

test("a wide logarithmic axis has powers of ten, a narrow one numbers between them", () => {
  expect(labels(1e-6, 1, true)).toEqual(["10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³", "0.01", "0.1", "1"]);
  expect(labels(0.001, 0.1, true)).toEqual(["10⁻³", "0.003", "0.01", "0.03", "0.1"]);
  expect(labels(0.3, 6, true)).toEqual(["0.5", "1", "2", "5"]);
  expect(labels(0.5, 0.8, true)).toEqual(["0.5", "0.55", "0.6", "0.65", "0.7", "0.75", "0.8"]);
  expect(labels(0.77, 1.3, true)).toEqual(["0.8", "0.9", "1", "1.1", "1.2", "1.3"]);
});

test("a linear axis has even numbers with a true minus", () => {
  expect(labels(-2, 2, false)).toEqual(["−2", "−1.5", "−1", "−0.5", "0", "0.5", "1", "1.5", "2"]);
});

test("what is nearly constant is a line between ticks that differ", () => {
  for (const values of [
    [0.3, 0.3],
    [0.3, 0.3 + 1e-9],
    [0, 0],
    [-5e-8, -5e-8],
    [1e6, 1e6 + 1],
  ]) {
    const found = labels(...wholeRange([{ values }]), false);
    expect(new Set(found).size).toBe(found.length);
    expect(found.length).toBeGreaterThan(2);
  }
});
