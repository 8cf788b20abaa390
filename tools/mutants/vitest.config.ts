/** How `npm run mutants` runs. */
import { defineConfig } from "vitest/config";

/** `npm run mutants`: apart from the tests, since it takes minutes. */
export default defineConfig({
  test: { include: ["tools/mutants/**/*.test.ts"], testTimeout: 1_800_000 },
});
