/** Reading delimited text: what is read, what is left out and said, and what is refused, with the option that helps. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OptionError } from "../options/option.ts";
import { DataError } from "./data-error.ts";
import { parseTable, type TableOptions } from "./table.ts";

type Given = Partial<Omit<TableOptions, "name" | "origin">>;
const read = (text: string | Uint8Array, options: Given = {}) =>
  parseTable(text, { name: "test", origin: "made up", ...options });
const lines = (...rows: string[]) => `${rows.join("\n")}\n`;
/** Columns with their values. */
const columnsOf = (text: string | Uint8Array, options?: Given) => {
  const { columns, values } = read(text, options);
  return Object.fromEntries(
    columns.map((name, j) => [name, [...values].filter((_, at) => at % columns.length === j)]),
  );
};
const utf16 = (text: string, big: boolean) => {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return new Uint8Array(big ? bytes.swap16() : bytes);
};
const refusal = (text: string | Uint8Array, options?: Given): string => {
  try {
    read(text, options);
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).code).toBe("format");
    expect((error as DataError).message).not.toContain("\n");
    return (error as DataError).message;
  }
  return expect.fail("was read");
};

describe("is read", () => {
  it.each<[string, string | Uint8Array, Given?]>([
    ["commas", "a,b\n1,2\n3,4\n"],
    ["semicolons and CRLF", "a;b\r\n1;2\r\n3;4\r\n"],
    ["CR alone", "a,b\r1,2\r3,4\r"],
    ["mixed line ends", "a,b\r\n1,2\n3,4\r"],
    ["tabs and a byte order mark", "\ufeffa\tb\n1\t2\n3\t4"],
    ["vertical bars", "a|b\n1|2\n3|4"],
    ["runs of spaces", "  a   b\n  1   2\n 3     4\n"],
    ["spaces and tabs", "a b\n1\t 2\n3 \t4\n"],
    ["another delimiter", "a:b\n1:2\n3:4", { delimiter: ":" }],
    ["sep=", "sep=;\r\na;b\r\n1;2\r\n3;4"],
    ["quoted sep=", '"sep=|"\na|b\n1|2\n3|4'],
    ["blank lines", "\n\na,b\n\n1,2\n\n\n3,4\n\n"],
    ["cells in quotes", '"a","b"\n"1","2"\n"3","4"'],
    ["spaces and line ends within quotes", '" a","b "\n"1 ","\t2"\r\n"3\n"," 4 "'],
    ["spaces around cells", "a , b\n 1, 2\n3 ,4 "],
    ["commas at the ends of rows", "a,b\n1,2,\n3,4,\n"],
    ["commas at the ends of all lines", "a,b,\n1,2,\n3,4,\n"],
    ["a comma at the end of the headings", "a,b,\n1,2\n3,4\n"],
    ["UTF-8 bytes", new TextEncoder().encode("\ufeffa,b\n1,2\n3,4")],
    ["UTF-16, little end first", utf16("a,b\n1,2\n3,4", false)],
    ["UTF-16, big end first", utf16("a\tb\r\n1\t2\r\n3\t4\r\n", true)],
    ["headings above which stand others", "Table 1\na,b\n1,2\n3,4", { header: 2 }],
    ["headings of a comment", "# of 1990\n# a b\n1 2\n3 4\n"],
    ["headings that begin with #", "#a,b\n1,2\n3,4\n"],
    ["comments above and among", "# from\n# there\na,b\n1,2\n# a note, with a comma\n3,4\n"],
    ["numbers with signs and exponents", "a,b\n+1,2e0\n3.0e0,.4e1\n"],
  ])("%s", (_, text, options) => {
    expect(columnsOf(text, options)).toEqual({ a: [1, 3], b: [2, 4] });
  });

  it("random tables, whatever separates their cells and ends their lines", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,6}$/);
    const value = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    const table = fc
      .uniqueArray(name, { minLength: 2, maxLength: 5 })
      .chain((names) =>
        fc.tuple(
          fc.constant(names),
          fc.array(fc.tuple(...names.map(() => value)), { minLength: 2, maxLength: 8 }),
        ),
      );
    const marks = fc.record({
      delimiter: fc.constantFrom(",", ";", "\t", "|", "  "),
      end: fc.constantFrom("\n", "\r\n", "\r"),
      quoted: fc.boolean(),
      comma: fc.boolean(),
    });
    fc.assert(
      fc.property(table, marks, ([names, rows], { delimiter, end, quoted, comma }) => {
        fc.pre(!names.some((n) => ["na", "nan", "inf", "nil", "null", "none", "infinity"].includes(n)));
        const decimal = comma && delimiter !== "," ? "," : ".";
        const quote = (cell: string) => (quoted ? `"${cell}"` : cell);
        const text = [names, ...rows.map((row) => row.map((x) => String(x).replace(".", decimal)))]
          .map((cells) => cells.map(quote).join(delimiter))
          .join(end);
        const found = read(text, { decimal });
        expect(found.columns).toEqual(names);
        expect([...found.values]).toEqual(rows.flat().map((x) => x + 0 || 0));
      }),
    );
  });

  it.each<[string, string, Given | undefined, Record<string, number[]>, RegExp]>([
    [
      "decimal commas, with or without points between thousands",
      "a;b\n1,5;1.234,25\n2,25;2.000\n",
      undefined,
      { a: [1.5, 2.25], b: [1234.25, 2000] },
      /the decimal mark is a comma: "1,5" is 1\.5\nthousands are separated: "2\.000" is 2000/,
    ],
    [
      "decimal commas in quotes",
      'a,b\n"1,5",1\n"0,125",2\n',
      undefined,
      { a: [1.5, 0.125], b: [1, 2] },
      /the decimal mark is a comma: "1,5" is 1\.5/,
    ],
    [
      "decimal commas between vertical bars",
      "a|b\n1,5|10\n2,25|20\n",
      undefined,
      { a: [1.5, 2.25], b: [10, 20] },
      /decimal mark/,
    ],
    [
      "decimal commas and texts between vertical bars",
      "a|b|x|c\n1,5|10|1%|-3,5\n2,25|20|2%|2,25\n3,5|10|3%|1,5",
      undefined,
      { a: [1.5, 2.25, 3.5], b: [10, 20, 10], c: [-3.5, 2.25, 1.5] },
      /decimal mark/,
    ],
    [
      "decimal commas between spaces",
      "1,5   10\n2,25  20\n",
      undefined,
      { column1: [1.5, 2.25], column2: [10, 20] },
      /decimal mark/,
    ],
    [
      "thousands in quotes",
      'a,b\n"1,234",1\n"12,345.5",2\n"1,234,567",3\n',
      undefined,
      { a: [1234, 12345.5, 1234567], b: [1, 2, 3] },
      /thousands are separated: "1,234" is 1234/,
    ],
    [
      "thousands between tabs, told to",
      "a\tb\n1,234\t1\n5,678\t2\n",
      { decimal: "." },
      { a: [1234, 5678], b: [1, 2] },
      /"1,234" is 1234/,
    ],
    [
      "three decimals, told to",
      "a\tb\n1,234\t1\n5,678\t2\n",
      { decimal: "," },
      { a: [1.234, 5.678], b: [1, 2] },
      /"1,234" is 1\.234/,
    ],
    ...[" ", "\u00a0", "\u2009", "\u202f", "'", "\u2019"].map(
      (gap) =>
        [
          `thousands by ${JSON.stringify(gap)}`,
          `a;b\n1${gap}234.5;1\n-2${gap}345${gap}678;2\n`,
          undefined,
          { a: [1234.5, -2345678], b: [1, 2] },
          /thousands are separated: "1.234\.5" is 1234\.5/,
        ] as [string, string, undefined, Record<string, number[]>, RegExp],
    ),
    [
      "thousands by narrow spaces, and decimal commas",
      "a;b\n1\u202f234,5;1\n2\u202f000,25;2\n",
      undefined,
      { a: [1234.5, 2000.25], b: [1, 2] },
      /decimal mark/,
    ],
  ])("%s", (_, text, options, expected, notes) => {
    expect(columnsOf(text, options)).toEqual(expected);
    expect(read(text, options).notes?.join("\n")).toMatch(notes);
  });

  it.each<[string, string, Given | undefined, string[], number]>([
    ["none", "1,2\n3,4", undefined, ["column1", "column2"], 2],
    ["given ones", "1,2\n3,4", { columns: ["x", "y"] }, ["x", "y"], 2],
    ["years", "1990,1991,1992\n1.5,2.5,3\n4,5,6.5", undefined, ["1990", "1991", "1992"], 2],
    [
      "years beside a name",
      "land,1990,2000,2010\nA,1.5,2.5,3\nB,4,5,6",
      undefined,
      ["1990", "2000", "2010"],
      2,
    ],
    [
      "the columns' numbers above an index",
      ",0,1\n0,1.5,2\n1,3,4\n2,5,6",
      undefined,
      ["column1", "0", "1"],
      3,
    ],
    ["numbers, told to", "1,2,3\n7,1,9\n3,3,3", { header: true }, ["1", "2", "3"], 2],
    ["none, told to", "1,2,3\n7,1,9\n3,3,3", { header: false }, ["column1", "column2", "column3"], 3],
    [
      "none above a first row with a gap",
      "1,?,2\n3,4,5\n6,7,8",
      undefined,
      ["column1", "column2", "column3"],
      2,
    ],
    ["none above words and fractions", "M,0.5,15\nF,0.35,7\nM,0.53,9", undefined, ["column2", "column3"], 3],
    ["none above repeated words", "M,5,15\nF,3,7\nM,6,9", undefined, ["column2", "column3"], 3],
    ["R's, one short", 'a b\n"x y" 1 2\nz 3 4\n', undefined, ["a", "b"], 2],
    ["R's, one short, with commas", '"a","b"\n"Mazda RX4",1,2\n"Fiat, 128",3,4\n', undefined, ["a", "b"], 2],
  ])("headings: %s", (_, text, options, names, rows) => {
    const table = read(text, options);
    expect([table.columns, table.rows]).toEqual([names, rows]);
  });

  it("and says what it took for headings, names of rows, comments and letters", () => {
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

  it("and says which whole numbers are too large to be told apart", () => {
    expect(read("id,b\n12345678901234567890,2\n12345678901234567891,4").notes).toEqual([
      'column "id" has values beyond 2^53, which are rounded',
      'the column "id" is 12345678901234567000 in every row',
    ]);
  });

  it("and says which columns teach nothing", () => {
    const notes = (text: string) => read(text, { optionPrefix: "--" }).notes ?? [];
    expect(notes("a,b\n7,1\n7,3\n7,4")).toEqual(['the column "a" is 7 in every row']);
    expect(notes("a,b\n7,1\n8,1\n,1")).toContain('the target "b" is 1 in every row');
    expect(notes("a,b\n7,1\n7,3\n8,")).toContain('the column "a" is 7 in every row');
    for (const name of ["", "Unnamed: 0", "id", "ID", "index"]) {
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

it("moves the target to the end", () => {
  const table = read("a,b,c\n1,2,3\n4,5,6", { target: "b" });
  expect(table.columns).toEqual(["a", "c", "b"]);
  expect([...table.values]).toEqual([1, 3, 2, 4, 6, 5]);
});

describe("is refused", () => {
  it.each<[string, string | Uint8Array, Given, RegExp]>([
    ["an empty text", "", {}, /^test: the file is empty$/],
    ["blank lines", " \n\n", {}, /the file is empty/],
    ["no bytes", new Uint8Array(), {}, /the file is empty/],
    ["comments alone", "# a\n# b\n", {}, /no rows below the comments/],
    ["headings alone", "a,b\n", {}, /no values/],
    ["one column", "a\n1\n2", {}, /found 1 numeric column and 2 complete rows.*: a target and a feature/],
    ["one row", "a,b\n1,2", {}, /1 complete row;/],
    [
      "two columns of one name",
      "a,b,a\n1,2,3\n4,5,6",
      {},
      /two columns are named "a", columns 1 and 3; rename one/,
    ],
    ["two columns of one name, both words", "x,b,x\nu,2,v\nw,5,z", {}, /two columns are named "x"/],
    [
      "a row that is short",
      "a,b\n1,2\n3",
      {},
      /not a readable table: line 3 has 1 cell .* 2 headings.*delimiter.*header/,
    ],
    ["a row that is long", "a,b\n1,2\n3,4,5\n6,7", {}, /line 3 has 3 cells .* there are 2 headings/],
    [
      "dates with a comma in every row",
      "date,value\nJan 5, 2020,3.5\nJan 6, 2020,4.5",
      {},
      /line 2 has 3 cells .* there are 2 headings/,
    ],
    [
      "dates with a comma without a space",
      "date,value\nJan 5,2020,3.5\nJan 6,2020,4.5",
      {},
      /line 2 has 3 cells .* 2 headings/,
    ],
    [
      "a title above the headings",
      "A title\na,b,c\n1,2,3\n4,5,6",
      {},
      /3 cells .* 1 heading;.*header LINE which line holds/,
    ],
    ["more than one cell too many", "a,b\n1,2,3,4\n5,6,7,8", {}, /line 2 has 4 cells .* 2 headings/],
    [
      "a quote that is never closed",
      'a,b\n1,2\n"3,4\n5,6',
      {},
      /a quote that opens in line 3 is never closed/,
    ],
    [
      "text behind a quote",
      '# x\na,b\n1,2\n"3"x,4\n5,6',
      {},
      /a cell in line 4 goes on behind its closing quote/,
    ],
    ["JSON", '{"a": [1,2,3],\n "b": [4,5,6]}\n', {}, /not a readable table|one column/],
    [
      "cells that nothing known separates",
      "a:b\n1:2\n3:4",
      {},
      /found one column, "a:b".*delimiter CHARACTER says/,
    ],
    ["one column of words", "a\nx\ny", {}, /found one column, "a"/],
    ["a byte 0", Uint8Array.of(0x61, 0x2c, 0, 0x62), {}, /not a text: byte 2 is 0; save it as CSV in UTF-8/],
    [
      "UTF-16 without a mark",
      new Uint8Array(Buffer.from("a,b\n1,2", "utf16le")),
      {},
      /not a text: byte 1 is 0/,
    ],
    [
      "headings that may be values",
      "1,2,3\n7,1,9\n3,3,3",
      {},
      /line 1 \(1, 2, 3\) may hold headings or values: give header yes or header no/,
    ],
    [
      "words that may be headings",
      "M,5,15\nF,3,7\nX,6,9",
      { optionPrefix: "--" },
      /line 1 \(M, 5, 15\).*give --header yes or --header no/,
    ],
    [
      "commas that may be either",
      "a\tb\n1,234\t1\n5,678\t2\n",
      { optionPrefix: "--" },
      /"1,234" in line 2, column "a", may be a fraction or thousands: give --decimal "," or --decimal \./,
    ],
    [
      "an unknown target",
      "a,b\n1,2\n3,4",
      { target: "c" },
      /target column "c" does not exist; the numeric columns are a, b/,
    ],
    [
      "a target that is left out",
      "a,b\n1,2\n3,4",
      { target: "b", drop: ["b"] },
      /target column "b" is left out/,
    ],
    [
      "an unknown column to leave out",
      "a,b\n1,2\n3,4",
      { drop: ["c"] },
      /there is no column "c" to leave out; the columns are a, b/,
    ],
    [
      "a line of headings beyond the end",
      "a,b\n1,2\n",
      { header: 9, optionPrefix: "--" },
      /there is nothing from line 9 on: the file has 2 lines; give --header LINE as the line with the headings/,
    ],
    ["a file of comments", "# a\n# b\n", {}, /there are no rows below the comments/],
    [
      "UTF-32",
      Uint8Array.from([
        0xff,
        0xfe,
        0,
        0,
        ...[..."a,b\n1,2"].flatMap((char) => [char.charCodeAt(0), 0, 0, 0]),
      ]),
      {},
      /not a text: character 0 of its UTF-16 is 0; save it as CSV in UTF-8/,
    ],
    [
      "a line with too few cells",
      "a,b\n1,2\n3,4\nSource: somewhere\n",
      {},
      /line 4 has 1 cell between commas and there are 2 headings; complete it, or take it out if it is not a row of the table, or say/,
    ],
    [
      "a line with too many cells",
      "a,b\n1,2\n3,4,5,6\n",
      {},
      /line 3 has 4 cells .*; put a cell that holds commas into/,
    ],
  ])("%s", (_, text, options, message) => {
    expect(refusal(text, options)).toMatch(message);
  });
});

it.each<[object, string]>([
  [{ delimeter: ";" }, 'parseTable has no option "delimeter"'],
  [{ delimiter: "" }, 'parseTable: delimiter must be one character that no number holds; got ""'],
  [{ delimiter: ";;" }, "delimiter must be"],
  [{ delimiter: "." }, "delimiter must be"],
  [{ decimal: ";" }, "decimal must be one of"],
  [{ header: 0 }, "header must be true or false or a whole number, at least 1; got 0"],
  [{ missing: "NA" }, "missing must be a list"],
  [{ drop: null }, "drop must be a list"],
  [{ target: 3 }, "target must be a text; got 3"],
])("refuses options that are none: %o", (options, message) => {
  expect(() => read("a,b\n1,2\n3,4", options as Given)).toThrow(OptionError);
  expect(() => read("a,b\n1,2\n3,4", options as Given)).toThrow(message);
});
