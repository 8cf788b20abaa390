/**
 * `npm run package-check`: the package as users get it. Packs the tarball, installs it in a fresh folder without a registry,
 * checks its files, links and types, runs the README's example, bundles it, and runs publint and attw. What it needs
 * is installed beside this file.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));
const npm = (args, cwd) =>
  execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

if (!existsSync(join(here, "node_modules"))) npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], here);

// Only now is there what they import.
const modules = ["files", "running", "native", "types", "shaking", "linters"].map(
  (name) => import(`./${name}.mjs`),
);
const checks = Object.entries(Object.assign({}, ...(await Promise.all(modules))));

const folder = mkdtempSync(join(tmpdir(), "glissade-package-"));
let failed = 0;
let passed = 0;
try {
  const [{ filename }] = JSON.parse(
    npm(["pack", "--json", "--pack-destination", folder], root).replace(/^[^[]*/s, ""),
  );
  const user = join(folder, "user");
  mkdirSync(user);
  writeFileSync(join(user, "package.json"), JSON.stringify({ private: true, type: "module" }));
  npm(["install", "--offline", "--no-audit", "--no-fund", join(folder, filename)], user);
  const place = {
    root,
    here,
    user,
    tarball: join(folder, filename),
    installed: join(user, "node_modules/glissade"),
  };
  for (const [name, check] of checks) {
    try {
      for (const line of await check(place)) console.log(`ok ${name}: ${line}`);
      passed++;
    } catch (error) {
      console.error(`FAILED ${name}: ${error.stdout ?? ""}${error.stack ?? error}`);
      failed++;
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
