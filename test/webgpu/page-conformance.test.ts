/** The conformance table in a page of Chromium, with the verdicts and bounds that it has in Node: all rows, or in the part the first of every fourth optimizer. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { bundle } from "../../tools/mpi/bundle.mjs";
import { isHere, testedPage } from "./page.ts";
import type { Compared } from "./rows.ts";
import { chosen, firstRows, rows } from "./table.ts";

const root = join(import.meta.dirname, "../..");
const isPart = process.env.GLISSADE_WEBGPU !== "all";
const wanted = chosen(
  process.env.GLISSADE_ROWS,
  isPart ? firstRows.filter((_, index) => index % 4 === 0) : rows,
);

mkdirSync(join(root, "dist"), { recursive: true });
const folder = mkdtempSync(join(root, "dist/page-"));
afterAll(() => rmSync(folder, { recursive: true }));

const page = testedPage(async () => {
  await bundle(root, folder, ["test/webgpu/page-rows.ts"], "browser");
  return folder;
});

test.skipIf(!isHere).each(wanted)("%s stays within the tolerances of WGSL's operations", async (name) => {
  const program = `import("/built/page-rows.mjs").then(({ run }) => run(${JSON.stringify(name)}))`;
  const { elements } = (await page.evaluate(program)) as Compared;
  expect(elements).toBeGreaterThan(0);
});

test.skipIf(!isHere)(
  "a compiler whose square roots are off by one in a hundred thousand is found there",
  async () => {
    const compile = `(code) => code.replaceAll(" sqrt(", " 1.00001 * sqrt(")`;
    const program = `import("/built/page-rows.mjs").then(({ run }) => run("adam/default", ${compile}))`;
    await expect(page.evaluate(program)).rejects.toThrow(
      /step \d: p of ".*", element \d+ is .*, expected .* to /,
    );
  },
);
