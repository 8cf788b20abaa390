/**
 * The heartbeat of a job: each rank starts a thread that beats for it, and tells the threads where rank 0 is. A rank that only computes, or
 * waits in a collective, keeps beating; one that is killed, stopped or cut off does not, and the job ends. What a thread does is in `heart.ts`.
 */
import { randomBytes } from "node:crypto";
import { networkInterfaces } from "node:os";
import { Worker } from "node:worker_threads";
import type { Values } from "./calls.ts";
import { type HeartAnswer, type HeartMessage, type HeartSetting, heart } from "./heart.ts";
import { MpiError } from "./mpi-error.ts";
import { type RankFacts, textsOf } from "./ranks.ts";

/** Milliseconds between beats. */
const pause = 1000;

/** Milliseconds to wait until the others know that this rank leaves or fails. */
const goodbye = 2000;

/** As text: it works in every bundle. The process may be stuck in a call of C, which only SIGKILL ends. */
const programOf = (): string => `
  const { parentPort, workerData } = require("node:worker_threads");
  const { spawn } = require("node:child_process");
  const { readFileSync, writeSync } = require("node:fs");
  const wait = new Int32Array(new SharedArrayBuffer(4));
  const { setting, left } = workerData;
  (${heart})(setting, {
    net: require("node:net"),
    listen: (listener) => parentPort.on("message", listener),
    tell(answer) {
      if (answer.left) {
        Atomics.store(left, 0, 1);
        Atomics.notify(left, 0);
      } else parentPort.postMessage(answer);
    },
    say(text) {
      for (let tries = 0; tries < 20; tries++)
        try {
          writeSync(2, text);
          return;
        } catch {
          // A pipe that is full for the moment.
          Atomics.wait(wait, 0, 0, 10);
        }
    },
    release() {
      // Above a shell, perhaps. Open MPI's launcher ends in spite of a daemon that does not answer when it is told so after its ranks have ended.
      try {
        for (let pid = process.ppid; pid > 1; ) {
          const [, name, parent] = /\\((.*)\\) \\S (\\d+)/s.exec(readFileSync("/proc/" + pid + "/stat", "utf8"));
          if (/^(mpirun|mpiexec|orterun|orted)/.test(name)) {
            const twice = "sleep 1; kill " + pid + "; sleep 1; kill " + pid;
            return spawn("sh", ["-c", twice], { detached: true, stdio: "ignore" }).unref();
          }
          pid = Number(parent);
        }
      } catch {
        // The system has no such files.
      }
    },
    end: () => process.kill(process.pid, "SIGKILL"),
  });
`;

/** Ranks, as far as the heartbeat needs them. */
interface Beating {
  readonly rank: number;
  readonly size: number;
  readonly ranks: readonly RankFacts[];
  allGather(values: Values, counts?: readonly number[]): void;
}

/** The thread that beats for this rank. */
export class Heartbeat {
  readonly #worker: Worker;
  /** 1 once the others know that this rank leaves or fails. */
  readonly #left: Int32Array;
  /** The thread's first answer. */
  readonly begun: Promise<HeartAnswer>;

  /** Made by `beginHeartbeat`. */
  constructor(setting: HeartSetting) {
    this.#left = new Int32Array(new SharedArrayBuffer(4));
    const workerData = { setting, left: this.#left };
    this.#worker = new Worker(programOf(), { eval: true, execArgv: [], name: "heartbeat", workerData });
    this.#worker.unref();
    this.begun = new Promise((resolve) => {
      this.#worker
        .once("message", resolve)
        .once("error", (error) => resolve({ problem: `cannot start a thread: ${error.message}` }));
    });
  }

  /** What is said to do where a rank is lost. */
  advise(advice: string): void {
    this.#post({ advice });
  }

  /** Once all ranks have come to their end: none is missed from now on. */
  leave(): void {
    this.#bid({ leave: true });
  }

  /** Before this rank ends the job, and has said why: the others end with it, and do not say that it is lost. */
  fail(): void {
    this.#bid({ fail: true });
  }

  #bid(message: HeartMessage): void {
    this.#post(message);
    Atomics.wait(this.#left, 0, 0, goodbye);
  }

  #post(message: HeartMessage): void {
    this.#worker.postMessage(message);
  }
}

/** The addresses of this host that others can reach, in the order of the system. */
const ownAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !/^fe80:/i.test(address))
    .map(({ address }) => address);

/**
 * Starts the hearts of all ranks, which call it together.
 *
 * @throws MpiError on all ranks where one of them cannot reach rank 0.
 */
export async function beginHeartbeat(world: Beating): Promise<Heartbeat> {
  const { rank, size } = world;
  const hosts = world.ranks.map(({ host }) => host);
  const own = { rank, size, hosts, pause };
  const token = rank === 0 ? randomBytes(16).toString("hex") : "";
  const first = rank === 0 ? new Heartbeat({ ...own, token }) : undefined;
  const answer = await held(first?.begun);
  const told = JSON.stringify({ ...answer, token, addresses: ownAddresses() });
  const found = JSON.parse(textsOf(world, rank === 0 ? told : "")[0]!) as HeartAnswer & {
    readonly token: string;
    readonly addresses: readonly string[];
  };
  check(0, hosts, found);
  const isBeside = hosts[rank] === hosts[0];
  const addresses = isBeside ? ["127.0.0.1", "::1", ...found.addresses] : found.addresses;
  const to = { addresses, port: found.port! };
  const beating = first ?? new Heartbeat({ ...own, token: found.token, to });
  const answers = textsOf(world, JSON.stringify(first ? {} : await held(beating.begun)));
  for (const [of, text] of answers.entries()) check(of, hosts, JSON.parse(text));
  return beating;
}

/** Waits for a thread that does not keep the process alive. */
async function held(answer: Promise<HeartAnswer> | undefined): Promise<HeartAnswer | undefined> {
  const timer = setInterval(() => {}, 1000);
  try {
    return await answer;
  } finally {
    clearInterval(timer);
  }
}

function check(rank: number, hosts: readonly string[], { problem }: HeartAnswer): void {
  if (problem === undefined) return;
  throw new MpiError(
    "heartbeat",
    `rank ${rank} of ${hosts.length} on ${hosts[rank]} ${problem}; let the hosts of a job reach one another, or give connect({ heartbeat: false }), on the command line --heartbeat off: then a rank that stops answering is not noticed`,
  );
}
