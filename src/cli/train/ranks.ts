/**
 * The processes that a run is shared among: those that `mpirun` or `srun` has started, or this one by itself, which loads no MPI. Rank 0 prints
 * and writes.
 */
import { availableParallelism } from "node:os";
import { isLaunched } from "../../mpi/launcher.ts";
import { alone, type Transport } from "../../mpi/transport.ts";
import type { Sink, Terminal } from "../terminal.ts";

/** The processes of a run. */
export interface Job {
  readonly world: Transport;
  /** Whether this process prints and writes. */
  readonly isFirst: boolean;
  /** Where this process prints: nowhere on others than rank 0. */
  readonly terminal: Terminal;
  /** Threads of steps: one where ranks share all processors. */
  readonly threads: 1 | "auto";
  /** Said at the start, and what differs between ranks. */
  readonly notes: readonly string[];
  /** Says where the run can go on, for the message of a rank that is lost. */
  advise(advice: string): void;
  /** Ends the use of MPI, on all ranks. */
  end(): void;
}

const nowhere: Sink = { write: () => true };

/** Connects the processes. @throws MpiError where they cannot find one another. */
export async function joinJob(terminal: Terminal): Promise<Job> {
  if (!isLaunched(process.env))
    return { world: alone, isFirst: true, terminal, threads: "auto", notes: [], advise() {}, end() {} };
  const { connect } = await import("../../mpi/index.ts");
  const world = await connect();
  const { rank, size, ranks, host, differences } = world;
  const isFirst = rank === 0;
  const hosts = new Set(ranks.map((one) => one.host)).size;
  const sharing = ranks.filter((one) => one.host === host).length;
  const threads = Math.floor(availableParallelism() / sharing) > 1 ? "auto" : 1;
  return {
    world,
    isFirst,
    terminal: isFirst ? terminal : { stdout: nowhere, stderr: nowhere },
    threads,
    notes: [
      `${size} ${size === 1 ? "rank" : "ranks"} on ${hosts} ${hosts === 1 ? "host" : "hosts"}`,
      ...differences,
    ],
    advise: (advice) => world.advise(advice),
    end: () => world.close(),
  };
}
