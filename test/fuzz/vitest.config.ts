/** How `npm run fuzz` runs: random rules, trees and expressions, apart from the tests for the time they take. */
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/fuzz/**/*.test.ts"],
    testTimeout: 60_000,
    maxWorkers: availableParallelism(),
  },
});
