/** Reading delimited text: separators, headers, what is left out, and what is refused. */
import { describe, expect, it } from "vitest";
import { DataError } from "./data-error.ts";
import { parseTable } from "./table.ts";

const read = (text: string, options: { columns?: string[]; target?: string } = {}) =>
  parseTable(text, { name: "test", origin: "made up", ...options });

describe("parseTable", () => {
  it.each([
    ["comma", "a,b\n1,2\n3,4\n"],
    ["semicolon and CRLF", "a;b\r\n1;2\r\n3;4\r\n"],
    ["tab and byte order mark", "\ufeffa\tb\n1\t2\n3\t4"],
  ])("reads %s separated text with a header", (_, text) => {
    const table = read(text);
    expect(table.columns).toEqual(["a", "b"]);
    expect([...table.values]).toEqual([1, 2, 3, 4]);
  });

  it("names the columns of a text without a header", () => {
    expect(read("1,2\n3,4").columns).toEqual(["column1", "column2"]);
    expect(read("1,2\n3,4", { columns: ["x", "y"] }).columns).toEqual(["x", "y"]);
  });

  it("moves the target to the end", () => {
    const table = read("a,b,c\n1,2,3\n4,5,6", { target: "b" });
    expect(table.columns).toEqual(["a", "c", "b"]);
    expect([...table.values]).toEqual([1, 3, 2, 4, 6, 5]);
  });

  it("leaves out columns without numbers and incomplete rows, and says so", () => {
    const table = read("a,name,b\n1,x,2\n?,y,3\n4,z,NA\n5,w,6");
    expect(table.columns).toEqual(["a", "b"]);
    expect([...table.values]).toEqual([1, 2, 5, 6]);
    expect(table.origin).toBe("made up; left out 1 column without numbers and 2 rows with missing values");
  });

  it.each([
    ["a ragged row", "a,b\n1,2\n3", {}, /test: not a readable table: .*line 3/],
    ["an unknown target", "a,b\n1,2\n3,4", { target: "c" }, /target column "c" does not exist.*are a, b/],
    ["a target that is text", "a,b,c\n1,2,x\n3,4,y", { target: "c" }, /"c" is not numeric/],
    ["an empty text", "", {}, /0 numeric columns and 0 complete rows/],
    ["one column", "a\n1\n2", {}, /1 numeric columns/],
  ])("refuses %s", (_, text, options, message) => {
    const reading = () => read(text, options);
    expect(reading).toThrow(DataError);
    expect(reading).toThrow(message);
  });
});
