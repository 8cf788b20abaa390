/** Standardising: population statistics over all rows, rows kept, constant columns. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { standardize } from "./standardize.ts";
import type { Table } from "./table.ts";

const table: Table = {
  name: "test",
  origin: "made up",
  columns: ["a", "constant", "b"],
  rows: 4,
  values: Float64Array.of(1, 7, 10, 3, 7, 10, 1, 7, 20, 3, 7, 20),
};

it("standardises every column, the target too", () => {
  const data = standardize(table);
  expect([...data.mean]).toEqual([2, 7, 15]);
  expect([...data.deviation]).toEqual([1, 0, 5]);
  expect([...data.x]).toEqual([-1, 0, 1, 0, -1, 0, 1, 0]);
  expect([...data.y]).toEqual([-1, -1, 1, 1]);
  expect([data.features, data.target]).toEqual([["a", "constant"], "b"]);
});

it("takes the statistics of all rows and keeps the first ones", () => {
  const data = standardize(table, { keep: 3 });
  expect(data.count).toBe(3);
  expect([...data.y]).toEqual([-1, -1, 1]);
  expect(data.mean[2]).toBe(15);
});

/** A table of one feature and a target that varies. */
const column = (values: readonly number[]): Table => ({
  ...table,
  columns: ["a", "b"],
  rows: values.length,
  values: Float64Array.from(values.flatMap((value, i) => [value, i])),
});

it("makes zeros of a constant column, whatever its value and length", () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(value, fc.integer({ min: 2, max: 300 }), (constant, rows) => {
      const { x, mean, deviation } = standardize(column(Array(rows).fill(constant)));
      expect(x.every((entry) => entry === 0)).toBe(true);
      expect([mean[0], deviation[0]]).toEqual([constant, 0]);
    }),
    {
      examples: [
        [0.1, 10],
        [0.1, 3],
        [1e300, 300],
        [-7.7, 1503 % 300],
        [5e-324, 9],
      ],
    },
  );
});

it.each([1e-200, 1e-310, 1e160, 1e300])("has deviation 1 after scaling by %d", (scale) => {
  const { x, deviation } = standardize(column([1, 3, 1, 3].map((value) => value * scale)));
  expect([...x]).toEqual([-1, 1, -1, 1].map((value) => expect.closeTo(value, 6)));
  expect(deviation[0]! / scale).toBeCloseTo(1, 6);
});

it.each([
  [{ keep: 0 }, "standardize: keep must be a whole number, at least 1; got 0"],
  [{ keep: 2.5 }, "got 2.5"],
  [{ rows: 3 }, 'standardize has no option "rows"'],
])("refuses %o", (options, message) => {
  expect(() => standardize(table, options as { keep: number })).toThrow(message);
});
