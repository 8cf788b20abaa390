// Checks that the generator of gradients is deterministic, finite and really as adversarial as it says.
import { describe, expect, test } from "vitest";
import { allPatterns, gradients, type Pattern } from "./gradients.ts";

const column = (pattern: Pattern, options = {}): number[] =>
  gradients(1, { patterns: [pattern], ...options }).map((row) => row[0]!);

describe("gradients", () => {
  test("have one row a step, are finite, and depend on the seed alone", () => {
    const rows = gradients(25, { steps: 40 });
    expect(rows.length).toBe(40);
    expect(rows.every((row) => row.length === 25 && row.every(Number.isFinite))).toBe(true);
    expect(gradients(25, { steps: 40 })).toEqual(rows);
    expect(gradients(25, { steps: 40, seed: 2 })).not.toEqual(rows);
  });

  test("keep an element's values when there are more steps or elements", () => {
    expect(gradients(30, { steps: 50 })[10]!.subarray(0, 12)).toEqual(gradients(12, { steps: 20 })[10]);
  });

  test("flip and alternate change sign at every step", () => {
    for (const pattern of ["flip", "alternate"] as const) {
      const g = column(pattern);
      expect(g.every((value, t) => t === 0 || value * g[t - 1]! < 0)).toBe(true);
    }
    expect(new Set(column("alternate").map(Math.abs)).size).toBe(1);
    expect(new Set(column("flip").map(Math.abs)).size).toBeGreaterThan(150);
  });

  test("zero, stretches and constant do what they are named for", () => {
    expect(column("zero").every((value) => value === 0)).toBe(true);
    const stretches = column("stretches");
    expect(stretches.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    expect(stretches.filter((value) => value === 0).length).toBeGreaterThan(90);
    expect(stretches.filter((value) => value !== 0).length).toBeGreaterThan(80);
    expect(new Set(column("constant")).size).toBe(1);
  });

  test("scales reach from 1e-20 to 1e20, and jump over time", () => {
    const exponents = (g: number[]): number[] =>
      g.filter(Boolean).map((value) => Math.log10(Math.abs(value)));
    expect(Math.max(...exponents(column("tiny")))).toBeLessThan(-19);
    expect(Math.max(...exponents(column("huge")))).toBeGreaterThan(20);
    const jumps = exponents(column("jump"));
    expect(Math.max(...jumps) - Math.min(...jumps)).toBeGreaterThan(30);
    expect(Math.max(...exponents(column("huge", { exponents: [-3, 4] })))).toBeLessThan(5);
    const scales = gradients(60, { patterns: ["scale"] })[0]!;
    expect(Math.max(...scales.map(Math.abs)) / Math.min(...scales.map(Math.abs))).toBeGreaterThan(1e30);
  });

  test("normal has mean 0 and variance 1", () => {
    const g = column("normal", { steps: 20_000 });
    const mean = g.reduce((sum, value) => sum + value, 0) / g.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(g.reduce((sum, value) => sum + value * value, 0) / g.length).toBeCloseTo(1, 1);
  });

  test("float32 values survive a round trip, float64 values in general do not", () => {
    const same = (rows: Float64Array[]): boolean =>
      rows.every((row) => row.every((value) => Math.fround(value) === value));
    expect(same(gradients(allPatterns.length, { float32: true }))).toBe(true);
    expect(same(gradients(allPatterns.length))).toBe(false);
  });
});
