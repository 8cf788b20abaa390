/** Files that commands write: where they are refused, that they are whole, and what a place keeps. */
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "rolldown";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openOutput } from "./output.ts";
import { UsageError } from "./usage-error.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "glissade-output-"));
  await mkdir(join(folder, "inner"));
});
afterEach(() => rm(folder, { recursive: true }));
const at = (...names: string[]) => join(folder, ...names);
const write = async (path: string, text: string) => (await openOutput(path, "the report")).write(text);
const posix = process.platform !== "win32";
/** A superuser may write anywhere. */
const restricted = posix && process.getuid?.() !== 0;

describe("is refused before anything is written", () => {
  it.each([
    ["missing/report.html", /there is no folder ".*missing"; create it first/],
    ["inner", /it is a folder; name a file in it/],
    ["inner/", /it is a folder; name a file in it/],
    ["new/", /there is no folder ".*new\/"; create it first/],
    ["file/report.html", /there is no folder|ENOTDIR/],
    [`${"x".repeat(300)}.html`, /ENAMETOOLONG/],
    ["a\0b", /ERR_INVALID_ARG_VALUE/],
    ["loop", /too many symbolic links|ELOOP/],
    ["nowhere", /there is no folder ".*missing\/deep"; create it first/],
  ])("%s", async (path, message) => {
    await writeFile(at("file"), "");
    await symlink("loop", at("loop"));
    await symlink("missing/deep/report.html", at("nowhere"));
    const opening = openOutput(`${folder}/${path}`, "the report");
    await expect(opening).rejects.toThrow(UsageError);
    await expect(opening).rejects.toThrow(/^cannot write the report ".*": /s);
    await expect(opening).rejects.toThrow(message);
  });

  it.each(["", " "])('no name at all: "%s"', async (path) => {
    await expect(openOutput(path, "the report")).rejects.toThrow(
      `cannot write the report "${path}": it has no name`,
    );
  });

  it("the data file, by whatever name", async () => {
    await writeFile(at("data.csv"), "a,b");
    await symlink("data.csv", at("link"));
    for (const [path, input] of [
      ["data.csv", "link"],
      ["link", "data.csv"],
      ["inner/../data.csv", "data.csv"],
    ] as const) {
      await expect(openOutput(at(path), "the report", [at(input)])).rejects.toThrow(/it is the data file/);
    }
    await openOutput(at("report.html"), "the report", [at("data.csv"), "auto-mpg"]);
  });

  it.runIf(restricted)("a file or folder that may not be written", async () => {
    await writeFile(at("kept"), "kept", { mode: 0o444 });
    await expect(openOutput(at("kept"), "the report")).rejects.toThrow(/it is not writable/);
    await chmod(at("inner"), 0o555);
    await expect(openOutput(at("inner", "new"), "the report")).rejects.toThrow(
      /folder ".*inner" cannot be written to \(EACCES\)/,
    );
  });
});

describe("is written", () => {
  it("whole, over an earlier one, and nothing else is left", async () => {
    await write(at("inner", "report.html"), "first, and longer");
    await write(at("inner", "report.html"), "second");
    expect(await readFile(at("inner", "report.html"), "utf8")).toBe("second");
    expect(await readdir(at("inner"))).toEqual(["report.html"]);
  });

  it.runIf(posix).each([0o600, 0o644, 0o640, 0o666, 0o755])("with the mode that it had: %o", async (mode) => {
    await writeFile(at("report"), "first");
    await chmod(at("report"), mode);
    await write(at("report"), "second");
    expect((await stat(at("report"))).mode & 0o7777).toBe(mode);
    expect(await readFile(at("report"), "utf8")).toBe("second");
  });

  it("through links, which stay links, also where they lead to nothing yet", async () => {
    await writeFile(at("inner", "old"), "first");
    await symlink("inner/old", at("link"));
    await symlink("link", at("link-to-link"));
    await symlink(join("inner", "new"), at("to-new"));
    await symlink("inner", at("folder"));
    await write(at("link-to-link"), "second");
    await write(at("to-new"), "third");
    await write(at("folder", "other"), "fourth");
    expect(await readlink(at("link"))).toBe("inner/old");
    expect(await readlink(at("link-to-link"))).toBe("link");
    expect((await lstat(at("to-new"))).isSymbolicLink()).toBe(true);
    expect((await lstat(at("inner", "old"))).isFile()).toBe(true);
    const texts = await Promise.all(
      ["old", "new", "other"].map((name) => readFile(at("inner", name), "utf8")),
    );
    expect(texts).toEqual(["second", "third", "fourth"]);
    expect((await readdir(at("inner"))).sort()).toEqual(["new", "old", "other"]);
  });

  it("so that other names of the file have the new text too", async () => {
    await writeFile(at("report"), "first");
    await link(at("report"), at("other"));
    await write(at("report"), "2");
    expect(await readFile(at("other"), "utf8")).toBe("2");
  });

  it.runIf(posix)("to a device, which stays one", async () => {
    await write("/dev/null", "text");
    expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
  });

  it.runIf(process.platform === "linux")("to what stands for an open file of the process", async () => {
    const code = `
      const { openOutput } = await import(process.argv[1]);
      await (await openOutput("/dev/stdout", "the report")).write("text");`;
    const bundle = at("output.mjs");
    await build({
      input: new URL("output.ts", import.meta.url).pathname,
      platform: "node",
      output: { file: bundle },
    });
    for (const stdio of ["pipe", "file"]) {
      const redirect = stdio === "file" ? ` > ${at("redirected")}` : " | cat";
      const out = execFileSync("sh", [
        "-c",
        `"$0" --input-type=module -e "$1" "$2"${redirect}`,
        process.execPath,
        code,
        bundle,
      ]);
      expect(stdio === "file" ? await readFile(at("redirected"), "utf8") : out.toString()).toBe("text");
    }
    await expect(openOutput("/proc/new", "the report")).rejects.toThrow(
      /the folder "\/proc" cannot be written to/,
    );
  });

  it.runIf(process.platform === "linux")("with a message where a device is full", async () => {
    await expect(write("/dev/full", "text")).rejects.toThrow(
      /^cannot write the report "\/dev\/full": ENOSPC/,
    );
  });

  it.runIf(posix && spawnSync("mkfifo", ["--help"]).status === 0)("to a pipe, which stays one", async () => {
    execFileSync("mkfifo", [at("pipe")]);
    const [text] = await Promise.all([readFile(at("pipe"), "utf8"), write(at("pipe"), "through the pipe")]);
    expect(text).toBe("through the pipe");
    expect((await lstat(at("pipe"))).isFIFO()).toBe(true);
    expect(await readdir(folder)).toEqual(["inner", "pipe"]);
  });
});
