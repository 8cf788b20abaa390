import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

/** The airfoil data lies beside a checkout where it is at hand; tests that need it skip, saying so, where it is not. */
const beside = fileURLToPath(new URL("../shared/data", import.meta.url));

/** Tests that ask the TypeScript compiler; they share the libraries' declarations that it has parsed. */
const types = ["test/types/**/*.test.ts", "test/language.test.ts", "test/readme.test.ts"];

/**
 * Tests that leave nothing behind: no stub, no counter, no file. They share what they import, which would take as long as the tests. Those
 * of others start anew for each file.
 */
const pure = [
  "src/{language,plan,rule,schedules,transforms,optimizers,explain}/**/*.test.ts",
  "test/{conformance,kernels,golden,oracle,fuzz}/**/*.test.ts",
];

export default defineConfig({
  test: {
    env: existsSync(beside) ? { GLISSADE_DATA: process.env.GLISSADE_DATA ?? beside } : {},
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // All processors: vitest's own choice leaves one of them idle, which may be half of all.
    maxWorkers: availableParallelism(),
    projects: [
      { extends: true, test: { name: "types", include: types, isolate: false } },
      {
        extends: true,
        test: { name: "pure", include: pure, isolate: false, restoreMocks: true, unstubGlobals: true },
      },
      {
        extends: true,
        test: {
          name: "code",
          include: ["src/**/*.test.ts", "test/**/*.test.ts"],
          // Those of tfjs and WebGPU have packages of their own: npm run tfjs, npm run webgpu.
          exclude: [...configDefaults.exclude, ...types, ...pure, "test/tfjs/**", "test/webgpu/**"],
        },
      },
    ],
  },
});
