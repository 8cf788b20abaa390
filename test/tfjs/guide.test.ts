/** The JavaScript of the guide's page on tfjs runs with the true TensorFlow.js, and prints what the page shows. Its TypeScript: `test/readme.test.ts`. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";
import { expect, test, vi } from "vitest";
import { bundle } from "../bundle.ts";
import { blocksOf } from "../markdown.ts";

const blocks = blocksOf("docs/guide/coming-from-tfjs.md", "js");

test("there are examples", () => expect(blocks.length).toBeGreaterThanOrEqual(3));

test.each(blocks.map((block, k) => [k, block] as const))(
  "example %i prints what the page shows",
  async (_, block) => {
    // Beside this file, where @tensorflow/tfjs is found.
    const folder = mkdtempSync(join(import.meta.dirname, "example-"));
    const log = vi.spyOn(console, "log").mockReturnValue();
    try {
      const file = join(folder, "example.mjs");
      writeFileSync(file, await bundle({ code: block.code }));
      await import(/* @vite-ignore */ pathToFileURL(file).href);
      expect(log.mock.calls.map((values) => `${format(...values)}\n`).join("")).toBe(block.shown);
    } finally {
      log.mockRestore();
      rmSync(folder, { recursive: true });
    }
  },
);
