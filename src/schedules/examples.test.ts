/** Runs the examples in the documentation of this folder: the values there are the values that the code gives. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const folder = new URL(".", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
const source = files.map((file) => readFileSync(new URL(file, folder), "utf8")).join("\n");
const modules = await Promise.all(
  files.map((file) => import(/* @vite-ignore */ new URL(file, folder).href) as object),
);
const scope: Record<string, unknown> = Object.assign({}, ...modules);
const examples = [...source.matchAll(/^ \* @example (.+) \/\/ (.+)$/gm)].map(
  (match) => match.slice(1) as [string, string],
);

const camelCase = (name: string): string =>
  name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

it.each(examples)("%s is %s", (code, value) => {
  const run = new Function(...Object.keys(scope), `return ${code};`) as (...names: unknown[]) => unknown;
  expect(run(...Object.values(scope))).toBe(Number(value));
});

it("finds an example of every exported schedule", () => {
  const called = examples.map(([code]) => code.slice(0, code.indexOf("(")));
  const made = files
    .filter((file) => file !== "schedule.ts")
    .map((file) => camelCase(file.replace(".ts", "")));
  expect(called).toEqual(expect.arrayContaining(made));
});
