/** What devices on the host's memory differ in: the memory, and how kernels are made ready to run on it. */
import type { OperationName } from "../../language/operations.ts";
import type { LoopName } from "../../linear-algebra/compiled.ts";
import type { Kernels } from "../../linear-algebra/kernels.ts";
import type { Kernel } from "../../plan/kernel.ts";
import type { PlacedPass } from "./placed-pass.ts";

/** Memory that stays where it is until it is freed. */
export interface Allocation {
  readonly buffer: ArrayBufferLike;
  /** Address of the first byte, a multiple of `unit`. */
  readonly base: number;
  free(): void;
  /** Takes the memory away from all arrays on it; absent where an engine cannot, or others are on it too. */
  readonly detach?: () => void;
  /** Threads that work on it together; undefined where one thread does. */
  readonly threads?: Threads | undefined;
}

/** Threads that work on a memory. The one that takes the step is one of them. */
export interface Threads {
  /** How many there are. */
  readonly count: number;
  /** Why the memory cannot be used any more; undefined while it can. */
  readonly broken: string | undefined;
  /** A pass that runs on all of them, from how it runs on one. It throws a DeviceError when a thread dies at work. */
  divide(run: Run, placed: PlacedPass): Run;
  /** How many there can be. */
  readonly most: number;
  /** A call in pieces of equal work that runs on all of them, some pieces at once. It throws as `divide`. */
  inPieces(run: Run): (block: number, pieces: number) => void;
}

/** Runs a kernel on the segments from `first` to before `last`; `block` is the address of its parameter block, in units. */
export type Run = (block: number, first: number, last: number) => void;

/** The loops of linear algebra on a memory. */
export type Loops = Readonly<Record<LoopName, Run>>;

/** A backend. */
export interface Backend {
  readonly name: string;
  readonly operations: { has(operation: OperationName): boolean };
  /** Zeroed memory, on which these kernels are to run. @throws DeviceError if there is not enough. */
  allocate(bytes: number, kernels: readonly Kernel[]): Allocation;
  /** Makes a kernel ready. Equal kernels are compiled once. */
  prepare(kernel: Kernel, allocation: Allocation): Promise<Run>;
  /** The same at once. The thread does nothing else meanwhile. */
  prepareSync(kernel: Kernel, allocation: Allocation): Run;
  /** Threads that work on a memory at most; 1 where it is absent. */
  readonly threads?: number | undefined;
  /** Makes the loops of linear algebra ready. Without it, they run in plain TypeScript. */
  prepareLoops?(allocation: Allocation): Promise<Loops>;
  /** The same at once, if their code is loaded. */
  prepareLoopsSync?(allocation: Allocation): Loops | undefined;
  /** Puts products of another library into the compiled loops on a memory. */
  readonly products?: ((kernels: Kernels, buffer: ArrayBufferLike) => Kernels) | undefined;
}
