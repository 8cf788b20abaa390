/** Tables that someone brings: what is kept, what is left out and said. */
import { expect, test } from "vitest";
import { readTable } from "./read-table.ts";

const cars = `name,power,fuel,wheels,price
a1,10,gas,4,1
b2,20,oil,4,2
c3,,gas,4,3
d4,40,gas,4,4
e5,50,oil,4,5
f6,60,oil,4,6
g7,70,gas,4,7
h8,80,gas,4,8`;

test("numbers and categories, the target last, and a note of all else", () => {
  const { table, notes } = readTable(cars, "cars.csv");
  expect(table.columns).toEqual(["power", "fuel = gas", "fuel = oil", "wheels", "price"]);
  expect(table.rows).toHaveLength(7);
  expect(table.rows[0]).toEqual([10, 1, 0, 4, 1]);
  expect(table.rows[1]).toEqual([20, 0, 1, 4, 2]);
  expect(notes.join("; ")).toContain('left out column "name"');
  expect(notes).toContain("left out 1 row with a missing value");
  expect(notes).toContain('"fuel" became 2 columns of 0 and 1');
});

test("numbers have six digits, and that is said where it changes them", () => {
  const { table, notes } = readTable("a,b\n1.23456789,2\n2,3", "t");
  expect(table.rows).toEqual([
    [1.23457, 2],
    [2, 3],
  ]);
  expect(notes).toContain("rounded numbers to six digits");
  expect(readTable("a,b\n1.5,2\n2,3", "t").notes.join()).not.toContain("rounded");
});

test("another target", () => {
  const { table } = readTable(cars, "cars.csv", "power");
  expect(table.columns.at(-1)).toBe("power");
  expect(() => readTable(cars, "cars.csv", "fuel")).toThrow(
    "cars.csv: the target must be a column of numbers; there are: power, wheels, price",
  );
});

test.each([
  ["semicolons and decimal commas", "a;b\n1,5;2\n2,5;3\n3,5;4", [1.5, 2]],
  ["tabs", "a\tb\n1.5\t2\n2.5\t3", [1.5, 2]],
  ["quotes", '"a, b","c"\n"1.5","2"\n"2.5","3"', [1.5, 2]],
])("%s", (_, text, first) => {
  expect(readTable(text, "table").table.rows[0]).toEqual(first);
});

test("more rows than the lab takes are cut, and that is said", () => {
  const text = `a,b\n${Array.from({ length: 5100 }, (_, i) => `${i},${i % 7}.5`).join("\n")}`;
  const { table, notes } = readTable(text, "long");
  expect(table.rows).toHaveLength(5000);
  expect(notes).toContain("kept the first 5000 of 5100 rows");
});

test.each([
  ["no table", "", "file: the file is empty"],
  ["a spreadsheet", "PK\u0003\u0004\u0000\uFFFDxl/workbook.xml", "file: this is no text but a binary file"],
  ["words alone", "a,b\nx,y\nz,w", "no column holds numbers"],
  ["one column", "a\n1\n2", "needs a feature beside the target"],
  [
    "too many columns",
    `${Array.from({ length: 51 }, (_, i) => `c${i}`).join()}\n${"1,".repeat(50)}1\n${"2,".repeat(50)}2`,
    "at most 50 columns; these are 51",
  ],
])("%s is refused in words", (_, text, message) => {
  expect(() => readTable(text, "file")).toThrow(message);
});
