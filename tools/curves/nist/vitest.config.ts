/** How `tools/curves/nist/run.sh` runs. */
import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["tools/curves/nist/*.test.ts"], testTimeout: 600_000 } });
