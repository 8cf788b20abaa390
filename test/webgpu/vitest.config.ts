/** How `npm run webgpu` runs: apart from the tests, since it needs a package of its own and a GPU, be it SwiftShader's. */
import { defineConfig } from "vitest/config";

/** One thread: GPUs of a process do not end before it, and SwiftShader takes all processors. */
export default defineConfig({
  resolve: {
    alias: [{ find: /^glissade$/, replacement: new URL("../../src/index.ts", import.meta.url).pathname }],
  },
  test: {
    root: import.meta.dirname,
    include: ["**/*.test.ts"],
    testTimeout: 300_000,
    pool: "forks",
    fileParallelism: false,
  },
});
