/** Files that commands write: where they are refused, and that they are whole. */
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkOutput, writeOutput } from "./output.ts";
import { UsageError } from "./usage-error.ts";

describe("a file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "glissade-output-"));
    await mkdir(join(folder, "inner"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ["missing/report.html", /there is no folder ".*missing"; create it first/],
    ["inner", /it is a folder; name a file in it/],
  ])("is refused at %s", async (path, message) => {
    const checking = checkOutput(join(folder, path), "the report");
    await expect(checking).rejects.toThrow(UsageError);
    await expect(checking).rejects.toThrow(/^cannot write the report ".*": /);
    await expect(checking).rejects.toThrow(message);
  });

  it("is written whole, over an earlier one, and nothing else is left", async () => {
    const path = join(folder, "inner", "report.html");
    await checkOutput(path, "the report");
    await writeOutput(path, "first, and longer");
    await writeOutput(path, "second");
    expect(await readFile(path, "utf8")).toBe("second");
    expect(await readdir(join(folder, "inner"))).toEqual(["report.html"]);
  });
});
