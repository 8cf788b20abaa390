/** Standardising: population statistics over all rows, rows kept, constant columns. */
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
