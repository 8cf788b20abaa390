/** How `npm run conformance` runs: every row of the table, apart from the tests, which take the first row of each optimizer. */
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/conformance/**/*.test.ts"],
    env: { GLISSADE_TABLE: "all" },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: availableParallelism(),
    isolate: false,
    restoreMocks: true,
    unstubGlobals: true,
  },
});
