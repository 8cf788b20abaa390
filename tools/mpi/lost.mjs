/**
 * Ranks that are lost: killed, stopped, gone too early, without room on the disk. The job ends within ten seconds and names the rank. Ranks
 * that are only busy are not lost.
 */
import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { ends, isGone, named, succeeds } from "./jobs.mjs";
import { lastOf, trainArgs, written } from "./runs.mjs";

const program = (text) => [
  "--input-type=module",
  "-e",
  `import { connect } from "glissade/mpi";
  const world = await connect();
  const wait = (seconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000 * seconds);
  ${text}
  world.close();`,
];

/** One rank blocks its thread in JavaScript while the others wait for it in a collective; then they change places. */
async function busy(launch, seconds) {
  const job = launch(
    2,
    program(`for (const busy of [0, 1]) {
      if (world.rank === busy) wait(${seconds});
      world.barrier();
    }`),
  );
  await succeeds(job);
  return `ranks that were busy for ${seconds} s, in JavaScript and in a collective, go on`;
}

/** Rank 2 of 3 is at rest, the others wait for it in a collective. */
const resting = program(`console.log("ready");
  if (world.rank === 2) await new Promise((resolve) => setTimeout(resolve, 1e8));
  world.barrier();`);

async function hit(launch, rank, signal) {
  const job = launch(3, resting);
  await job.says(/(ready\s+){3}/);
  let pid;
  const { printed, seconds } = await ends(job, () => {
    pid = job.hit(rank, signal);
  });
  assert.match(printed, named(rank, 3));
  assert.match(printed, signal === "SIGSTOP" ? /has been silent for 5 s/ : /is gone: it was killed/);
  assert.match(printed, /Start the job again/);
  await isGone(pid);
  return `${signal} of rank ${rank}: the job ended after ${seconds.toFixed(1)} s, and said which it was`;
}

/** Without a heartbeat a rank that is stopped is waited for, as long as it takes. */
async function unheard({ launch, root, folder }) {
  const name = "unheard";
  const more = ["--every", "1", "--epochs", "30", "--heartbeat", "off"];
  const job = launch(2, trainArgs({ root, folder, name, more }));
  await written(join(folder, name), job);
  job.hit(1, "SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, 7000));
  job.hit(1, "SIGCONT");
  assert.match(await succeeds(job), /no heartbeat/);
  return "glissade train --heartbeat off waits for a rank that is stopped, and goes on with it";
}

/** A rank that ends with 0, and leaves the others waiting. */
async function early(launch) {
  const job = launch(
    3,
    program(`if (world.rank === 1) {
      console.log("ready");
      process.reallyExit(0);
    }
    world.barrier();`),
  );
  await job.says(/ready/);
  const { printed } = await ends(job, () => {});
  assert.match(printed, named(1, 3));
  return "a rank that ended with 0 too early: the job ended, and said which it was";
}

/** The disk becomes full for one rank: what was there before is whole, and the run goes on from it to the same end. */
async function full({ launch, root, folder }, name, rank, ...more) {
  const at = join(folder, name);
  const args = (to, ...others) =>
    trainArgs({ root, folder, name: to, more: ["--every", "1", "--epochs", "2000", ...others] });
  const job = launch(3, args(name, ...more));
  await written(at, job);
  const limit = () => execFileSync("prlimit", ["--fsize=100", "--pid", String(job.ranks().get(rank))]);
  const { printed } = await ends(job, limit);
  assert.match(printed, /the file is larger than this disk or process may write/);
  assert.match(printed, named(rank, 3));
  const [after] = lastOf(at);
  const end = ["--steps", String(Number(/\d+/.exec(after)[0]) + 10)];
  await succeeds(launch(2, args(name, "--resume", ...end)));
  await succeeds(launch(1, args(`${name}-whole`, "--micro-batches", "3", ...end)));
  assert.deepEqual(lastOf(at), lastOf(`${at}-whole`));
  return `no room on the disk for rank ${rank} (${name}): the job ended and said so; it went on from ${after} to the same end`;
}

/** Most of it is waiting: checks run side by side, but for those that train. */
export async function lost(check) {
  const { launch, isLong } = check;
  const waiting = [
    busy(launch, isLong ? 30 : 8),
    ...["SIGSTOP", "SIGKILL"].flatMap((signal) => [0, 1].map((rank) => hit(launch, rank, signal))),
    early(launch),
    unheard(check),
  ];
  for (const line of await Promise.all(waiting)) console.log(line);
  console.log(await full(check, "full-shared", 2, "--shard", "state"));
  if (isLong) console.log(await full(check, "full", 0));
}
