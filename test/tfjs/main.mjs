/** `npm run tfjs`: installs TensorFlow.js beside this file, checks the adapter's types against it, and runs the tests. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const run = (command, ...parameters) => execFileSync(command, parameters, { cwd: here, stdio: "inherit" });

if (!existsSync(join(here, "node_modules"))) run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
run("npx", "tsc", "-p", here);
run("npx", "vitest", "run", "--config", join(here, "vitest.config.ts"));
