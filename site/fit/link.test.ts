/** Links of fits: there and back, and what strangers may write. */
import { expect, test } from "vitest";
import { packed } from "../engine/packed.ts";
import { examples } from "./examples.ts";
import { decodeFit, encodeFit } from "./link.ts";
import { type FitSetup, setupOf, usual } from "./setup.ts";

const own: FitSetup = {
  table: {
    name: "mine.csv",
    columns: { "Dose (mg)": [1, 2, 3], y: [1.5, 2.25, -3e-7], __proto__x: [1, 1, 2] },
  },
  formula: "y ~ top*`Dose (mg)`/(half + `Dose (mg)`)",
  start: { top: 3, half: 2 },
  fixed: { half: 2 },
  bounds: { top: { min: 0, max: null } },
  weights: { column: "y", are: "absolute" },
  loss: "huber",
  fScale: 0.25,
  confidence: 0.9,
};

test("a fit comes back from its link as it was", async () => {
  for (const setup of [own, ...examples.map((each) => each.setup)])
    expect(await decodeFit(await encodeFit(setup))).toEqual(setup);
  // The data of an example stand in it by their name.
  expect((await encodeFit(examples[1].setup)).length).toBeLessThan(150);
  expect((await decodeFit(await encodeFit(examples[1].setup))).table).toBe(examples[1].setup.table);
});

test("columns called as objects' own properties are columns", async () => {
  const columns = Object.fromEntries([
    ["__proto__", [1, 2, 3]],
    ["constructor", [2, 4, 7]],
  ]);
  const setup = setupOf({ name: "t", columns });
  const { table } = await decodeFit(await encodeFit(setup));
  expect(Object.keys(table.columns)).toEqual(["__proto__", "constructor"]);
  expect(Object.getPrototypeOf(table.columns)).toBe(Object.prototype);
});

test("data that are too large for a link are refused, in words", async () => {
  const values = Array.from({ length: 20_000 }, (_, i) => Math.sin(i) * 1e5);
  const setup = setupOf({ name: "t", columns: { x: values, y: values.toReversed() } });
  await expect(encodeFit(setup)).rejects.toThrow(/the data makes? a link of \d+ characters; at most 100000/);
});

const table = {
  name: "t",
  names: ["x", "y"],
  columns: [
    [1, 2],
    [3, 4],
  ],
};
const good = { table, formula: "y ~ a*x" };

test.each<[string, object, string]>([
  ["an unknown field", { ...good, code: "alert(1)" }, "no field"],
  ["no table", { formula: "y ~ a" }, "table"],
  ["an example that there is not", { ...good, table: "toString" }, "no example"],
  ["columns of two lengths", { ...good, table: { ...table, columns: [[1], [1, 2]] } }, "one length"],
  ["a name twice", { ...good, table: { ...table, names: ["x", "x"] } }, "differ"],
  ["a name with a backquote", { ...good, table: { ...table, names: ["x", "y`"] } }, "backquotes"],
  [
    "a text among numbers",
    {
      ...good,
      table: {
        ...table,
        columns: [
          [1, "2"],
          [1, 2],
        ],
      },
    },
    "a number",
  ],
  ["a long formula", { ...good, formula: "y ~ a".padEnd(6000, " ") }, "at most 5000"],
  ["an unknown loss", { ...good, loss: "cubic" }, "linear"],
  ["a confidence of 1", { ...good, confidence: 1 }, "0.5 to 0.9999"],
  ["a start that is no number", { ...good, start: [["a", "1"]] }, "a number"],
])("a stranger's link: %s", async (_, value, message) => {
  const fragment = await packed(value, "it");
  await expect(decodeFit(fragment)).rejects.toThrow(message);
});

test("a link that is cut off says so", async () => {
  const fragment = await encodeFit(own);
  await expect(decodeFit(fragment.slice(0, -10))).rejects.toThrow("cut off");
  await expect(decodeFit("hello")).rejects.toThrow("no link");
  expect(await decodeFit(await packed(good, "it"))).toMatchObject({ ...usual, formula: "y ~ a*x" });
});
