/** Every block of code on the pages is in a language that something checks, and all JavaScript is run somewhere. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { everyBlockOf, pages } from "../markdown.ts";

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");

/** Languages, and what checks their blocks; the empty one is text. */
const checkedBy: Readonly<Record<string, string>> = {
  ts: "test/readme.test.ts",
  js: "this file says where",
  sh: "test/docs/commands.test.ts",
  console: "test/docs/commands.test.ts",
  python: "test/golden/pages.json",
  math: "the site's build",
  wat: "test/docs/pages.test.ts",
  text: "nothing: it is no code",
  "": "nothing: it is no code",
};

/** Pages whose JavaScript a test runs. */
const runBy: Readonly<Record<string, string>> = {
  "docs/guide/coming-from-tfjs.md": "test/tfjs/guide.test.ts",
  "docs/guide/devices.md": "test/webgpu/guide.test.ts",
  "docs/guide/many-processes.md": "tools/mpi/guide.mjs",
  "docs/other-libraries/README.md": "test/docs/states.test.ts",
};

test("there are pages", () => {
  expect(pages).toContain("docs/guide/first-steps.md");
  expect(pages).toContain("site/docs/index.md");
});

test.each(pages)("%s", (page) => {
  for (const { language, code, before } of everyBlockOf(page)) {
    expect(Object.keys(checkedBy), `${page}: a block that nothing checks`).toContain(language);
    if (language === "python")
      expect(Object.keys(JSON.parse(read("test/golden/pages.json")) as object)).toContain(page);
    if (language !== "js") continue;
    // Put in by the exercises from their scripts, which test/textbook runs.
    if (/<!-- code \S+ \S+ -->\s*$/.test(before)) continue;
    expect(runBy[page], `${page} has JavaScript that nothing runs:\n${code}`).toBeDefined();
    expect(read(runBy[page]!)).toContain(page);
  }
});
