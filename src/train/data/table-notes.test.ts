/** What the reader of tables leaves out or takes for something else, and says: comments, idle columns, missing values, columns that are not numeric. */
import { describe, expect, it } from "vitest";
import { columnsOf, lines, read, refusal } from "../../../test/delimited-text.ts";

describe("says", () => {
  it(" what it took for headings, names of rows, comments and letters", () => {
    const notes = (text: string | Uint8Array) => read(text).notes;
    expect(notes("# x\na,b\n1,2\n3,4")).toEqual(["skipped 1 line that begins with #"]);
    expect(notes("# x\n# y\na,b\n1,2\n# z\n3,4")).toEqual(["skipped 3 lines that begin with #"]);
    expect(notes("# x\n# a,b\n1,2\n3,4")).toEqual([
      "headings from line 2, which begins with #",
      "skipped 1 line that begins with #",
    ]);
    expect(notes("a b\nx 1 2\ny 3 4")).toEqual([
      "left out the first column: there is one heading less than cells in a row, so it holds the names of the rows",
    ]);
    const latin = Uint8Array.from(Buffer.from("h\u00f6he,b\n1,2\n3,4", "latin1"));
    expect(read(latin)).toMatchObject({
      columns: ["h\u00f6he", "b"],
      notes: ["not UTF-8; read as Windows-1252"],
    });
    expect(notes("a,b\n1,2\n3,4")).toBeUndefined();
  });

  it(" which whole numbers are too large to be told apart", () => {
    expect(read("id,b\n12345678901234567890,2\n12345678901234567891,4").notes).toEqual([
      'column "id" has values beyond 2^53, which are rounded',
      'the column "id" is 12345678901234567000 in every row',
    ]);
  });

  it(" which columns teach nothing", () => {
    const notes = (text: string) => read(text, { optionPrefix: "--" }).notes ?? [];
    expect(notes("a,b\n7,1\n7,3\n7,4")).toEqual(['the column "a" is 7 in every row']);
    expect(notes("a,b\n7,1\n8,1\n,1")).toContain('the target "b" is 1 in every row');
    expect(notes("a,b\n7,1\n7,3\n8,")).toContain('the column "a" is 7 in every row');
    for (const name of ["", "Unnamed: 0", "id", "ID", "PassengerId", "index"]) {
      for (const [from, counts] of [
        [0, true],
        [1, true],
        [2, false],
      ] as const) {
        const rows = [5, 3, 8, 2].map((value, row) => `${row + from},${value},${value ** 2}`);
        expect(notes(lines(`${name},a,b`, ...rows))).toEqual(
          counts ? [expect.stringMatching(/^the column ".*" counts the rows; --drop .* leaves it out$/)] : [],
        );
      }
    }
    expect(notes("time,a\n0,5\n1,3\n2,8")).toEqual([]);
    expect(notes(",a\n0,5\n2,3\n1,8")).toEqual([]);
  });

  it("values that begin with #, which are not comments", () => {
    expect(read('who,a,b\n"#5",1,2\nx,3,4\n#6,,5\ny,6,7\nz,1,2').rows).toBe(4);
    expect(read("a,b\n1,2\n#3,4\n5,6\n7,8", { target: "b", missing: ["#3"] })).toMatchObject({ rows: 3 });
  });

  it("ranks that begin with #, which are not comments", () => {
    const { columns, rows, notes } = read("rank,a,b\n#1,1,2\n#2,3,4");
    expect([columns, rows]).toEqual([["a", "b"], 2]);
    expect(notes?.[0]).toMatch(
      /^left out column "rank": 2 of its 2 cells are not numbers, the first is "#1" in line 2$/,
    );
  });
});

describe("missing values", () => {
  it.each([
    "",
    "?",
    "NA",
    "n/a",
    "NaN",
    "null",
    "None",
    ".",
    "-",
    "--",
    "#N/A",
    "\\N",
    "inf",
    "-Infinity",
    "#DIV/0!",
    "1e999",
  ])('are cells "%s"', (cell) => {
    const text = lines("a,b,c", "1,2,3", "4,5,6", `7,${cell},9`, "10,11,12", ...Array(20).fill("1,1,1"));
    const { columns, rows, notes } = read(text);
    expect([columns, rows]).toEqual([["a", "b", "c"], 23]);
    expect(notes).toEqual(["left out 1 of 24 rows with missing values"]);
    // In the target too: it does not move to another column.
    const last = read(lines("a,c", "1,3", `7,${cell}`, "4,6", ...Array(20).fill("1,1")));
    expect([last.columns, last.rows]).toEqual([["a", "c"], 22]);
  });

  it("are what the option says, numbers by their value", () => {
    const text = lines("a,b", "1,2", "-999,3", "-999.0,4", "5,t.b.a.", "6,T.B.A.", "7,8");
    expect(columnsOf(text, { missing: ["-999", "t.b.a."] })).toEqual({ a: [1, 7], b: [2, 8] });
  });

  it("that cost more than a tenth of the rows: the column that costs them, and what leaving it out would keep", () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `${i},${i < 20 ? "" : i},${i % 10 === 0 ? "" : i},${i}`,
    );
    const text = lines("a,cabin,b,c", ...rows);
    expect(read(text, { optionPrefix: "--" }).notes).toEqual([
      'left out 21 of 30 rows with missing values: the column "cabin" has no value in 20 of them; with --drop cabin 27 rows would be complete',
    ]);
    expect(read(text, { drop: ["cabin"] }).notes).toEqual(["left out 3 of 30 rows with missing values"]);
    expect(read(text, { target: "cabin" }).notes).toEqual([
      'left out 21 of 30 rows with missing values: the target "cabin" has no value in 20 of them; with values there 27 rows would be complete',
    ]);
    expect(refusal(lines("a,b", "1,", "2,", "3,4", "5,"), { optionPrefix: "--" })).toContain(
      'the target "b" has no value in 3 of them',
    );
  });
});

