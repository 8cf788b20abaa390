import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

/** The airfoil data lies beside a checkout where it is at hand; tests that need it skip, saying so, where it is not. */
const beside = fileURLToPath(new URL("../shared/data", import.meta.url));

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    // It has packages of its own: npm run tfjs.
    exclude: [...configDefaults.exclude, "test/tfjs/**"],
    env: existsSync(beside) ? { GLISSADE_DATA: process.env.GLISSADE_DATA ?? beside } : {},
    testTimeout: 60_000,
  },
});
