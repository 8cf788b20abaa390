/** How `npm run tfjs` runs: apart from the tests, since it needs packages of its own. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { root: import.meta.dirname, include: ["**/*.test.ts"], testTimeout: 120_000 },
});
