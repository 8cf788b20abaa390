/** The page on the language of rules: its code runs and prints what it says, and it lists all that there is. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { functionNames } from "../src/language/functions.ts";
import { operations } from "../src/language/operations.ts";
import { examplesOf, printed, problemsOf, promised } from "./markdown.ts";

const page = readFileSync(new URL("../docs/language.md", import.meta.url), "utf8");
const examples = examplesOf("docs/language.md");

test("the examples compile", { timeout: 60_000 }, () => {
  expect(examples.length).toBeGreaterThan(10);
  expect(problemsOf(examples)).toEqual([]);
});

test.each(examples)("%s", async (code) => {
  expect(await printed(code)).toEqual(promised(code));
  expect(promised(code).length).toBeGreaterThan(0);
});

/** Code that stands in tables. */
const listed = new Set(
  page
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .flatMap((line) => [...line.matchAll(/`([^`]+)`/g)].map(([, code]) => code!.replaceAll("\\", ""))),
);

test("lists every function, as it is called", () => {
  const called = new Set([...listed].map((code) => code.replace(/\(.*/, "")));
  const missing = functionNames(false, true).filter((name) => !called.has(name));
  expect(missing, "add them to a table of docs/language.md").toEqual([]);
});

test("lists every operator, in the order in which they bind", () => {
  const infix = Object.values(operations).flatMap((row) => ("infix" in row ? [row.infix] : []));
  const missing = infix.filter(([sign]) => !listed.has(sign) && !listed.has(`${sign}a`));
  expect(missing).toEqual([]);
  const [, section = ""] = /^## Operators$(.*?)^##/ms.exec(page) ?? [];
  const rows = section.split("\n").filter((line) => /^\| `[^a-z\s]+a?`/.test(line));
  expect(rows.length).toBeGreaterThan(5);
  const order = rows.map((row) => /`([^`a]+)a?`/.exec(row)![1]!.replaceAll("\\", ""));
  const precedence = order.map((sign) => infix.findLast(([known]) => known === sign)![1]);
  expect(precedence).toEqual([...precedence].sort((a, b) => b - a));
});

test("says which properties and names there are", () => {
  for (const name of ["g", "u", "p", "t", "gradient", "loss"]) expect(listed).toContain(name);
  for (const name of [
    "hyper",
    "state",
    "text",
    "before",
    "every",
    "flush",
    "project",
    "bounds",
    "presentPowers",
  ])
    expect(page).toContain(name);
});
