/** How `npm run hostile` runs: apart from the tests, ten thousand changed checkpoints and what the worst files take in memory. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["tools/checkpoints/**/*.test.ts"], testTimeout: 1_800_000 },
});
