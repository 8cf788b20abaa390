/**
 * `glissade train` under mpirun: the last checkpoint is the same file on one process and on several, also where the run was stopped by SIGUSR2
 * and goes on with another number of ranks. One rank prints and writes, and says where the run goes on when there is no time to save.
 */
import { strict as assert } from "node:assert";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { succeeds } from "./jobs.mjs";
import { lastOf, trainArgs, written } from "./runs.mjs";

export async function train({ root, folder, run, ranks, launch, right }) {
  const at = (name) => join(folder, name);
  const args = (name, ...more) => trainArgs({ root, folder, name, more: ["--epochs", "12", ...more] });
  const one = right(run(process.execPath, args("one", "--micro-batches", "6")));
  const meant = lastOf(at("one"));
  const four = ranks(
    4,
    args("four", "--micro-batches", "6", "--save", at("four.safetensors"), "--heartbeat", "off"),
  );
  assert.equal(right(four).replace(/ in [\d.]+ s.*/, ""), one.replace(/ in [\d.]+ s.*/, ""));
  assert.match(
    four.stderr,
    /4 ranks on 1 host, (1 thread|up to \d+ threads) each\s+no heartbeat: a rank that stops answering is not noticed/,
  );
  assert.deepEqual(lastOf(at("four")), meant);
  console.log(`4 ranks print once, and write what one process writes: ${meant[0]}`);

  const shared = ["--shard", "state", "--micro-batches", "6"];
  right(ranks(4, args("shared", ...shared, "--epochs", "5")));
  assert.equal(readdirSync(at("shared")).filter((name) => /of-4/.test(name)).length % 4, 0);
  right(run(process.execPath, args("shared", "--resume", "--micro-batches", "6")));
  assert.deepEqual(lastOf(at("shared")), meant);
  console.log("4 ranks that share the optimizer's state, gone on with in one process: the same file");

  const job = launch(2, args("moved", "--micro-batches", "6", "--every", "1"));
  await job.says(/^epoch /m);
  job.signal("SIGUSR2");
  await job.ended;
  assert.match(job.printed, /stopped after step \d+: checkpoint in/);
  const [name] = lastOf(at("moved"));
  assert.notEqual(name, meant[0], "the run was over before the signal came");
  right(ranks(3, args("moved", "--resume")));
  assert.deepEqual(lastOf(at("moved")), meant);
  console.log(`stopped by SIGUSR2 on 2 ranks at ${name}, gone on with 3: the same file`);

  await ended({ root, folder, launch });
  differ({ root, folder, run, ranks, right });

  const many = ranks(4, args("four", "--resume", "--micro-batches", "3"));
  assert.notEqual(many.status, 0);
  assert.match(many.stderr, /begun with micro-batches 6; got 3/);
  const few = ranks(3, args("few", "--micro-batches", "2"));
  assert.notEqual(few.status, 0);
  assert.match(few.stderr, /microBatches must be at least 3, the number of ranks; got 2/);
  console.log("more ranks than micro-batches, and other micro-batches than at the start, are refused");
}

/** A rank on another processor: that is said at the start, and by every run that goes on, also where all are alike. */
function differ({ root, folder, run, ranks, right }) {
  const other = `data:text/javascript,import os, { cpus } from "node:os";
    import { syncBuiltinESMExports } from "node:module";
    const own = cpus();
    os.cpus = () => own.map((one) => ({ ...one, model: "another" }));
    syncBuiltinESMExports();`;
  const args = (epochs, ...more) =>
    trainArgs({ root, folder, name: "differ", more: ["--epochs", epochs, "--micro-batches", "2", ...more] });
  const second = [":", "-n", "1", process.execPath, "--import", other];
  const begun = ranks(1, [...args("1"), ...second, ...args("1")]);
  right(begun);
  const said = /processor: rank 0 on \S+ has .+, rank 1 on \S+ has another \(\w+\); results may differ/;
  assert.match(begun.stderr, said);
  for (const alike of [ranks(2, args("2", "--resume")), run(process.execPath, args("3", "--resume"))]) {
    right(alike);
    assert.match(alike.stderr, new RegExp(`before this checkpoint, ${said.source}`));
  }
  console.log("a rank on another processor: said at the start, and where the run goes on without it");
}

/** mpirun tells its ranks to end, and they are killed before they have saved: rank 0 has said which step the run goes on after. */
async function ended({ root, folder, launch }) {
  const at = join(folder, "ended");
  const long = ["--model", "mlp:256,256", "--epochs", "2000", "--every", "1", "--keep", "1000"];
  const args = (name, ...more) => trainArgs({ root, folder, name, more: [...long, ...more] });
  const job = launch(2, args("ended"));
  await written(at, job);
  const pids = [...job.ranks().values()];
  job.signal("SIGTERM");
  await job.says(/SIGTERM: the job ends after the present step/);
  for (const pid of pids) process.kill(pid, "SIGKILL");
  await job.ended;
  const [, step] =
    /If not: --resume goes on after step (\d+), the last checkpoint in/.exec(job.printed) ?? [];
  const [last] = lastOf(at);
  assert(step !== undefined, job.printed);
  assert(existsSync(join(at, `step-${step.padStart(/\d+/.exec(last)[0].length, "0")}.safetensors`)), last);
  const end = ["--steps", String(Number(/\d+/.exec(last)[0]) + 5)];
  await succeeds(launch(2, args("ended", "--resume", ...end)));
  await succeeds(launch(1, args("ended-whole", "--micro-batches", "2", ...end)));
  assert.deepEqual(lastOf(at), lastOf(`${at}-whole`));
  console.log(
    `told to end by mpirun, and killed at once: rank 0 said that the run goes on after step ${step}; it went on from ${last} to the same end`,
  );
}
