/**
 * `npm run notebooks`: executes every cell of the notebooks in examples/notebooks on Deno's Jupyter kernel and compares what comes
 * with what is stored in them. `-- --update` stores it instead; `-- adam` takes only notebooks whose names begin so. Deno is
 * installed beside this file, Python's nbclient in a virtual environment in the user's cache.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadAirfoil } from "../../dist/datasets/index.js";
import { DataError } from "../../dist/train/index.js";
import { differences } from "./compare.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = fileURLToPath(new URL("../../examples/notebooks/", import.meta.url));
const run = (command, parameters, options) =>
  execFileSync(command, parameters, { cwd: here, stdio: "inherit", ...options });
const contentOf = (path) => JSON.parse(readFileSync(path, "utf8"));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { update: { type: "boolean", default: false } },
});
const isAsked = (name) => positionals.length === 0 || positionals.some((start) => name.startsWith(start));
const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb") && isAsked(name));
if (names.length === 0) throw new Error(`no notebook in ${folder} begins with ${positionals.join(" or ")}`);

/** Python with what requirements.txt says. The marks of a half-made environment are missing, and it is made anew. */
function python() {
  const requirements = join(here, "requirements.txt");
  const version = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const environment = join(cache, "glissade-notebooks", version);
  const program = join(
    environment,
    ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]),
  );
  const whole = join(environment, "whole");
  if (existsSync(whole)) return program;
  try {
    run("python3", ["-m", "venv", "--clear", environment]);
  } catch (cause) {
    throw new Error(
      "python3 cannot make a virtual environment; Debian has this in its package python3-venv",
      { cause },
    );
  }
  run(program, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
  writeFileSync(whole, "");
  return program;
}

/** The folder of Deno's program: the package for this system, whose own script would have to run after installing. */
function deno() {
  if (!existsSync(join(here, "node_modules")))
    run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
  const require = createRequire(import.meta.url);
  const libc = process.platform === "linux" ? "-glibc" : "";
  return dirname(require.resolve(`@deno/${process.platform}-${process.arch}${libc}/package.json`));
}

/** Why the airfoil data cannot be had here; undefined where it can. */
async function missingAirfoil() {
  try {
    await loadAirfoil();
    return undefined;
  } catch (error) {
    if (error instanceof DataError && error.code === "unavailable") return error.message;
    throw error;
  }
}

const missing = await missingAirfoil();
const isCompared = (cell) => !(missing && cell.metadata.tags?.includes("airfoil"));
const output = mkdtempSync(join(tmpdir(), "glissade-notebooks-"));
let failed = 0;
try {
  const paths = names.map((name) => join(folder, name));
  run(python(), [join(here, "execute.py"), output, ...paths], {
    env: {
      ...process.env,
      JUPYTER_PATH: here,
      PATH: `${deno()}${delimiter}${process.env.PATH}`,
      PYTHONDONTWRITEBYTECODE: "1",
    },
  });
  for (const name of names) {
    const [stored, executed] = [contentOf(join(folder, name)), contentOf(join(output, name))];
    const left = stored.cells.filter((cell) => !isCompared(cell)).length;
    if (values.update) {
      if (left) throw new Error(`${name} has cells on the airfoil data and stays as it is: ${missing}`);
      writeFileSync(join(folder, name), readFileSync(join(output, name)));
      console.log(`${name}: stored`);
      continue;
    }
    const found = differences(stored, executed, isCompared);
    for (const difference of found) console.error(`${name}, ${difference}`);
    failed += found.length;
    if (left) console.log(`${name}: ${left} cells were run and not compared: ${missing}`);
    if (!found.length)
      console.log(`ok ${name}: ${stored.cells.filter((cell) => cell.cell_type === "code").length} cells`);
  }
} finally {
  rmSync(output, { recursive: true });
}
if (failed > 0) {
  console.error("npm run notebooks -- --update stores what the cells give now");
  process.exitCode = 1;
}
