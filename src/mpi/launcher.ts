/**
 * What the launcher of a process says in its environment: whether there is one, which library it belongs to, and how many ranks it has
 * started. A launcher of one MPI with the library of another makes each process rank 0 of 1: n unrelated copies.
 */
import { MpiError } from "./mpi-error.ts";

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where launchers say how many ranks there are, the surest first. */
const sizes = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"] as const;

/** Where they say which rank this is. */
const ranks = ["OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK"] as const;

/** Whether a launcher has started this process: `mpirun`, `mpiexec`, or `srun` with more than one task. */
export const isLaunched = (environment: Environment): boolean =>
  ranks.some((name) => environment[name] !== undefined) || Number(environment.SLURM_STEP_NUM_TASKS ?? 1) > 1;

/** Files of libraries to look for, in this order: those of the launcher's own MPI first. */
export function libraryFiles(environment: Environment): readonly string[] {
  const open = ["libmpi.so.40"];
  const others = ["libmpich.so.12", "libmpi_abi.so.1"];
  const isHydra = environment.OMPI_COMM_WORLD_SIZE === undefined && environment.PMI_SIZE !== undefined;
  return isHydra ? [...others, ...open] : [...open, ...others];
}

/**
 * Before MPI_Init, which would end the process without a word of what to do.
 *
 * @throws MpiError where Slurm has started several tasks without an interface by which they find one another.
 */
export function checkBefore(environment: Environment): void {
  const tasks = environment.SLURM_STEP_NUM_TASKS;
  if (Number(tasks ?? 1) <= 1 || ranks.some((name) => environment[name] !== undefined)) return;
  throw new MpiError(
    "launcher",
    `srun has started ${tasks} tasks that cannot find one another: each would run alone; start them by srun --mpi=pmix, or by mpirun inside salloc`,
  );
}

/**
 * Before MPI_Init too: what is said where it may end the process without a word of what to do. A library may have been built for the launcher of
 * another, so it is no error.
 */
export function doubtOf(environment: Environment, library: string): string | undefined {
  if (environment.OMPI_COMM_WORLD_RANK !== "0" || library.startsWith("Open MPI")) return undefined;
  return `the launcher is Open MPI's and the library ${library}: if the job does not begin, start it by the library's own launcher (mpirun.mpich, or the mpiexec that came with it)`;
}

/**
 * After MPI_Init.
 *
 * @throws MpiError where the library has not found the ranks that the launcher has started.
 */
export function checkSize(environment: Environment, size: number, library: string): void {
  const name = sizes.find((one) => environment[one] !== undefined);
  if (name === undefined || Number(environment[name]) === size) return;
  throw new MpiError(
    "launcher",
    `the launcher has started ${environment[name]} processes (${name}) and ${library} sees ${size}: it belongs to another MPI; start them by its own launcher (mpirun.openmpi, mpirun.mpich), or say which library by connect({ library })`,
  );
}
