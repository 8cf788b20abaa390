/** How `npm run ranks` runs: every optimizer on ranks that are threads, without MPI, apart from the tests for the time it takes. */
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/ranks/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: availableParallelism(),
  },
});
