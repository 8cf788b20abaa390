/** How `tools/states/run.sh` runs its first half. */
import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["tools/states/**/*.test.ts"] } });
