import { expect, test } from "vitest";
import { levelsOf } from "./levels.ts";

const grid = (at: (x: number, y: number) => number): number[] =>
  Array.from({ length: 1600 }, (_, index) =>
    at(((index % 40) - 19.5) / 10, (Math.floor(index / 40) - 19.5) / 10),
  );

test("a bowl has even levels", () => {
  const { scale, values } = levelsOf(grid((x, y) => x * x + y * y));
  expect(scale).toBe("linear");
  const steps = values.slice(1).map((value, index) => value - (values[index] as number));
  for (const step of steps) expect(step).toBeCloseTo(steps[0] as number);
});

test("a valley whose sides are steep has levels of even ratios, up from its floor", () => {
  const { scale, values } = levelsOf(grid((x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2));
  expect(scale).toBe("log");
  expect(values.length).toBeGreaterThan(6);
  expect(values.length).toBeLessThanOrEqual(16);
  expect(values).toContain(100);
});

test("the floor of a function below zero is its lowest value", () => {
  const { scale, values } = levelsOf(grid((x, y) => -7 + (x * x + 60 * y * y) ** 2));
  expect(scale).toBe("log");
  for (const value of values) expect(value).toBeGreaterThan(-7);
});

test("values that are not finite decide nothing", () => {
  const values = grid((x, y) => x * x + y * y);
  const spoiled = [...values, Number.NaN, Infinity, -Infinity];
  expect(levelsOf(spoiled).values).toEqual(levelsOf(values).values);
});

test("a flat surface has no level", () => {
  expect(levelsOf(grid(() => 3)).values).toEqual([]);
});
