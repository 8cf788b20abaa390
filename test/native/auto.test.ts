/** When `auto` is `native`: where its code is compiled already and the descent is large; whatever is missing, a descent begins without a word. */
import { chmodSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { InitOptions } from "../../src/index.ts";
import type { NodeModules } from "../../src/runtime/host/native/node.ts";
import { missing } from "./available.ts";
import { freshFolders, loaded, node } from "./fresh.ts";

const large = 2 ** 18;
const nativeFile = "../../src/runtime/host/native/native.ts";
const folders = freshFolders();

afterEach(() => vi.doUnmock(nativeFile));

/** Begins a descent on ones with a library that has loaded nothing yet; its device after a step. */
async function deviceOf(n: number, options: InitOptions = {}): Promise<string> {
  const { sgd } = await loaded();
  const descent = await sgd({ learningRate: 0.5 }).init(new Float32Array(n).fill(1), options);
  descent.grads.fill(1);
  descent.step();
  expect(descent.params.every((value) => value === 0.5)).toBe(true);
  return descent.device;
}

const build = (options: InitOptions = {}) => deviceOf(large, { ...options, device: "native" });
const kept = () => readdirSync(folders.code);

describe.skipIf(missing)("auto", () => {
  test("is native for a large descent whose code is compiled", async () => {
    expect(await deviceOf(large)).toBe("wasm");
    expect(await build()).toBe("native");
    const files = kept();
    expect(await deviceOf(large)).toBe("native");
    expect(await deviceOf(large - 1)).toBe("wasm");
    const { adam, sgd } = await loaded();
    const params = new Float32Array(large);
    expect((await adam().init(params)).device).toBe("wasm");
    expect((await adam().init(params, { device: "wasm" })).device).toBe("wasm");
    // By now the code is loaded.
    expect(sgd({ learningRate: 0.5 }).initSync(params).device).toBe("native");
    expect(adam().initSync(params).device).toBe("wasm");
    expect(kept()).toEqual(files);
  });

  test("is native for matrices only where every kernel and the loops of linear algebra are compiled", async () => {
    const begun = async (options: InitOptions = {}) => {
      const { muon, tensor } = await loaded();
      const params = { w: tensor(new Float32Array(large), [512, 512]) };
      return (await muon({ matrices: "*", layout: "out,in" }).init(params, options)).device;
    };
    expect(await begun({ device: "native" })).toBe("native");
    expect(await begun()).toBe("native");
    const files = kept();
    for (const file of files) {
      const [here, away] = [join(folders.code, file), join(folders.caches, file)];
      renameSync(here, away);
      expect(await begun()).toBe("wasm");
      expect(kept()).toEqual(files.filter((other) => other !== file));
      renameSync(away, here);
    }
  });

  test("takes threads where those are compiled too", async () => {
    await build();
    expect(await deviceOf(large, { threads: "auto" })).toBe("wasm");
    await build({ threads: 2 });
    expect(await deviceOf(large, { threads: "auto" })).toBe("native");
    expect(await deviceOf(large, { threads: 2 })).toBe("native");
  });

  test("does not load the device's code for others", async () => {
    await build();
    vi.doMock(nativeFile, () => {
      throw new Error("loaded");
    });
    expect(await deviceOf(large - 1)).toBe("wasm");
    await expect(deviceOf(large)).rejects.toThrow();
    const { sgd } = await loaded();
    vi.stubGlobal("process", undefined);
    try {
      expect((await sgd().init(new Float32Array(large))).device).toBe("wasm");
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test.each<[string, () => void]>([
    ["there is no compiler", () => vi.stubEnv("PATH", folders.caches)],
    [
      "there is no koffi",
      () =>
        vi.doMock(node, () => {
          const nodeModule = (name: keyof NodeModules) =>
            name === "node:module"
              ? { createRequire: () => createRequire(join(folders.caches, "any.js")) }
              : createRequire(import.meta.url)(name);
          return { nodeModule, builtin: nodeModule };
        }),
    ],
    [
      "the thread is a worker",
      () =>
        vi.doMock(node, () => {
          const nodeModule = (name: keyof NodeModules) =>
            name === "node:worker_threads" ? { isMainThread: false } : createRequire(import.meta.url)(name);
          return { nodeModule, builtin: nodeModule };
        }),
    ],
    [
      "the code was altered",
      () => {
        for (const file of kept()) {
          // A file of its own: this process has mapped the other.
          rmSync(join(folders.code, file));
          writeFileSync(join(folders.code, file), "altered");
        }
      },
    ],
    ["others may use the folder", () => chmodSync(folders.code, 0o755)],
  ])("is wasm where %s", async (_, spoil) => {
    await build();
    spoil();
    expect(await deviceOf(large)).toBe("wasm");
  });
});
