/** The jobs of a benchmark: each is alive all the time, and its ranks wait at pipes until it is their turn. */
import { execFileSync, spawn } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** What a container needs; threads of libraries of linear algebra are none. */
const env = {
  ...process.env,
  OMPI_ALLOW_RUN_AS_ROOT: "1",
  OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1",
  OMP_NUM_THREADS: "1",
};

/** Ranks that `mpirun` starts. */
export const underMpirun = (size, program, ...args) => [
  ["mpirun.openmpi", ["-n", String(size), "--bind-to", "none", program, ...args], {}],
];

/** Ranks that find one another by TCP, as torch has it. */
export const byTorch = (size, port, program, ...args) =>
  Array.from({ length: size }, (_, rank) => [
    program,
    args,
    { RANK: String(rank), WORLD_SIZE: String(size), MASTER_ADDR: "127.0.0.1", MASTER_PORT: String(port) },
  ]);

/**
 * Starts a job.
 *
 * @param commandsOf - the commands, for a folder of pipes.
 * @returns `about`, what it says first; `ask`, which gives a task to all ranks and waits for rank 0's answer; `end`.
 */
export async function begin(folder, name, size, commandsOf) {
  const at = join(folder, name);
  await mkdir(at);
  const pipes = Array.from({ length: size }, (_, rank) => join(at, String(rank)));
  execFileSync("mkfifo", pipes);
  // For reading and writing: opening one end alone waits for the other.
  const files = pipes.map((pipe) => openSync(pipe, "r+"));
  const children = commandsOf(at).map(([program, args, more]) =>
    spawn(program, args, { stdio: ["ignore", "pipe", "inherit"], env: { ...env, ...more } }),
  );
  const ended = Promise.all(children.map((child) => new Promise((done) => child.on("close", done))));
  const lines = createInterface({ input: children[0].stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${name} has ended`);
    return JSON.parse(value);
  };
  return {
    about: await answer(),
    ask(task) {
      for (const file of files) writeSync(file, `${task}\n`);
      return answer();
    },
    async end() {
      for (const file of files) closeSync(file);
      await ended;
    },
  };
}
