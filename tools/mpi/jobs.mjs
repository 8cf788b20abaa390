/** Jobs that are watched while they run: what they print, the processes of their ranks, when and how they end. */
import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

/** Where launchers say which rank a process is. */
const names = ["OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK", "SLURM_PROCID"];

const mark = "GLISSADE_CHECK";

/** The environment of a process; none of one that is gone. */
function environmentOf(pid) {
  try {
    const lines = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    return Object.fromEntries(lines.map((line) => [line.split("=", 1)[0], line.replace(/^[^=]*=/, "")]));
  } catch {
    return {};
  }
}

const programOf = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0", 1)[0];
  } catch {
    return "";
  }
};

function stateOf(pid) {
  try {
    return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))[1];
  } catch {
    return undefined;
  }
}

/** Jobs that have not ended. */
const alive = new Set();

// A check that fails leaves none behind.
process.on("exit", () => {
  for (const job of alive) job.kill();
});

/** Starts a launcher with the programs of its ranks. */
export function start(program, args, env, options = {}) {
  const id = randomUUID();
  // Launchers that begin and end at the same time would take each other's folder away.
  const own = program === "mpirun.openmpi" ? mkdtempSync(join(tmpdir(), "mpi-")) : undefined;
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    ...options,
    env: { ...env, ...options.env, ...(own && { OMPI_MCA_orte_tmpdir_base: own }), [mark]: id },
  });
  const job = {
    printed: "",
    /** Sends a signal to the launcher. */
    signal: (name) => child.kill(name),
    /** The processes of the ranks, by rank. Launchers that start as other users' children are found too. */
    ranks() {
      const found = new Map();
      for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
        const environment = environmentOf(pid);
        const name = names.find((one) => environment[one] !== undefined);
        if (environment[mark] !== id || !name || programOf(pid) !== process.execPath) continue;
        found.set(Number(environment[name]), Number(pid));
      }
      return found;
    },
    /** Ends the launcher and all ranks at once. */
    kill() {
      for (const pid of job.ranks().values()) process.kill(pid, "SIGKILL");
      child.kill("SIGKILL");
    },
    /** Sends a signal to a rank, if it is there. @returns its process, undefined if it is gone. */
    hitIfThere(rank, name) {
      const pid = job.ranks().get(rank);
      if (pid === undefined) return undefined;
      try {
        process.kill(pid, name);
        return pid;
      } catch (error) {
        if (error.code === "ESRCH") return undefined;
        throw error;
      }
    },
    /** Sends a signal to a rank, which must be there. @returns its process. */
    hit(rank, name) {
      const pid = job.hitIfThere(rank, name);
      assert(pid !== undefined, `rank ${rank} is not there:\n${job.printed}`);
      return pid;
    },
    /** Waits until what is printed matches, a minute at most. */
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const late = () => reject(new Error(`it has not said ${pattern} in a minute:\n${job.printed}`));
        const timer = setTimeout(late, 60_000);
        const look = () => {
          if (!pattern.test(job.printed)) return false;
          clearTimeout(timer);
          resolve(job.printed);
          return true;
        };
        for (const stream of [child.stdout, child.stderr]) stream.on("data", look);
        child.on("close", () => look() || reject(new Error(`it never said ${pattern}:\n${job.printed}`)));
        look();
      }),
  };
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data) => {
      job.printed += data;
    });
  job.ended = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      alive.delete(job);
      if (own) rmSync(own, { recursive: true, force: true });
      resolve({ code: code ?? signal, at: performance.now() });
    });
  });
  alive.add(job);
  return job;
}

/** Waits until a process is no more, or is only not yet reaped. */
export async function isGone(pid) {
  for (let tries = 0; tries < 50; tries++) {
    const state = stateOf(pid);
    if (state === undefined || state === "Z") return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`process ${pid} is left behind`);
}

/** Waits for a job that must end well. @returns what it printed. */
export async function succeeds(job) {
  const { code } = await job.ended;
  assert.equal(code, 0, job.printed);
  return job.printed;
}

/** Seconds within which a job with a lost rank must end. */
const longest = 10;

/** What a rank that is lost is called, here. */
export const named = (rank, size) => new RegExp(`rank ${rank} of ${size} on ${hostname()} `);

/** Does something to a job, which must end in time and not as if all were well. @returns what it printed and how long it took. */
export async function ends(job, act) {
  const begun = performance.now();
  act();
  const { code, at } = await job.ended;
  const seconds = (at - begun) / 1000;
  assert.notEqual(code, 0, job.printed);
  assert(seconds < longest, `the job ended after ${seconds.toFixed(1)} s:\n${job.printed}`);
  return { printed: job.printed, seconds };
}