describe("a column that is not numeric", () => {
  const filler = ["5,6,7", "6,7,8"];
  it.each<[string, string[], string]>([
    ["words", ["1,x,2", "3,y,4"], '2 of its 2 cells are not numbers, the first is "x" in line 2'],
    [
      "one cell among numbers",
      ["1,2,3", "4,n.v.,5", ...filler],
      '1 of its 4 cells is not a number, "n.v." in line 3; --missing n.v. makes it missing',
    ],
    [
      "several cells of one text among numbers",
      ["1,not given,3", "4,2,5", "4,not given,5", ...filler],
      '2 of its 5 cells are not numbers, the first is "not given" in line 2; --missing "not given" makes them missing',
    ],
    [
      "cells of several texts among numbers",
      ["1,<5,3", "4,2,5", "4,n.d.,5", ...filler],
      '2 of its 5 cells are not numbers, the first is "<5" in line 2; --missing "<5" --missing n.d. make them missing',
    ],
    [
      "another decimal mark",
      ['1,"2,5",3.5', "4,2,5", ...filler],
      '"2,5" in line 2; --decimal "," reads it as a number',
    ],
    [
      "dates",
      ["1,2020-01-31,3", "4,2020-02-29,5"],
      'it holds dates: 2 of its 2 cells are not numbers, the first is "2020-01-31"',
    ],
    ["months", ["1,Jan 2020,3", "4,Feb 2020,5"], "it holds dates: 2 of its 2 cells"],
    ["nothing", ["1,,3", "4,,5"], "it has no values"],
    ["hexadecimal numbers", ["1,0x1f,3", "4,0b1,5"], '2 of its 2 cells are not numbers, the first is "0x1f"'],
  ])("is left out and said to be: %s", (_, rows, reason) => {
    const { columns, notes } = read(lines("a,bad,b", ...rows), { optionPrefix: "--" });
    expect(columns).toEqual(["a", "b"]);
    expect(notes).toHaveLength(1);
    expect(notes![0]).toContain('left out column "bad": ');
    expect(notes![0]).toContain(reason);
  });

  it("is found on its line, behind comments, blank lines and cells of several lines", () => {
    const text = '# x\n\na,b,c,d\n1,2,"x\ny",3\n\n3,4,"z",5\n5,oops,"u",6\n6,7,8,9\n';
    expect(read(text).notes).toEqual([
      "skipped 1 line that begins with #",
      'left out column "b": 1 of its 4 cells is not a number, "oops" in line 8; missing oops makes it missing',
      'left out column "c": 3 of its 4 cells are not numbers, the first is "x y" in line 4; missing z missing u make them missing',
    ]);
  });

  it("is shown with the beginning of a long cell", () => {
    const note = read(lines("a,b,c", `1,${"x".repeat(99)},2`, "3,4,5")).notes![0]!;
    expect(note).toMatch(/is not a number, "x{40}…" in line 2$/);
  });

  it("is not a target, whether named or the last: the message names it and gives the reason and the others", () => {
    expect(refusal("a,b,c\n1,2,x\n3,4,5\n", { target: "c" })).toBe(
      'test: the target column "c" is not numeric; the numeric columns are a, b; 1 of its 2 cells is not a number, "x" in line 2; missing x makes it missing',
    );
    expect(refusal("a,b,town\n1,2,x\n3,4,y\n", { optionPrefix: "--" })).toBe(
      'test: the target column "town" is not numeric (the last; --target COLUMN names another); the numeric columns are a, b; 2 of its 2 cells are not numbers, the first is "x" in line 2',
    );
    expect(read("a,b,c\n1,2,x\n3,4,5\n5,6,7\n", { missing: ["X"] })).toMatchObject({
      columns: ["a", "b", "c"],
      rows: 2,
    });
  });
});
