/** Files written whole or not at all: with errors of the disk at each call, leftovers of crashes, links, and what is no file. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { adam } from "../index.ts";
import { encode } from "./checkpoint.ts";
import { CheckpointError } from "./checkpoint-error.ts";
import { load, save } from "./save.ts";

/** What fails next: a call of the file system, and the system's code. */
let fault: { readonly call: string; readonly code: string } | undefined;
/** Calls since the last save, in order. */
const calls: string[] = [];

function called(call: string): void {
  calls.push(call);
  if (fault?.call !== call) return;
  throw Object.assign(new Error(`${fault.code}: something of the system`), { code: fault.code });
}

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const watched = (file: FileHandle, of: string): FileHandle =>
    new Proxy(file, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          if (key === "write" || key === "sync" || key === "read") called(`${of} ${key}`);
          // Little at once, as a system may.
          if (key === "write" || key === "read") args[2] = Math.min(args[2] as number, 100);
          return (value as (...all: unknown[]) => unknown).apply(target, args);
        };
      },
    });
  return {
    ...real,
    open: async (path: string, flags: string) => {
      const of = flags === "wx" ? "file" : "folder";
      called(`${of} open`);
      return watched(await real.open(path, flags), of);
    },
    rename: async (from: string, to: string) => {
      called("rename");
      return real.rename(from, to);
    },
  };
});

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "files-"));
  path = join(folder, "run.safetensors");
  fault = undefined;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const descent = await adam().init({ x: new Float32Array(50), y: [1, 2] });
descent.step({ x: new Float32Array(50).fill(2), y: [0.5, -0.5] });
const bytes = Buffer.from(encode(await descent.snapshot()));

/** What a call is refused with. */
async function failure(call: Promise<unknown>): Promise<CheckpointError> {
  const error = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(CheckpointError);
  return error as CheckpointError;
}

test("what was saved is loaded, and the file has the bytes of encode", async () => {
  await save(descent, path);
  expect(readFileSync(path).equals(bytes)).toBe(true);
  expect((await load(path)).snapshot).toEqual(structuredClone(await descent.snapshot()));
  expect(readdirSync(folder)).toEqual(["run.safetensors"]);
});

test("it is flushed before it is renamed, and its folder afterwards", async () => {
  calls.length = 0;
  await save(descent, path);
  const order = calls.filter((call, at) => call !== calls[at - 1]);
  expect(order).toEqual(["file open", "file write", "file sync", "rename", "folder open", "folder sync"]);
});

const full = "the disk is full; free some space and save again";

test.each([
  ["file open", "ENOENT", "missing-folder", "there is no folder"],
  [
    "file open",
    "EACCES",
    "permission",
    "permission is denied; choose another folder, or change its permissions",
  ],
  ["file open", "EROFS", "read-only", "the disk can be read only; choose a folder on another"],
  ["file open", "EMFILE", "failed", "EMFILE: something of the system"],
  ["file write", "ENOSPC", "disk-full", full],
  ["file write", "EDQUOT", "disk-full", "the quota of this disk is used up"],
  ["file write", "EFBIG", "disk-full", "larger than this disk or process may write"],
  ["file write", "EIO", "failed", "EIO: something of the system"],
  ["file sync", "ENOSPC", "disk-full", full],
  ["rename", "EPERM", "permission", "the system does not permit it"],
  ["rename", "ENOENT", "conflict", "another process, which writes there too, has removed the temporary file"],
  ["folder sync", "EIO", "failed", "EIO: something of the system"],
] as const)("%s fails with %s: %s", async (call, code, kind, message) => {
  writeFileSync(path, "what was there");
  fault = { call, code };
  const error = await failure(save(descent, path));
  expect(error.code).toBe(kind);
  expect(error.message).toContain(folder);
  expect(error.message).toContain(message);
  expect((error.cause as Error).message).toContain(code);
  const isThere = call === "folder sync" ? bytes : Buffer.from("what was there");
  expect(readFileSync(path).equals(isThere)).toBe(true);
  expect(readdirSync(folder)).toEqual(["run.safetensors"]);
  fault = undefined;
  await save(descent, path);
  expect(readFileSync(path).equals(bytes)).toBe(true);
});

