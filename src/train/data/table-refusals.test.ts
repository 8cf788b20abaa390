/** Texts and options that the reader of tables refuses, with the option that helps. */
import { describe, expect, it } from "vitest";
import { type Given, read, refusal } from "../../../test/delimited-text.ts";
import { OptionError } from "../../options/option.ts";

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
