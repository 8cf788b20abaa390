/** Examples of the README and of the page on training compile against the package's types and run to their end. */
import { expect, test } from "vitest";
import { examplesOf, printed, problemsOf, promised } from "./markdown.ts";

const examples = ["README.md", "docs/training.md"].flatMap(examplesOf);

test("there are examples", () => {
  expect(examples.length).toBeGreaterThanOrEqual(3);
});

test("they compile", { timeout: 60_000 }, () => {
  expect(problemsOf(examples)).toEqual([]);
});

test.each(examples.map((code, k) => [k, code] as const))("example %i runs", async (k, code) => {
  const lines = await printed(code);
  if (promised(code).length) expect(lines).toEqual(promised(code));
  if (k === 0) expect(lines.length).toBeGreaterThan(0);
});
