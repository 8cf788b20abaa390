/** Runs the examples in the documentation of this folder: the values there are the values that the code gives. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import * as anneals from "./anneal.ts";
import * as schedules from "./index.ts";

const folder = new URL(".", import.meta.url);
const source = readdirSync(folder)
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .map((file) => readFileSync(new URL(file, folder), "utf8"))
  .join("\n");
const scope: Record<string, unknown> = { ...schedules, ...anneals };
const examples = [...source.matchAll(/^ \* @example (.+) \/\/ (.+)$/gm)].map(
  (match) => match.slice(1) as [string, string],
);

it.each(examples)("%s is %s", (code, value) => {
  const run = new Function(...Object.keys(scope), `return ${code};`) as (...names: unknown[]) => unknown;
  expect(run(...Object.values(scope))).toBe(Number(value));
});

it("finds an example of every exported schedule", () => {
  const called = examples.map(([code]) => code.slice(0, code.indexOf("(")));
  const made = Object.keys(schedules).filter((name) => name !== "ScheduleError");
  expect(called).toEqual(expect.arrayContaining(made));
});
