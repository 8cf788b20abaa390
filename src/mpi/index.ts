/** `glissade/mpi`: training on many processes and machines, by MPI; named re-exports only. */
export type { Numbers, Reduction, Values } from "./calls.ts";
export { type ConnectOptions, connect } from "./connect.ts";
export {
  type DataParallel,
  type DataParallelOptions,
  dataParallel,
  type MicroBatchGradient,
  type ParallelStepOptions,
} from "./data-parallel.ts";
export {
  Diloco,
  DilocoDescent,
  type DilocoInitOptions,
  type DilocoOptions,
  type DilocoSnapshot,
  diloco,
} from "./diloco.ts";
export { isLaunched } from "./launcher.ts";
export { type MpiCode, MpiError } from "./mpi-error.ts";
export type { RankFacts } from "./ranks.ts";
export { alone, type Transport } from "./transport.ts";
export type { AsyncCollectives, World } from "./world.ts";
