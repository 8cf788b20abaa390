/** Dates of columns against the calendar of JavaScript's own Date. */
import { expect, it } from "vitest";
import { parseFrame } from "./parse-frame.ts";

const columnOf = (cells: readonly string[], dayFirst?: boolean) => {
  const text = `a;b\n${cells.map((cell, row) => `${cell};${row}`).join("\n")}`;
  const options = { name: "test", origin: "", delimiter: ";", ...(dayFirst !== undefined && { dayFirst }) };
  return parseFrame(text, options).columns[0]!;
};
const days = (...dates: string[]) => dates.map((date) => Date.parse(date) / 86_400_000);

it.each<[string, string[], number[]]>([
  ["ISO", ["2020-02-29", "1969-12-31", "0099-01-01"], days("2020-02-29", "1969-12-31", "0099-01-01")],
  ["months", ["2020-02", "1999-12"], days("2020-02-01", "1999-12-01")],
  ["slashes, the year first", ["2020/2/9", "2021/12/31"], days("2020-02-09", "2021-12-31")],
  ["days first", ["1/2/2020", "31/12/2021"], days("2020-02-01", "2021-12-31")],
  ["months first", ["1/2/2020", "12/31/2021"], days("2020-01-02", "2021-12-31")],
  ["years of two digits", ["31.12.68", "1.1.69"], days("2068-12-31", "1969-01-01")],
  [
    "names",
    ["1 Jan 2020", "Feb 2021", "3-December-1999", "March 4, 2020", "Sept. 2000"],
    days("2020-01-01", "2021-02-01", "1999-12-03", "2020-03-04", "2000-09-01"),
  ],
  [
    "times",
    ["2020-01-01T06:00:00Z", "2020-01-01 18:30", "2020-01-01T00:00:00+02:00", "2020-01-01 6:00 PM"],
    days("2020-01-01T06:00Z", "2020-01-01T18:30Z", "2019-12-31T22:00Z", "2020-01-01T18:00Z"),
  ],
])("reads %s", (_, cells, expected) => {
  const column = columnOf(cells);
  expect(column.kind === "date" && [...column.days]).toEqual(expected);
});

it("leaves missing dates out, and asks where the day may be the month", () => {
  const column = columnOf(["3/4/2020", "", "5/6/2020"]);
  expect(column).toMatchObject({ kind: "date", missing: 1, dayFirst: undefined, ambiguous: "3/4/2020" });
  const told = columnOf(["3/4/2020", "", "5/6/2020"], true);
  expect(told).toMatchObject({ kind: "date", dayFirst: true, ambiguous: undefined });
  expect(told.kind === "date" && told.days[0]).toBe(days("2020-04-03")[0]);
});

it.each<[string, string[]]>([
  ["days that no month has", ["2020-02-30", "2020-02-01"]],
  ["months that no year has", ["2020-13-01", "2020-02-01"]],
  ["both orders in one column", ["31/1/2020", "1/31/2020"]],
  ["dates with something else among them", ["2020-01-01", "soon", "2020-01-03", "soon", "2020-01-01"]],
])("does not take for dates: %s", (_, cells) => {
  expect(columnOf(cells).kind).toBe("text");
});
