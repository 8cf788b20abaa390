/**
 * `npm run mpi`: training on several processes, by MPI. Installs Open MPI and MPICH from Debian where they are missing, then checks collectives
 * on one to four ranks, the bits of every optimizer and the memory of its states, the programs of the guide, `glissade train`, what is said where
 * a launcher does not fit or a rank fails, and ranks that are lost. `-- digests guide`: some of them; `-- measured gigabit`: the model of
 * `glissade cost` beside exchanges of two ranks, of one machine and of two hosts; `-- --long`: all of it, on Slurm too. Where MPI cannot be
 * installed it says so and checks nothing.
 */
import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.mjs";
import { cost, measured } from "./cost.mjs";
import { guide } from "./guide.mjs";
import { gigabit, hosts } from "./hosts.mjs";
import { has, install } from "./install.mjs";
import { start } from "./jobs.mjs";
import { kills } from "./kills.mjs";
import { libraries } from "./libraries.mjs";
import { lost } from "./lost.mjs";
import { memory } from "./memory.mjs";
import { slurm } from "./slurm.mjs";
import { train } from "./train.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
// Two levels below the root, as the package's own files are.
const folder = join(root, `dist/mpi-check-${process.pid}`);

/** What a container, fewer processors than ranks and other work beside them need. */
const env = {
  ...process.env,
  OMPI_ALLOW_RUN_AS_ROOT: "1",
  OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1",
  OMPI_MCA_mpi_yield_when_idle: "1",
};

/** Runs a program. @returns what it printed and how it ended. */
function run(program, args, options = {}) {
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    timeout: 300_000,
    maxBuffer: 2 ** 28,
    ...options,
    env: { ...env, ...options.env },
  });
  if (error) throw error;
  return { status, stdout, stderr };
}

const onRanks = (count, args) => [
  ...["-n", String(count), "--oversubscribe", "--bind-to", "none", process.execPath],
  ...args,
];

/** Runs a program of Node on ranks of Open MPI. */
const ranks = (count, args, options) => run("mpirun.openmpi", onRanks(count, args), options);

/** Begins to. */
const launch = (count, args) => start("mpirun.openmpi", onRanks(count, args), env, { cwd: root });

const right = ({ status, stdout, stderr }) => {
  assert.equal(status, 0, `${stdout}\n${stderr}`);
  return stdout.trim();
};
const at = (name) => join(folder, `${name}.mjs`);

function collectives() {
  for (const count of [1, 2, 3, 4]) console.log(right(ranks(count, [at("collectives")])));
}

/**
 * Steps of twelve micro-batches have the same bits on any number of ranks, and those of `accumulate` in one process: with every row of the
 * conformance table, or with some, fewer on more ranks.
 */
function digests({ isLong }) {
  const every = (part) => String(isLong ? 1 : 4 * part);
  const one = JSON.parse(right(run(process.execPath, [at("digests"), "ordered", every(1)])));
  const gathered = JSON.parse(right(run(process.execPath, [at("digests"), "accumulate", every(1)])));
  for (const [name, [params]] of Object.entries(gathered)) assert.equal(one[name][0], params, name);
  console.log(`${Object.keys(gathered).length} optimizers: the parameters of accumulate`);
  for (const count of [2, 3, 4]) {
    const part = count === 2 ? 1 : count;
    const found = JSON.parse(right(ranks(count, [at("digests"), "ordered", every(part)])));
    for (const [name, digest] of Object.entries(found)) assert.deepEqual(digest, one[name], name);
    console.log(
      `${count} ranks, ${Object.keys(found).length} optimizers: parameters and states of one process`,
    );
  }
  for (const [count, part] of [[2, 3], [3, 7], ...(isLong ? [[4, 1]] : [])]) {
    const found = JSON.parse(right(ranks(count, [at("digests"), "sharded", every(part)])));
    for (const [name, digest] of Object.entries(found)) assert.deepEqual(digest, one[name], name);
    console.log(`${count} ranks that share the states, ${Object.keys(found).length} optimizers: the same`);
  }
}

function failures() {
  const program = (text) => ["--input-type=module", "-e", `import { connect } from "glissade/mpi";\n${text}`];
  const inRoot = { cwd: root };
  const apart = run(process.execPath, program("await connect();"), {
    ...inRoot,
    env: { SLURM_STEP_NUM_TASKS: "4" },
  });
  assert.match(apart.stderr, /srun --mpi=pmix/);
  const dying = `const world = await connect();
    if (world.rank === 1) throw new Error("no gradient here");
    world.barrier();`;
  const failed = ranks(3, program(dying), inRoot);
  assert.notEqual(failed.status, 0);
  assert.match(failed.stderr, /no gradient here/);
  assert.match(failed.stderr, /rank 1 of 3 on \S+ has failed with exit code 1: the job ends/);
  const leaving = "const world = await connect(); if (world.rank === 0) world.barrier();";
  const left = ranks(2, program(leaving), inRoot);
  assert.notEqual(left.status, 0);
  assert.match(left.stderr, /rank 1 of 2 on \S+ has ended before world.close\(\)/);
  console.log("launchers that do not fit and ranks that fail are named");
}

/** In the order in which they run. */
const checks = {
  ...{ collectives, libraries, digests, memory, failures, lost, kills, hosts, guide, train, cost },
  /** Where more is wanted. */
  slurm,
  /** Measure the machine: only when they are named. */
  measured,
  gigabit,
};
const isMeant = (name) => name !== "measured" && name !== "gigabit" && (isLong || name !== "slurm");

const words = process.argv.slice(2);
const isLong = words.includes("--long");
const chosen = words.filter((word) => word !== "--long");

install({
  "mpirun.openmpi": "openmpi-bin",
  "mpirun.mpich": "mpich",
  ...(isLong && { slurmctld: "slurm-wlm", munged: "munge" }),
});
if (!has("mpirun.openmpi")) {
  console.log("not here: there is no Open MPI, and apt-get cannot install it");
} else {
  mkdirSync(folder, { recursive: true });
  try {
    await bundle(root, folder, ["tools/mpi/digests.ts", "tools/mpi/collectives.ts"]);
    for (const [name, check] of Object.entries(checks)) {
      if (chosen.length > 0 ? !chosen.includes(name) : !isMeant(name)) continue;
      const begun = performance.now();
      await check({ root, folder, run, ranks, onRanks, launch, right, env, at, has, isLong });
      console.log(`ok ${name}: ${((performance.now() - begun) / 1000).toFixed(0)} s`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
