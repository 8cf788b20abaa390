/**
 * The Python of the pages is the one that was run (`tools/golden/pages.py`, with pinned versions), and what the pages show is what it printed.
 * Examples in TypeScript that share an output with it: `test/readme.test.ts`.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { blocksOf } from "../markdown.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const ran = JSON.parse(readFileSync(`${root}test/golden/pages.json`, "utf8")) as Record<
  string,
  { sha256: string; output: string }[]
>;
const pages = readdirSync(`${root}docs`, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".md"))
  .map((file) => `docs/${file.replaceAll("\\", "/")}`);
const withPython = pages.filter((page) => blocksOf(page, "python").length > 0).sort();

test("no page has Python that the script does not see", () => {
  expect(pages.filter((page) => blocksOf(page, "py").length > 0)).toEqual([]);
  expect(withPython).toEqual(Object.keys(ran).sort());
});

test.each(withPython)("%s has the Python that was run; if not, run tools/golden/pages.py", (page) => {
  const hashes = blocksOf(page, "python").map(({ code }) => createHash("sha256").update(code).digest("hex"));
  expect(hashes).toEqual((ran[page] ?? []).map(({ sha256 }) => sha256));
});

test.each(withPython)("%s shows what its Python printed", (page) => {
  blocksOf(page, "python").forEach(({ shown }, at) => {
    const output = ran[page]?.[at]?.output;
    if (output) expect(shown).toBe(output);
  });
});
