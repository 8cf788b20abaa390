/** How `npm run curves` runs: what curves are tested by, with a hundred simulated sets instead of a few. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/curves/**/*.test.ts"],
    env: { GLISSADE_SETS: "100" },
    testTimeout: 600_000,
  },
});
