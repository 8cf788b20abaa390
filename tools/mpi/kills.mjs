/**
 * `glissade train` on four ranks, one of which is killed by SIGKILL at a random moment, of the whole job or of its training: the job ends in time, what
 * is in the folder has the bytes of the run that nobody broke, and the run goes on to its last checkpoint. With states that ranks share, too: a save is a set of files then.
 */
import { strict as assert } from "node:assert";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { ends, named, succeeds } from "./jobs.mjs";
import { trainArgs } from "./runs.mjs";

const size = 4;
const seed = 1;

/** The checkpoints of a folder, each a file and its parts if it has some, with their bytes; none where there is no folder. */
function checkpointsOf(path) {
  const found = new Map();
  for (const name of namesOf(path).sort()) {
    const stem = name.replace(".safetensors", ".");
    const files = readdirSync(path).filter((file) => file.startsWith(stem));
    found.set(name, new Map(files.map((file) => [file, readFileSync(join(path, file))])));
  }
  return found;
}

/** @throws where a checkpoint is not that of the unbroken run; parts that no checkpoint names yet are left out. */
function compare(found, unbroken) {
  for (const [name, files] of found)
    for (const [file, bytes] of unbroken.get(name))
      assert(files.get(file)?.equals(bytes), `${file} is not the unbroken run's`);
}

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until something holds, or the job is over. */
async function until(job, holds) {
  let isOver = false;
  job.ended.then(() => {
    isOver = true;
  });
  while (!isOver && !holds()) await wait(10);
}

/** Waits until a rank's process is there. */
const there = (job, rank) => until(job, () => job.ranks().has(rank));

const namesOf = (path) =>
  existsSync(path) ? readdirSync(path).filter((name) => /^step-\d+\.safetensors$/.test(name)) : [];

/** Waits until a job has written a checkpoint. */
function writes(job, path) {
  const before = new Set(namesOf(path));
  return until(job, () => namesOf(path).some((name) => !before.has(name)));
}

/** Kills random ranks at so many random moments. */
async function killed({ launch, root, folder, isLong }, name, more) {
  const [times, epochs] = isLong ? [50, "20"] : [1, "4"];
  const random = xoroshiro128plus(seed);
  const uniform = () => uniformFloat64(random);
  const args = (of, ...others) =>
    trainArgs({ root, folder, name: of, more: ["--every", "1", "--epochs", epochs, ...more, ...others] });
  const whole = launch(size, args(`${name}-whole`, "--keep", "1000"));
  await there(whole, 0);
  const begun = performance.now();
  await writes(whole, join(folder, `${name}-whole`));
  const trains = performance.now();
  await succeeds(whole);
  const [took, trained] = [performance.now() - begun, performance.now() - trains];
  const unbroken = checkpointsOf(join(folder, `${name}-whole`));
  const last = [...unbroken.keys()].at(-1);
  const moments = { "before any checkpoint": 0, "between checkpoints": 0, "behind the last one": 0 };
  const at = join(folder, name);
  let [kills, runs, longest, late] = [0, 0, 0, 0];
  while (kills < times) {
    rmSync(at, { recursive: true, force: true });
    runs++;
    // Some runs are killed again after they have gone on.
    for (let life = 1 + Math.floor(3 * uniform()); life > 0 && kills < times; life--) {
      const job = launch(size, args(name, "--resume"));
      const rank = Math.floor(size * uniform());
      const isTraining = uniform() < 0.5;
      await there(job, rank);
      // Most of a short run is its beginning: every other moment is one after a checkpoint of this life.
      if (isTraining) await writes(job, at);
      await wait((isTraining ? trained : took) * uniform());
      if (job.hitIfThere(rank, "SIGKILL") === undefined) {
        await succeeds(job);
        compare(checkpointsOf(at), unbroken);
        break;
      }
      const { printed, seconds } = await ends(job, () => {});
      assert(named(rank, size).test(printed) || /noticed that process rank/.test(printed), printed);
      kills++;
      if (isTraining) late++;
      longest = Math.max(longest, seconds);
      const found = checkpointsOf(at);
      compare(found, unbroken);
      const isBehind = found.has(last);
      moments[
        found.size === 0 ? "before any checkpoint" : isBehind ? "behind the last one" : "between checkpoints"
      ]++;
    }
    await succeeds(launch(size, args(name, "--resume")));
    const found = checkpointsOf(at);
    compare(found, unbroken);
    assert(found.has(last), `the last checkpoint, ${last}, is not there`);
  }
  const list = Object.entries(moments).map(([moment, count]) => `${moment} ${count}`);
  console.log(
    `${name}: ${kills} kills of random ranks in ${runs} runs (seed ${seed}), ${late} of them after a checkpoint of the killed job: ${list.join(", ")}; a job ended after ${longest.toFixed(1)} s at most, and every run went on to ${last} of the unbroken one, to the byte`,
  );
  if (times >= 20)
    assert(moments["between checkpoints"] > 0, "no kill between checkpoints: it tests too little");
}

export async function kills(check) {
  await killed(check, "killed", []);
  await killed(check, "killed-shared", ["--shard", "state"]);
}
