import { expect, test } from "vitest";
import * as files from "./files.ts";
import * as none from "./no-files.ts";

test("pages have every function of files, and each says what to do", async () => {
  expect(Object.keys(none).sort()).toEqual(Object.keys(files).sort());
  for (const call of Object.values(none) as (() => Promise<unknown>)[])
    await expect(call()).rejects.toThrow("a page has no files: use encode and decode");
});
