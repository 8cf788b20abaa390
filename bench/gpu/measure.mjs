/** A run on the GPU of this machine. It needs dist, and the npm package `webgpu` where that finds it; main.mjs lays both beside this. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { sizeName } from "../peers/cases.mjs";
import { writeLog } from "../peers/log.mjs";
import { raced, seeded } from "../peers/race.mjs";
import { Absent, Worker } from "../peers/worker.mjs";
import { gradientAt, parameterAt, shapeOf } from "../peers/workers/data.mjs";
import { casesOf, ofMatrices } from "./cases.mjs";
import { contendersOf, takingPart } from "./contenders.mjs";
import { codesOf, formOf, numbersOf, optimizerOf } from "./workers/stored.mjs";

/** Steps before a race, and before what is compared with float64. */
const steps = 5;
/** The share of the GPU's memory that contenders may take together. */
const memoryShare = 0.75;

/** What a program prints; undefined where it is not there or fails. */
function printed(program, ...parameters) {
  try {
    return execFileSync(program, parameters, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}

const nvidia = (query, ...format) =>
  printed("nvidia-smi", `--query-gpu=${query}`, `--format=${["csv", "noheader", ...format].join()}`)?.split(
    "\n",
  )[0];

/** Versions, one after the other; of what is not there, that it is not. */
function versionsOf(python) {
  const list = `from importlib.metadata import version, PackageNotFoundError
for name in ["torch", "jax", "optax"]:
    try: print(name, version(name))
    except PackageNotFoundError: print("no", name)`;
  const { version } = JSON.parse(
    readFileSync(new URL("../../node_modules/webgpu/package.json", import.meta.url), "utf8"),
  );
  const driver = nvidia("driver_version");
  return [
    `Node ${process.versions.node}`,
    `webgpu ${version}`,
    ...(driver ? [`driver ${driver}`] : []),
    ...(printed(python, "-c", list)?.split("\n") ?? ["no Python"]),
  ].join(", ");
}

/** Parameters after the first steps, in float64 on the host. */
async function reference(optimizer, n) {
  const { tensor } = await import("../../dist/index.js");
  const { dtype } = formOf(optimizer);
  const valuesOf = (valueAt) => {
    const values = Float32Array.from({ length: n }, (_, i) => valueAt(i));
    return Float64Array.from(dtype ? numbersOf(codesOf(values, dtype), dtype) : values);
  };
  const shaped = (values) => (ofMatrices.has(optimizer) ? tensor(values, shapeOf(n)) : values);
  const start = valuesOf(parameterAt);
  const descent = await optimizerOf(optimizer, true).init([shaped(start)], { device: "wasm" });
  const gradients = [shaped(valuesOf(gradientAt))];
  for (let step = 0; step < steps; step++) descent.step(gradients);
  const [end] = descent.params;
  return { start, end: end.data ?? end, free: () => descent.dispose() };
}

/** How far values are from those in float64, in shares of the largest change. */
function errorOf(values, { start, end }) {
  let [largest, error] = [0, 0];
  for (let i = 0; i < end.length; i++) {
    largest = Math.max(largest, Math.abs(end[i] - start[i]));
    error = Math.max(error, Math.abs(values[i] - end[i]));
  }
  return error / largest;
}

/** Digest and error of each contender after the first steps, as facts by name. */
async function checks({ optimizer, n, count }, contenders, workers, folder) {
  const expected = await reference(optimizer, n);
  const facts = {};
  for (const { id } of contenders.filter(({ kind }) => kind !== "floor")) {
    const worker = workers.get(id);
    const file = join(folder, "values");
    try {
      await worker.ask(`begin ${optimizer} ${n} ${count}`);
      await worker.ask(`run ${steps}`);
      await worker.ask(`dump ${file}`);
      await worker.ask("free");
      const bytes = readFileSync(file);
      const values = new Float32Array(bytes.buffer, bytes.byteOffset, n);
      const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
      facts[`check ${optimizer} ${id}`] =
        `digest ${digest}, error ${errorOf(values, expected).toPrecision(3)}`;
    } catch (error) {
      // Why stands with the case.
      if (!(error instanceof Absent)) throw error;
    }
  }
  expected.free();
  return facts;
}

/**
 * Measures all cases for which there is time, and writes the log after each.
 *
 * @param asked - `log`, the file; `dry`, small cases; `optimizers`, names; `seconds` after which no case begins; `say(text)` is told what happens.
 */
export async function measure({ log, dry, optimizers, seconds, say }) {
  const begun = performance.now();
  const python = process.env.GLISSADE_PEERS_PYTHON ?? "python3";
  const cases = casesOf({ dry, optimizers });
  const contenders = contendersOf(python);
  const workers = new Map(contenders.map(({ id, command }) => [id, new Worker(command)]));
  const free = Number(nvidia("memory.free", "nounits")) * 2 ** 20;
  const timing = {
    ...(dry
      ? { rounds: 3, sampleSeconds: 0.005, warmSeconds: 0.02 }
      : { rounds: 15, sampleSeconds: 0.02, warmSeconds: 0.15 }),
    room: memoryShare * (free || Number.POSITIVE_INFINITY),
    // Processes take long to begin, and what they free others can have.
    keeps: Number.POSITIVE_INFINITY,
  };
  const facts = { rounds: String(timing.rounds) };
  const run = { facts, cases: [] };
  const random = seeded(1);
  const folder = mkdtempSync(join(tmpdir(), "glissade-gpu-"));
  try {
    facts.gpu = await workers.get("webgpu").ask("gpu");
    const gigabytes = Math.round(totalmem() / 2 ** 30);
    facts.machine = `${cpus()[0]?.model.trim()}, ${availableParallelism()} processors, ${gigabytes} GB`;
    facts.versions = versionsOf(python);
    const left = [];
    for (const one of cases) {
      const passed = (performance.now() - begun) / 1e3;
      if (passed > seconds) {
        left.push(`${one.optimizer} at ${sizeName(one)}`);
        continue;
      }
      say(`${passed.toFixed(0)} s: ${one.optimizer} ${sizeName(one)}`);
      const isFirst = !run.cases.some(({ optimizer }) => optimizer === one.optimizer);
      const own = takingPart(contenders, one.optimizer);
      if (isFirst) Object.assign(facts, await checks(one, own, workers, folder));
      run.cases.push(await raced(one, own, workers, timing, random, say));
      writeFileSync(log, writeLog(run));
    }
    facts.left = left.length > 0 ? left.join(", ") : "none";
    facts.took = `${((performance.now() - begun) / 1e3).toFixed(0)} s`;
    writeFileSync(log, writeLog(run));
  } finally {
    for (const worker of workers.values()) worker.end();
    rmSync(folder, { recursive: true });
  }
}
