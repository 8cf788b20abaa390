/** Lays what a run needs into a folder, whole: dist, the benchmark, and the npm package `webgpu` with Dawn for this machine. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const tests = join(root, "test/webgpu");
/** Dawn comes with the tests' own folder, not with the root's `npm ci`. */
const dawn = join(tests, "node_modules/webgpu");

/** Folders that other machines make for themselves. */
const isOwn = (path) => !/\/(node_modules|\.venv|\.cache|__pycache__)$/.test(path);

/** @throws Error where dist is not built. */
export function assemble(folder) {
  if (!existsSync(join(root, "dist/index.js"))) throw new Error("there is no dist: npm run build");
  if (!existsSync(dawn))
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: tests,
      stdio: "inherit",
    });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of ["package.json", "dist", "bench/gpu", "bench/peers"])
    cpSync(join(root, name), join(folder, name), {
      recursive: true,
      filter: (path) => isOwn(path) && !path.startsWith(join(root, "dist/types")),
    });
  const platform = `${process.platform === "darwin" ? "darwin-universal" : `${process.platform}-${process.arch}`}`;
  const to = join(folder, "node_modules/webgpu");
  for (const name of ["package.json", "index.js", `dist/${platform}`])
    cpSync(join(dawn, name), join(to, name), { recursive: true });
}
