/** Examples of all pages compile against the package's types, run to their end and print what the page says. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { blocksOf, pages, problemsOf, promised, type Runner, runnerOf } from "./markdown.ts";

// Those of the language have a test of their own: language.test.ts.
const blocks = pages.filter((page) => page !== "docs/language.md").flatMap((page) => blocksOf(page, "ts"));
// What stands on pages of optimizers are the examples of their docstrings, which examples.test.ts runs.
const isRun = ({ page }: { page: string }) => !page.startsWith("docs/optimizers/");
// A block that begins with the name of a file is one of several that run together: docs/workers.test.ts.
const alone = blocks.filter(isRun).filter(({ code }) => !/^\/\/ [\w-]+\.ts\n/.test(code));
const cases = alone.map((block, at) => [`${block.page}, example ${at}`, { ...block, at }] as const);

let run: Runner;
beforeAll(async () => {
  run = await runnerOf(alone.map(({ code }) => code));
});
afterAll(() => run.dispose());

test("there are examples", () => {
  expect(blocks.length).toBeGreaterThanOrEqual(3);
});

test("they compile", { timeout: 180_000 }, () => {
  expect(problemsOf(blocks.map(({ code }) => code))).toEqual([]);
});

test.each(cases)("%s runs", async (_, { page, code, shown, at }) => {
  const lines = await run.printed(at);
  if (promised(code).length) expect(lines).toEqual(promised(code));
  else if (shown !== undefined && code.includes("console.log(")) expect(`${lines.join("\n")}\n`).toBe(shown);
  // The README's first example prints; the guide leaves nothing that is printed without saying what it is.
  else if (page === "README.md") expect(lines.length > 0).toBe(code.includes("console.log("));
  else expect(page.startsWith("docs/guide/") ? lines : []).toEqual([]);
});
