import { existsSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The airfoil data lies beside a checkout where it is at hand; tests that need it skip, saying so, where it is not. */
const beside = fileURLToPath(new URL("../shared/data", import.meta.url));

/** Those of tfjs and WebGPU have packages of their own, the others take long: npm run tfjs, webgpu, native, fuzz and ranks. */
const files = ["src", "test"]
  .flatMap((folder) =>
    readdirSync(new URL(folder, import.meta.url), { recursive: true, encoding: "utf8" }).map(
      (path) => `${folder}/${path.replaceAll("\\", "/")}`,
    ),
  )
  .filter((path) => path.endsWith(".test.ts") && !/^test\/(fuzz|native|ranks|tfjs|webgpu)\//.test(path));

/** Tests that ask the TypeScript compiler; they share the libraries' declarations that it has parsed. */
const types = files.filter((path) => /^test\/(types\/|language\.test|readme\.test)/.test(path));

/** What tests do that others would notice: replace a module, change the process or what is global, write files, begin threads, count what is compiled. */
const noticed =
  /\bvi\.(mock|doMock|hoisted|stub|useFake|resetModules)|\bprocess\.|mkdtemp|globalThis|WebAssembly|Worker|test\/cli\.ts/;

/** Tests that leave nothing behind share what they import, which would take as long as the tests. Those of others start anew for each file. */
const pure = files.filter(
  (path) => !types.includes(path) && !noticed.test(readFileSync(new URL(path, import.meta.url), "utf8")),
);
const code = files.filter((path) => !types.includes(path) && !pure.includes(path));

const shared = { isolate: false, restoreMocks: true, unstubGlobals: true };

export default defineConfig({
  test: {
    env: existsSync(beside) ? { GLISSADE_DATA: process.env.GLISSADE_DATA ?? beside } : {},
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // All processors: vitest's own choice leaves one of them idle, which may be half of all.
    maxWorkers: availableParallelism(),
    projects: [
      { extends: true, test: { name: "types", include: types, isolate: false } },
      { extends: true, test: { name: "pure", include: pure, ...shared } },
      { extends: true, test: { name: "code", include: code } },
    ],
  },
});
