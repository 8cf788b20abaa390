/**
 * The processes that a run is shared among: those that `mpirun` or `srun` has started, or this one by itself, which loads no MPI. Rank 0 prints
 * and writes.
 */
import { isLaunched } from "../../mpi/launcher.ts";
import { alone, type Transport } from "../../mpi/transport.ts";
import type { Sink, Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import type { RunChoice } from "./training.ts";

/** The processes of a run. */
export interface Job {
  readonly world: Transport;
  /** Whether this process prints and writes. */
  readonly isFirst: boolean;
  /** Where this process prints: nowhere on others than rank 0. */
  readonly terminal: Terminal;
  /** Said at the start. */
  readonly notes: readonly string[];
  /** What differs between ranks and may change bits: said at the start, and kept in checkpoints. */
  readonly differences: readonly string[];
  /** Says where the run can go on, for the message of a rank that is lost. */
  advise(advice: string): void;
  /** Ends the use of MPI, on all ranks. */
  end(): void;
}

const nowhere: Sink = { write: () => true };

/**
 * Connects the processes.
 *
 * @throws UsageError for `--heartbeat` without a job, MpiError where the processes cannot find one another.
 */
export async function joinJob(terminal: Terminal, { heartbeat }: RunChoice): Promise<Job> {
  if (!isLaunched(process.env)) {
    if (heartbeat !== undefined)
      throw new UsageError(
        `--heartbeat ${heartbeat} needs the processes of a job: mpirun -n 2 node_modules/.bin/glissade train ...; this one is by itself, leave it out`,
      );
    return {
      world: alone,
      isFirst: true,
      terminal,
      notes: [],
      differences: [],
      advise() {},
      end() {},
    };
  }
  const { connect } = await import("../../mpi/index.ts");
  const world = await connect({ heartbeat: heartbeat !== "off" });
  const { rank, size, ranks, threads, differences } = world;
  const isFirst = rank === 0;
  const hosts = new Set(ranks.map((one) => one.host)).size;
  return {
    world,
    isFirst,
    terminal: isFirst ? terminal : { stdout: nowhere, stderr: nowhere },
    notes: [
      `${size} ${size === 1 ? "rank" : "ranks"} on ${hosts} ${hosts === 1 ? "host" : "hosts"}${threads === 1 ? ", 1 thread each" : `, up to ${threads} threads each`}`,
      ...(heartbeat === "off" ? ["no heartbeat: a rank that stops answering is not noticed"] : []),
    ],
    differences,
    advise: (advice) => world.advise(advice),
    end: () => world.close(),
  };
}
