/**
 * Libraries of MPI beside Open MPI: Debian's MPICH, and MPI-5's standard interface, which PyPI's mpich 5 has, in a virtual environment that is made
 * here outside the repository. What cannot be installed is said. And what is said where a launcher belongs to another library.
 */
import { strict as assert } from "node:assert";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ends, isGone, named, start, succeeds } from "./jobs.mjs";
import { lastOf, trainArgs } from "./runs.mjs";

/** More ranks than processors wait for one another very long under MPICH. */
const size = 2;

const program = (text) => ["--input-type=module", "-e", `import { connect } from "glissade/mpi";\n${text}`];

/** Checks a launcher with its library. */
async function fits({ root, env, at, isLong }, name, launcher, library) {
  const launch = (args) =>
    start(launcher, ["-n", String(size), process.execPath, ...args], env, { cwd: root });
  const done = await succeeds(launch([at("collectives"), ...(library ? [library] : [])]));
  assert.match(done, new RegExp(`right on ${size} ranks, MPICH`));
  console.log(`${name}: ${done.trim()}`);
  if (!isLong) return;
  const options = library ? JSON.stringify({ library }) : "{}";
  const job = launch(
    program(`const world = await connect(${options}); console.log("ready");
      if (world.rank === 1) await new Promise((resolve) => setTimeout(resolve, 1e8));
      world.barrier();`),
  );
  await job.says(/(ready\s+){2}/);
  let pid;
  const { seconds, printed } = await ends(job, () => {
    pid = job.hit(1, "SIGSTOP");
  });
  assert.match(printed, named(1, size));
  await isGone(pid);
  console.log(`${name}: a rank that was stopped ended the job after ${seconds.toFixed(1)} s`);
}

/** `glissade train` on MPICH writes what it does on Open MPI. */
async function trains({ root, folder, env, launch }) {
  const args = (name) => trainArgs({ root, folder, name, more: ["--epochs", "2", "--micro-batches", "2"] });
  await succeeds(start("mpirun.mpich", ["-n", "2", process.execPath, ...args("mpich")], env));
  await succeeds(launch(2, args("openmpi")));
  assert.deepEqual(lastOf(join(folder, "mpich")), lastOf(join(folder, "openmpi")));
  console.log("glissade train on MPICH: the file of Open MPI");
}

/** Each launcher with the library of another. */
function apart({ root, run, onRanks, has }, standard) {
  const inRoot = { cwd: root };
  const connecting = (library) => program(`await connect({ library: ${JSON.stringify(library)} });`);
  const cases = [
    ["mpirun.openmpi", "libmpich.so.12", /2 processes \(OMPI_COMM_WORLD_SIZE\) and MPICH.* sees 1/],
    ["mpirun.mpich", "libmpi.so.40", /2 processes \(PMI_SIZE\) and Open MPI.* sees 1/],
    // It ends within MPI_Init.
    ...(standard
      ? [["mpirun.openmpi", standard.library, /the launcher is Open MPI's and the library MPICH/]]
      : []),
  ];
  for (const [launcher, library, said] of cases) {
    if (!has(launcher) || !has("mpirun.mpich")) continue;
    const words =
      launcher === "mpirun.openmpi"
        ? onRanks(2, connecting(library))
        : ["-n", "2", process.execPath, ...connecting(library)];
    const { status, stderr } = run(launcher, words, inRoot);
    assert.notEqual(status, 0);
    assert.match(stderr, said);
  }
  console.log(`${cases.length} launchers with the library of another: refused, and said what to do`);
}

/** PyPI's mpich 5 in an environment of its own; undefined where there is no network or no Python. */
function install(run, folder) {
  try {
    for (const [command, ...args] of [
      ["python3", "-m", "venv", folder],
      [join(folder, "bin/pip"), "install", "--quiet", "mpich>=5,<6"],
    ])
      assert.equal(run(command, args).status, 0);
  } catch {
    return undefined;
  }
  const library = join(folder, "lib/libmpi_abi.so.1");
  return existsSync(library) ? { library, launcher: join(folder, "bin/mpiexec") } : undefined;
}

export async function libraries(check) {
  const { run, has } = check;
  const environment = mkdtempSync(join(tmpdir(), "mpich-"));
  try {
    if (has("mpirun.mpich")) {
      await fits(check, "Debian's MPICH", "mpirun.mpich");
      await trains(check);
    } else console.log("not here: MPICH cannot be installed");
    const standard = install(run, environment);
    if (standard) await fits(check, "MPI-5's interface", standard.launcher, standard.library);
    else console.log("not here: PyPI's mpich 5 cannot be installed");
    apart(check, standard);
  } finally {
    rmSync(environment, { recursive: true, force: true });
  }
}