test.each(["EISDIR", "EPERM", "EINVAL"])(
  "a system that cannot flush a folder (%s) is no error",
  async (code) => {
    fault = { call: "folder sync", code };
    await save(descent, path);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  },
);

test("leftovers of crashes are removed by the next save to the same path, other files are not", async () => {
  const left = ".run.safetensors.01234567-89ab-cdef-0123-456789abcdef.tmp";
  const others = [
    ".other.safetensors.01234567-89ab-cdef-0123-456789abcdef.tmp",
    ".run.safetensors.tmp",
    "x.tmp",
  ];
  for (const name of [left, ...others]) writeFileSync(join(folder, name), "half");
  await save(descent, path);
  expect(readdirSync(folder).sort()).toEqual([...others, "run.safetensors"].sort());
});

test("saves to one path that overlap take place one after the other", async () => {
  const numbers = await adam().init({ x: [0] });
  const all = Array.from({ length: 20 }, () => {
    numbers.step({ x: [1] });
    return save(numbers, path);
  });
  await Promise.all(all);
  expect((await load(path)).snapshot.count).toBe(20);
  expect(readdirSync(folder)).toEqual(["run.safetensors"]);
});

test("what is saved is what there is at the call", async () => {
  const numbers = await adam().init({ x: [0] });
  const extra = { epoch: 1 };
  const best = Float32Array.of(1);
  const saved = save(numbers, path, { extra, tensors: { best } });
  numbers.step({ x: [1] });
  extra.epoch = 2;
  best[0] = 2;
  await saved;
  const found = await load(path);
  expect([found.snapshot.count, found.snapshot.params.x, found.extra]).toEqual([
    0,
    Float64Array.of(0),
    { epoch: 1 },
  ]);
  expect(found.tensors.best!.data).toEqual(Float32Array.of(1));
});

describe("places that are no files", () => {
  test("a folder that is missing", async () => {
    const error = await failure(save(descent, join(folder, "a/b.safetensors")));
    expect(error.message).toBe(
      `${folder}/a/b.safetensors cannot be written: there is no folder ${folder}/a; make it first`,
    );
    const missing = await failure(load(path));
    expect([missing.code, missing.message]).toEqual([
      "missing-file",
      `${path} cannot be read: there is no such file`,
    ]);
  });

  test("a folder, a file as a folder", async () => {
    expect(await failure(save(descent, folder))).toMatchObject({ code: "not-a-file" });
    expect(await failure(load(folder))).toMatchObject({
      code: "not-a-file",
      message: `${folder} is a folder; name a file in it`,
    });
    writeFileSync(path, "");
    expect(await failure(save(descent, join(path, "a")))).toMatchObject({ code: "missing-folder" });
    expect(existsSync(path)).toBe(true);
  });

  test.skipIf(process.platform === "win32")("a device, a pipe", async () => {
    expect(await failure(save(descent, "/dev/null"))).toMatchObject({ code: "not-a-file" });
    expect(await failure(load("/dev/zero"))).toMatchObject({ code: "not-a-file" });
    execFileSync("mkfifo", [path]);
    expect(await failure(load(path))).toMatchObject({ code: "not-a-file", message: `${path} is no file` });
    expect(await failure(save(descent, path))).toMatchObject({ code: "not-a-file" });
  });

  test("no text", async () => {
    await expect(save(descent, 5 as unknown as string)).rejects.toThrow("save: path must be a text; got 5");
    await expect(load(undefined as unknown as string)).rejects.toThrow("load: path must be a text");
  });
});

test.skipIf(process.platform === "win32")("a link stays, and its file is written", async () => {
  mkdirSync(join(folder, "a"));
  const target = join(folder, "a/real.safetensors");
  writeFileSync(target, "");
  symlinkSync(target, path);
  await save(descent, path);
  expect(readFileSync(target).equals(bytes)).toBe(true);
  expect(readdirSync(join(folder, "a"))).toEqual(["real.safetensors"]);
});

test("a damaged file is refused by name", async () => {
  writeFileSync(path, bytes.subarray(0, -1));
  const error = await failure(load(path));
  expect(error.code).toBe("format");
  expect(error.message).toContain(`${path}: no safetensors file, or a damaged one: its tensors end at byte`);
  chmodSync(path, 0o644);
  fault = { call: "folder read", code: "EIO" };
  expect(await failure(load(path))).toMatchObject({ code: "failed" });
});
