/** Tables of the reader's own: columns of numbers, and what is said of the rest. */
import { expect, test } from "vitest";
import { readColumns } from "./read-columns.ts";

test("columns of numbers, whatever divides them", () => {
  for (const text of ["x,y\n1,2\n3,4.5\n5,6\n", "x\ty\n1\t2\n3\t4.5\n5\t6\n", "x;y\n1;2\n3;4.5\n5;6\n"])
    expect(readColumns(text, "a.csv").table).toEqual({
      name: "a.csv",
      columns: { x: [1, 3, 5], y: [2, 4.5, 6] },
    });
});

test("what is left out is said", () => {
  const { table, notes } = readColumns("who,x,y\nanna,1,2\nbert,,3\ncarl,4,5\ndora,6,7\nemil,7,9\n", "a.csv");
  expect(Object.keys(table.columns)).toEqual(["x", "y"]);
  expect(table.columns.x).toEqual([1, 4, 6, 7]);
  expect(notes.join()).toContain('"who"');
  expect(notes.join()).toContain("1 row with a missing number");
});

test("names that no formula can hold become plain, and stay different", () => {
  const { columns } = readColumns("`x`,__proto__,constructor\n1,2,3\n2,3,4\n3,4,6\n", "a.csv").table;
  expect(Object.keys(columns)).toEqual(["x", "__proto__", "constructor"]);
  expect(Object.getPrototypeOf(columns)).toBe(Object.prototype);
});

test.each([
  ["a binary file", "PK\u0003\u0004\u0000\u0000", "no text but a binary file"],
  ["one column", "x\n1\n2\n3\n", "two columns of numbers"],
  ["words alone", "a,b\nx,y\nz,w\nu,v\n", "two columns of numbers"],
])("%s is refused", (_, text, message) => {
  expect(() => readColumns(text, "a.csv")).toThrow(message);
});
