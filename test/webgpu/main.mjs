/**
 * `npm run webgpu`: installs Dawn beside this file, and runs every optimizer of the conformance table on a GPU: a real one with
 * `-- --gpu`, else SwiftShader, which Debian's Chromium brings; and in a page of Chromium, always on SwiftShader. `-- adam yogi` runs rows
 * whose names begin so. The package as it is built runs in Node beside the npm package `webgpu`, and in a page of Chromium. Small cases of
 * bench/gpu run to their end.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const swiftshader = "/usr/lib/chromium/vk_swiftshader_icd.json";
const given = process.argv.slice(2);
const isReal = given.includes("--gpu");
const names = given.filter((name) => !name.startsWith("--"));

if (!isReal && !existsSync(swiftshader)) {
  console.log("npm run webgpu: no SwiftShader; apt-get install chromium libvulkan1, or run it with -- --gpu");
  process.exit(1);
}
const env = {
  ...process.env,
  GLISSADE_WEBGPU: given.includes("--part") ? "part" : "all",
  GLISSADE_ROWS: names.join(" "),
  ...(!isReal && { VK_ICD_FILENAMES: swiftshader }),
  XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR ?? mkdtempSync(join(tmpdir(), "glissade-webgpu-")),
};
const run = (command, ...parameters) =>
  execFileSync(command, parameters, { cwd: here, stdio: "inherit", env });

const { status } = spawnSync("npm", ["ls", "--depth", "0"], { cwd: here });
if (status !== 0) run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
run("npx", "vitest", "run", "--config", join(here, "vitest.config.ts"));
