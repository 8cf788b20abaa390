/** Begins the use of MPI in a process that a launcher has started: `mpirun`, `mpiexec` or `srun`. */
import { flag, text } from "../options/kinds.ts";
import { readerOf } from "../options/option.ts";
import { beginHeartbeat } from "./heartbeat.ts";
import { checkBefore, checkSize, doubtOf } from "./launcher.ts";
import { type Library, loadLibrary } from "./library.ts";
import { MpiError } from "./mpi-error.ts";
import { differencesOf, factsOf, type RankFacts, textsOf, threadsOf } from "./ranks.ts";
import { World } from "./world.ts";

/** Options of `connect`. */
export interface ConnectOptions {
  /**
   * The file of MPI's library, such as `libmpich.so.12`. Default: that of the launcher, else the first that is there of Open MPI
   * (`libmpi.so.40`), MPICH (`libmpich.so.12`) and MPI-5's standard interface (`libmpi_abi.so.1`).
   */
  readonly library?: string;
  /**
   * Whether the job ends where a rank is killed, stopped or cut off: each rank beats once a second over TCP, by a thread of its own, and one
   * that is silent for 5 s is lost. Default true.
   */
  readonly heartbeat?: boolean;
}

const read = readerOf<ConnectOptions>("connect", { library: text, heartbeat: flag });

/** MPI can begin once in a process. */
let connected: Promise<World> | undefined;

/**
 * Connects the processes of an MPI job. Called again, it gives the same world. A process that no launcher has started is rank 0 of 1.
 *
 * @returns the ranks and their collectives. Call `world.close()` at the end, on every rank.
 * @throws MpiError where koffi or MPI is not installed, and what to install; where the launcher belongs to another MPI; where a rank cannot
 *   reach rank 0 by TCP; after `close()`.
 * @see docs/guide/many-processes.md, whose programs `npm run mpi` runs.
 */
export async function connect(options: ConnectOptions = {}): Promise<World> {
  const { library, heartbeat = true } = read(options);
  connected ??= begun(library, heartbeat).catch((error) => {
    connected = undefined;
    throw error;
  });
  const world = await connected;
  if (world.isClosed)
    throw new MpiError(
      "closed",
      "MPI was closed; it can begin once in a process: keep the world until its end",
    );
  return world;
}

async function begun(file: string | undefined, beats: boolean): Promise<World> {
  checkBefore(process.env);
  const library = loadLibrary(file);
  const { functions, handles, abi, version } = library;
  const doubt = doubtOf(process.env, version);
  if (doubt) process.stderr.write(`${doubt}\n`);
  const number = new Int32Array(1);
  const code = functions.Init_thread(null, null, abi.serialized, number);
  if (code !== 0) throw new MpiError("failed", `MPI_Init_thread failed with ${code} (${version})`);
  functions.Comm_set_errhandler(handles.world, handles.errorsReturn);
  const world = new World({
    library,
    rank: numberOf(library, "Comm_rank"),
    size: numberOf(library, "Comm_size"),
  });
  endWithJob(world);
  checkSize(process.env, world.size, version);
  world.ranks = textsOf(world, JSON.stringify(factsOf(world))).map((one) => JSON.parse(one) as RankFacts);
  world.differences = differencesOf(world.ranks);
  world.threads = threadsOf(world.ranks, world.rank);
  if (beats && world.size > 1) world.heartbeat = await beginHeartbeat(world);
  return world;
}

function numberOf({ functions, handles }: Library, name: "Comm_rank" | "Comm_size"): number {
  const number = new Int32Array(1);
  functions[name](handles.world, number);
  return number[0]!;
}

/** A process that ends without `close()` leaves others waiting: it ends the job, and says which it is. */
function endWithJob(world: World): void {
  let problem = "";
  // The engine would print it after the last event, which does not return.
  process.once("uncaughtExceptionMonitor", (error: unknown) => {
    problem = `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
  });
  process.once("exit", (code) => {
    if (world.isClosed) return;
    if (world.size === 1) {
      world.close();
      return;
    }
    const what = code === 0 ? "has ended before world.close()" : `has failed with exit code ${code}`;
    process.stderr.write(
      `${problem}rank ${world.rank} of ${world.size} on ${world.host} ${what}: the job ends\n`,
    );
    world.heartbeat?.fail();
    world.abort(code || 1);
  });
}
