/**
 * Slurm on one node, from Debian: its daemons run here with a configuration of their own while the checks last. `srun --mpi=pmix`, `srun` without it, `mpirun`
 * inside `salloc`, and SIGUSR2 by each. Where Slurm cannot be installed that is said.
 */
import { strict as assert } from "node:assert";
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { ends, isGone, named, start, succeeds } from "./jobs.mjs";
import { lastOf, trainArgs, written } from "./runs.mjs";

const configuration = (folder) => `ClusterName=glissade
SlurmctldHost=${hostname()}
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${folder}/munge/socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
SlurmdParameters=config_overrides
ReturnToService=2
NodeName=${hostname()} CPUs=8 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;

/** Starts Slurm's daemons. @returns what ends them. */
async function begin(folder) {
  for (const name of ["munge", "state", "spool"]) mkdirSync(join(folder, name), { mode: 0o700 });
  writeFileSync(join(folder, "munge/key"), randomBytes(128), { mode: 0o400 });
  writeFileSync(join(folder, "slurm.conf"), configuration(folder));
  const munge = ["key-file", "socket", "pid-file", "log-file", "seed-file"].map(
    (name) => `--${name}=${join(folder, "munge", name.replace("-file", ""))}`,
  );
  const env = { ...process.env, SLURM_CONF: join(folder, "slurm.conf") };
  const daemons = [];
  const daemon = (program, ...args) => daemons.push(spawn(program, args, { env, stdio: "ignore" }));
  daemon("munged", "--foreground", "--force", ...munge);
  await until(() => spawnSync("munge", ["-n", `--socket=${folder}/munge/socket`]).status === 0, "munged");
  daemon("slurmctld", "-D");
  daemon("slurmd", "-D");
  const isIdle = () => /idle/.test(spawnSync("sinfo", ["-h", "-o", "%T"], { env, encoding: "utf8" }).stdout);
  await until(isIdle, "slurmd");
  return {
    env: { SLURM_CONF: env.SLURM_CONF },
    end: () =>
      Promise.all(daemons.reverse().map((one) => new Promise((done) => one.on("close", done).kill()))),
  };
}

async function until(holds, what) {
  for (let tries = 0; tries < 60; tries++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`${what} has not begun in 30 s`);
}

const rest = `import { connect } from "glissade/mpi";
  const world = await connect();
  console.log("ready");
  if (world.rank === 1) await new Promise((resolve) => setTimeout(resolve, 1e8));
  world.barrier();`;

/** Ranks by a launcher: collectives, and one that is stopped. */
async function fits({ at, root }, env, launcher) {
  const launch = (...args) =>
    start(launcher[0], [...launcher.slice(1), process.execPath, ...args], env, { cwd: root });
  assert.match(await succeeds(launch(at("collectives"))), /right on 2 ranks/);
  const job = launch("--input-type=module", "-e", rest);
  await job.says(/(ready\s+){2}/);
  let pid;
  const { printed, seconds } = await ends(job, () => {
    pid = job.hit(1, "SIGSTOP");
  });
  assert.match(printed, named(1, 2));
  await isGone(pid);
  console.log(
    `${launcher.join(" ")}: collectives are right; a rank that was stopped ended the job after ${seconds.toFixed(1)} s`,
  );
}

/** A batch that is told by Slurm to save and end, as before its time is up; then it goes on in one process to the end of an unbroken run. */
async function told({ root, folder, launch }, env, name, line, ...to) {
  const args = (of, ...more) =>
    trainArgs({
      root,
      folder,
      name: of,
      more: ["--every", "1", "--epochs", "2000", "--micro-batches", "2", ...more],
    });
  const path = join(folder, name);
  const command = [line, process.execPath, ...args(name)].join(" ");
  writeFileSync(`${path}.sh`, `#!/bin/sh\n${command}\n`);
  const batch = start("sbatch", ["--wait", "-n", "2", "-o", `${path}.out`, `${path}.sh`], env, { cwd: root });
  const [, id] = /batch job (\d+)/.exec(await batch.says(/batch job \d+/));
  await written(path, batch);
  assert.equal(spawnSync("scancel", [...to, "--signal=USR2", id], { env }).status, 0);
  await batch.ended;
  const printed = readFileSync(`${path}.out`, "utf8");
  assert.match(printed, /stopped after step \d+: checkpoint in/, printed);
  const [last] = lastOf(path);
  const end = ["--steps", String(Number(/\d+/.exec(last)[0]) + 10)];
  await succeeds(launch(1, args(name, "--resume", ...end)));
  await succeeds(launch(1, args(`${name}-whole`, ...end)));
  assert.deepEqual(lastOf(path), lastOf(`${path}-whole`));
  console.log(
    `SIGUSR2 of Slurm by ${line.replace("exec ", "")}: saved and ended at ${last}, gone on with to the same file`,
  );
}

export async function slurm(check) {
  const { has, root } = check;
  if (!["srun", "slurmctld", "munged"].every((program) => has(program))) {
    console.log("not here: Slurm cannot be installed");
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "slurm-"));
  let daemons;
  try {
    daemons = await begin(folder);
    const env = { ...check.env, ...daemons.env };
    const alone = start("srun", ["-n", "2", process.execPath, check.at("collectives")], env, { cwd: root });
    const { printed } = await ends(alone, () => {});
    assert.match(printed, /srun has started 2 tasks that cannot find one another.*srun --mpi=pmix/);
    console.log("plain srun: refused, and said to use srun --mpi=pmix");
    const mpirun = "mpirun.openmpi --oversubscribe --bind-to none";
    await fits(check, env, ["srun", "-n", "2", "--mpi=pmix"]);
    await fits(check, env, ["salloc", "-n", "2", ...mpirun.split(" ")]);
    await told(check, env, "told-srun", "srun --mpi=pmix");
    await told(check, env, "told-mpirun", `exec ${mpirun}`, "--batch");
  } finally {
    await daemons?.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
