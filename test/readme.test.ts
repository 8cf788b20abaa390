/** Examples of the README, the guide and the page on training compile against the package's types, run to their end and print what the page says. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { blocksOf, printed, problemsOf, promised } from "./markdown.ts";

const guide = readdirSync(fileURLToPath(new URL("../docs/guide", import.meta.url)))
  .filter((file) => file.endsWith(".md"))
  .map((file) => `docs/guide/${file}`);
const blocks = ["README.md", "docs/training.md", ...guide].flatMap((page) => blocksOf(page, "ts"));
// A block that begins with the name of a file is one of several that run together: docs/workers.test.ts.
const alone = blocks.filter(({ code }) => !/^\/\/ [\w-]+\.ts\n/.test(code));
const cases = alone.map((block, k) => [`${block.page}, example ${k}`, block] as const);

test("there are examples", () => {
  expect(blocks.length).toBeGreaterThanOrEqual(3);
});

test("they compile", { timeout: 60_000 }, () => {
  expect(problemsOf(blocks.map(({ code }) => code))).toEqual([]);
});

test.each(cases)("%s runs", async (_, { page, code, shown }) => {
  const lines = await printed(code);
  if (promised(code).length) expect(lines).toEqual(promised(code));
  else if (shown !== undefined && code.includes("console.log(")) expect(`${lines.join("\n")}\n`).toBe(shown);
  else if (page === "README.md") return;
  // The guide leaves nothing that is printed without saying what it is.
  else expect(page.startsWith("docs/guide/") ? lines : []).toEqual([]);
});

test("the first example of the README prints", async () => {
  expect((await printed(blocks[0]!.code)).length).toBeGreaterThan(0);
});
