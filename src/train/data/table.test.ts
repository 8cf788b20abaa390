/** Reading delimited text: separators, decimal marks, thousands, headings. What is said: table-notes.test.ts; refused: table-refusals.test.ts. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf, type Given, read, utf16 } from "../../../test/delimited-text.ts";

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
});

it("moves the target to the end", () => {
  const table = read("a,b,c\n1,2,3\n4,5,6", { target: "b" });
  expect(table.columns).toEqual(["a", "c", "b"]);
  expect([...table.values]).toEqual([1, 3, 2, 4, 6, 5]);
});
