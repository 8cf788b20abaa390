/** How `npm run native` runs: every optimizer of the conformance table as compiled C. */
import { defineConfig } from "vitest/config";

/** Apart from the tests, since it compiles some thousand kernels the first time. */
export default defineConfig({
  test: {
    include: ["test/native/**/*.test.ts"],
    env: { GLISSADE_NATIVE: "all" },
    testTimeout: 1_800_000,
  },
});
