/** Unit tests of what the site is made of; browsers have their own script. */
import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["{engine,figures,live,build,lab,fit}/**/*.test.ts"] } });
