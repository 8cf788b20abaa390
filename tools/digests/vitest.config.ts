/** How `npm run digests` runs. */
import { defineConfig } from "vitest/config";

/** `npm run digests`: apart from the tests, for those who change the inside and not the numbers. */
export default defineConfig({
  test: { include: ["tools/digests/**/*.test.ts"], testTimeout: 1_800_000 },
});
