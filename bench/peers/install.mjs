/** Installs what is missing, all of it beside this file: packages in node_modules, Python's in .venv, and the compiled C. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const run = (command, parameters) => execFileSync(command, parameters, { cwd: here, stdio: "inherit" });
const output = (command, parameters) =>
  execFileSync(command, parameters, { cwd: here, encoding: "utf8" }).trim();

export const flags = "-O3 -march=native -ffp-contract=off -fno-math-errno -fno-trapping-math -fopenmp";

/** Python with what requirements.txt says; `GLISSADE_PEERS_PYTHON` names one that has it. Undefined, saying why, where there is none. */
function python(say) {
  const { GLISSADE_PEERS_PYTHON: given } = process.env;
  if (given) return given;
  const requirements = join(here, "requirements.txt");
  const environment = join(here, ".venv");
  const program = join(environment, "bin", "python");
  const whole = join(environment, "whole");
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (existsSync(whole) && readFileSync(whole, "utf8") === wanted) return program;
  try {
    say("installing torch, optax, keras: some minutes");
    run("python3", ["-m", "venv", "--clear", environment]);
    run(program, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
  } catch (error) {
    say(`without torch, optax, keras: ${error.message}; python3 with venv and pip installs them`);
    return undefined;
  }
  writeFileSync(whole, wanted);
  return program;
}

/** The steps in C, compiled; undefined, saying why, where they are not. */
export function compiledSteps(say) {
  const folder = join(here, "node_modules", ".cache");
  mkdirSync(folder, { recursive: true });
  const program = join(folder, "step");
  try {
    run("cc", [...flags.split(" "), join(here, "workers/step.c"), "-o", program, "-lm"]);
    return program;
  } catch (error) {
    say(`without C: ${error.message}; it needs cc with OpenMP`);
    return undefined;
  }
}

const versionOf = (name) => {
  const path = fileURLToPath(new URL(`node_modules/${name}/package.json`, import.meta.url));
  return JSON.parse(readFileSync(path, "utf8")).version;
};

/** What there is to compare with, and `facts` of the machine and the versions. */
export function installed(say) {
  if (!existsSync(join(here, "node_modules/@jax-js")))
    run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
  const found = { threads: availableParallelism(), python: python(say), step: compiledSteps(say) };
  const versions = [`Node ${process.versions.node}`];
  if (found.step) versions.push(output("cc", ["--version"]).split("\n")[0]);
  if (found.python) {
    const list = `from importlib.metadata import version\nfor name in ["torch", "optax", "jax", "keras"]: print(name, version(name))`;
    versions.push(...output(found.python, ["-c", list]).split("\n"));
  }
  versions.push(`tfjs ${versionOf("@tensorflow/tfjs-core")}`, `jax-js ${versionOf("@jax-js/jax")}`);
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const machine = `${cpus()[0]?.model.trim()}, ${found.threads} processors, ${gigabytes} GB, ${process.platform} ${process.arch}, load when it began ${loadavg()[0].toFixed(1)}`;
  return {
    ...found,
    facts: { machine, versions: versions.join(", "), flags, threads: String(found.threads) },
  };
}
