/**
 * The device `native` as a user meets it: its memory outlives it, what it needs is named where it is missing, and compiled code is kept
 * where nobody else can change it.
 */
import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { adam, DeviceError, sgd } from "../../src/index.ts";
import type { NodeModules } from "../../src/runtime/host/native/node.ts";
import { missing } from "./available.ts";
import { freshFolders, loaded, node } from "./fresh.ts";

const device = "native";
const folders = freshFolders();
const kept = (): string => folders.code;

/** A step by a library that has loaded nothing yet. */
async function stepped(): Promise<number> {
  const { sgd: fresh } = await loaded();
  const descent = await fresh({ learningRate: 0.5 }).init([1], { device });
  descent.step([1]);
  return descent.params[0]!;
}

describe.skipIf(missing)("memory", () => {
  test("that cannot be had is refused before anything is touched, and the next descent has it", async () => {
    const ArrayBuffers = ArrayBuffer;
    const x = Float32Array.of(1, 2);
    const refused = new RangeError("Array buffer allocation failed");
    class Failing extends ArrayBuffers {
      constructor(bytes: number) {
        if (bytes > 24) throw refused;
        super(bytes);
      }
    }
    vi.stubGlobal("ArrayBuffer", Failing);
    const attempt = adam().init({ x }, { device });
    await expect(attempt).rejects.toThrow(DeviceError);
    vi.unstubAllGlobals();
    await expect(attempt).rejects.toMatchObject({ cause: refused });
    expect(x).toEqual(Float32Array.of(1, 2));
    const descent = await adam().init({ x }, { device });
    descent.step({ x: [1, 1] });
    expect(descent.count).toBe(1);
  });

  test("of more than the process may have is refused", async () => {
    // Nothing touches it: pages of zeros take no memory. Of the limit, what the process uses already is gone.
    const x = new Float32Array(2 ** 27);
    vi.spyOn(process, "constrainedMemory").mockReturnValue(2 ** 30);
    await expect(adam().init({ x }, { device })).rejects.toThrow(
      /needs 2\.0 GiB, the system can give 0\.\d GiB/,
    );
    vi.restoreAllMocks();
  });

  test("an array that is transferred takes the memory away, as on js", async () => {
    const messages: string[] = [];
    for (const name of ["js", device] as const) {
      const descent = await adam().init({ x: new Float32Array(10) }, { device: name });
      structuredClone(descent.params.x, { transfer: [descent.params.x.buffer as ArrayBuffer] });
      try {
        descent.step();
      } catch (error) {
        messages.push((error as Error).message);
      }
    }
    expect(messages).toHaveLength(2);
    expect(messages[1]).toBe(messages[0]);
  });

  test("large memory, with huge pages, holds what is expected", async () => {
    const x = new Float32Array(1_500_000).map((_, i) => (i % 1000) - 500);
    const bytes = await Promise.all(
      (["js", device] as const).map(async (name) => {
        const descent = await adam().init({ x }, { device: name });
        for (let i = 0; i < 2; i++) descent.step({ x });
        const { buffer, byteOffset, byteLength } = descent.params.x;
        return Buffer.from(buffer, byteOffset, byteLength);
      }),
    );
    expect(Buffer.compare(bytes[0]!, bytes[1]!)).toBe(0);
  });

  test("initSync works once the device is loaded", async () => {
    const { sgd: fresh } = await loaded();
    expect(() => fresh().initSync([1], { device })).toThrow('the code of device "native" is not loaded yet');
    (await fresh().init([1], { device })).dispose();
    const descent = fresh({ learningRate: 0.5, momentum: 0.9 }).initSync([1], { device });
    descent.step([1]);
    expect(descent.params[0]).toBe(0.5);
  });
});

describe("what is missing is named, with what to do", () => {
  test.skipIf(missing)("koffi", async () => {
    const notThere = Object.assign(new Error("Cannot find module 'koffi'"), { code: "MODULE_NOT_FOUND" });
    vi.doMock(node, () => ({
      nodeModule: (name: keyof NodeModules) =>
        name === "node:module"
          ? {
              createRequire: () => () => {
                throw notThere;
              },
            }
          : createRequire(import.meta.url)(name),
    }));
    const { DeviceError: Loaded, sgd: fresh } = await loaded();
    await expect(fresh().init([1], { device })).rejects.toThrow(Loaded);
    await expect(fresh().init([1], { device })).rejects.toThrow(
      /koffi, which is not installed; run "npm install koffi"/,
    );
  });

  test.skipIf(missing)("a compiler", async () => {
    vi.stubEnv("PATH", folders.caches);
    await expect(stepped()).rejects.toThrow(
      /compiles C by "cc", which is not installed; install gcc or clang/,
    );
  });

  test.skipIf(missing)("what a compiler says first when it fails", async () => {
    const script = `#!/bin/sh\n[ "$1" = --version ] && echo "fake cc 1.0" && exit 0\necho "kernel.c:1: error: no" >&2; exit 1\n`;
    writeFileSync(join(folders.caches, "cc"), script, { mode: 0o755 });
    vi.stubEnv("PATH", [folders.caches, process.env.PATH].join(delimiter));
    await expect(stepped()).rejects.toThrow(
      /"cc" \(fake cc 1.0\) does not compile.*\nkernel.c:1: error: no$/,
    );
    expect(readdirSync(kept())).toEqual([]);
  });

  test("Node", async () => {
    vi.stubGlobal("process", undefined);
    try {
      await expect(sgd().init([1], { device })).rejects.toThrow(DeviceError);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe.skipIf(missing)("compiled code", () => {
  test("is kept in a folder of the user's own, and compiled once", async () => {
    expect(await stepped()).toBe(0.5);
    expect(statSync(kept()).mode & 0o777).toBe(0o700);
    const [file, ...others] = readdirSync(kept());
    expect(others).toEqual([]);
    const { ino } = statSync(join(kept(), file!));
    expect(await stepped()).toBe(0.5);
    expect(readdirSync(kept())).toEqual([file]);
    expect(statSync(join(kept(), file!)).ino).toBe(ino);
  });

  test("is compiled anew where it was altered", async () => {
    await stepped();
    const [file] = readdirSync(kept());
    const path = join(kept(), file!);
    // A file of its own in the same place: this process has mapped the first.
    writeFileSync(join(folders.caches, "altered"), Buffer.concat([readFileSync(path), Buffer.of(0)]));
    renameSync(join(folders.caches, "altered"), path);
    expect(await stepped()).toBe(0.5);
    const [found, ...others] = readdirSync(kept());
    expect(others).toEqual([]);
    expect(found).toContain(
      createHash("sha256")
        .update(readFileSync(join(kept(), found!)))
        .digest("hex"),
    );
  });

  const spoiled: [string, RegExp, (path: string) => void][] = [
    [
      "others may use the folder",
      /its mode is 755, it must be 700 \(chmod 700 /,
      (path) => {
        chmodSync(path, 0o755);
      },
    ],
    [
      "a file is in its place",
      /cannot be made/,
      (path) => {
        rmSync(path, { recursive: true });
        writeFileSync(path, "");
      },
    ],
    [
      "a link is in its place",
      /is not a folder/,
      (path) => {
        renameSync(path, `${path}2`);
        symlinkSync(`${path}2`, path);
      },
    ],
  ];

  test.each(spoiled)("is refused where %s", async (_, message, spoil) => {
    mkdirSync(kept(), { recursive: true, mode: 0o700 });
    spoil(kept());
    await expect(stepped()).rejects.toThrow(message);
    await expect(stepped()).rejects.toThrow(/set XDG_CACHE_HOME to another folder/);
  });
});
