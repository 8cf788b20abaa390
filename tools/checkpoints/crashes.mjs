/**
 * `npm run crashes`: kills a training run (`training.mjs`) with SIGKILL at random moments, within steps, writing, flushing and renaming, and lets
 * it go on. Half of the moments are times; half are exact, since some calls are too short to be hit: the run waits there. After each kill every checkpoint must be whole and the unbroken run's; at the end so must the folder be.
 * `npm run crashes -- 200 7` kills 200 times with seed 7; by default 40 times.
 */
import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { rolldown } from "rolldown";

const [kills = 40, seed = 1] = process.argv.slice(2).map(Number);
const steps = 20;
const optimizers = ["sgd", "adam", "accumulate"];
const phases = { s: "step", w: "write", f: "flush", r: "rename", d: "folder", p: "remove", e: "end" };

const root = fileURLToPath(new URL("../..", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "crashes-"));
const random = xoroshiro128plus(seed);
const below = (count) => uniformInt(random, 0, count - 1);

async function bundle() {
  const build = await rolldown({
    input: join(root, "tools/checkpoints/training.mjs"),
    platform: "node",
    resolve: {
      alias: { "glissade/checkpoint": `${root}src/checkpoint/index.ts`, glissade: `${root}src/index.ts` },
    },
  });
  await build.write({
    format: "esm",
    dir: join(work, "program"),
    entryFileNames: "training.mjs",
    codeSplitting: true,
  });
  await build.close();
}

/** Runs the program; kills it `delay` ms after its `at`th letter, and lets it wait after its `hold`th. @returns its letters, and whether it was killed. */
function run(folder, optimizer, { at = Number.POSITIVE_INFINITY, delay = 0, hold = 0 } = {}) {
  const program = join(work, "program/training.mjs");
  const args = [folder, optimizer, steps, 2, hold].map(String);
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  let letters = "";
  child.stdio[3].on("data", (data) => {
    const before = letters.length;
    letters += data;
    if (before >= at || letters.length < at) return;
    const end = performance.now() + delay;
    while (performance.now() < end);
    child.kill("SIGKILL");
  });
  return new Promise((done, failed) => {
    child.on("close", (code, signal) => {
      if (code !== 0 && signal !== "SIGKILL")
        failed(new Error(`the run ended with ${code ?? signal}: ${folder}`));
      done({ letters, isKilled: signal === "SIGKILL" });
    });
  });
}

/** Digests of a folder's checkpoints by name. */
const digests = (folder) =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.startsWith("step-"))
      .map((name) => [
        name,
        createHash("sha256")
          .update(readFileSync(join(folder, name)))
          .digest("hex"),
      ]),
  );

try {
  await bundle();
  const unbroken = {};
  for (const optimizer of optimizers) {
    const folder = join(work, optimizer);
    const { letters } = await run(folder, optimizer, { hold: "record" });
    const all = readFileSync(join(folder, "digests"), "utf8").trim().split("\n");
    unbroken[optimizer] = { all, kept: digests(folder), letters };
    assert.equal(new Set(all).size, all.length);
  }
  const died = Object.fromEntries(Object.values(phases).map((phase) => [phase, 0]));
  let [killed, partial, resumed] = [0, 0, 0];
  for (let trial = 0; killed < kills; trial++) {
    const optimizer = optimizers[trial % optimizers.length];
    const { all, kept, letters: whole } = unbroken[optimizer];
    const folder = join(work, `trial-${trial}`);
    // Some runs are killed again after they have gone on.
    const lives = 1 + below(2);
    for (let life = 0; life < lives; life++) {
      const at = 1 + below(whole.length);
      const hold = below(2) * at;
      const { letters, isKilled } = await run(folder, optimizer, { at, hold, delay: below(2000) / 1000 });
      if (!isKilled) break;
      killed++;
      died[phases[letters.at(-1)]]++;
      const names = readdirSync(folder);
      partial += names.some((name) => name.endsWith(".tmp")) ? 1 : 0;
      for (const [name, digest] of Object.entries(digests(folder)))
        assert(all.includes(digest), `${name} in ${folder} is none of the unbroken run's`);
    }
    const { letters } = await run(folder, optimizer);
    resumed++;
    const [found, names] = [digests(folder), readdirSync(folder)];
    for (const [name, digest] of Object.entries(kept))
      assert.equal(found[name], digest, `trial ${trial}: ${name}`);
    // A run that was killed behind its last checkpoint has nothing left to do, and removes nothing.
    if (letters.includes("s"))
      assert.deepEqual(names, Object.keys(kept), `trial ${trial}: something is left`);
    rmSync(folder, { recursive: true });
  }
  const moments = Object.entries(died).map(([phase, count]) => `${phase} ${count}`);
  console.log(`${killed} kills of ${resumed} runs (seed ${seed}), within: ${moments.join(", ")}`);
  console.log(`${partial} left a temporary file; every run went on and ended with the unbroken run's bytes`);
  for (const phase of kills < 30 ? [] : ["step", "write", "flush", "rename", "folder"])
    assert(died[phase] > 0, `no kill within ${phase}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
