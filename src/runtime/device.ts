/**
 * The interface between what is computed and how: a device turns a plan into an execution. Host memory is one device
 * (`host/`); others can live outside the package. A descent knows no more of its device than this.
 */
import type { Elements } from "../language/dtype.ts";
import type { OperationName } from "../language/operations.ts";
import type { Codes } from "../language/storage.ts";
import type { PhaseName } from "../plan/phases.ts";
import type { Plan } from "../plan/plan.ts";
import type { RoutineName } from "../plan/planned-routines.ts";

/** The scalars of a call: the step, hyperparameters, powers, the loss. */
export interface Call {
  /** Steps taken so far, as far as the caller knows. */
  readonly count: number;
  /**
   * The values of `plan.scalars`, in their order, for the call that comes after so many steps. A device that decides by itself
   * whether steps are taken keeps a count of its own and asks for the values of that one. Read them at once: the array is used again.
   */
  scalarsAt(count: number): Float64Array;
  /**
   * The cohorts that the execution was divided into, in that order; absent where all take part and the tensors are not divided.
   * The call's own scalars are then those of states that all tensors share, and of `accepts`.
   */
  readonly cohorts?: readonly CohortCall[] | undefined;
  /** Tensors of which some rows alone have a gradient in this call; absent where there are none. */
  readonly rows?: readonly TableRows[] | undefined;
}

/**
 * Some rows of a tensor in a call: what one index of the first axis holds. Those alone take part. The call does with them what it would do
 * with a tensor that consists of them, in this order; the others keep every bit. Sizes and means are those of the whole tensor,
 * in sums and largest values over gradients the others count as zero.
 */
export interface TableRows {
  readonly path: string;
  /** Numbers of the rows, each once. */
  readonly indices: Uint32Array;
  /** Their gradients, row by row; in codes where the plan stores those of the tensor so. */
  readonly gradient: Elements | Codes;
}

/** A cohort, tensors that have taken part in the same steps, in a call. */
export interface CohortCall {
  /** Whether they take part in this one. Otherwise they keep every bit, and sums and sizes over all tensors are without them. */
  readonly takesPart: boolean;
  /** As that of the call; `t` and the powers count the steps that these tensors have taken part in. */
  scalarsAt(count: number): Float64Array;
}

/** What a call did. The same object at every call: read it before the next. */
export interface Outcome {
  /** Whether the call took place: a rule may decline it, and then nothing has changed. */
  readonly taken: boolean;
  /** The values of `plan.measured.all`, in their order, of the last call that measured. */
  readonly measured: Float64Array;
}

/** Threads of a step: so many, as many as pay, or as many as pay of at most so many. */
export type ThreadCount = number | "auto" | { readonly most: number };

/**
 * Processes that share the state of a descent, called at once: what `connect()` of `glissade/mpi` gives, or `alone`. All must make the same
 * calls in the same order.
 */
export interface Ranks {
  /** This process, from 0. */
  readonly rank: number;
  /** How many there are. */
  readonly size: number;
  /** What `threads: "auto"` is here at most: the processors that this process may use, divided by the processes that share them. */
  readonly threads?: number;
  /** `values` holds one part of each process, in their order; overwrites those of others. `counts` are their lengths. */
  allGather(values: Elements, counts: readonly number[]): void;
}

/** What lies in this process of states that have a value for each element, where several processes share them. */
export interface Shard {
  /** The processes. */
  readonly ranks: Ranks;
  /** Bytes of these states in this process, and in all of them. */
  readonly bytes: { readonly here: number; readonly all: number };
  /**
   * Which elements of a tensor lie here: from one to before another. Arrays of such states have those alone. Tensors that a routine takes lie in
   * one process whole, with their states of other sizes.
   */
  part(path: string): readonly [from: number, to: number];
  /**
   * So many values, of all elements of a tensor or of a state of another size, from those that lie in each process. All processes must call it.
   */
  gather(path: string, own: Elements, size: number): Elements;
}

/** How long the work of a phase takes. */
export interface Timings {
  /** Milliseconds of each piece of `workOf(phase)`, in its order. */
  readonly pieces: readonly number[];
  /** Milliseconds of a whole call that is not taken to pieces. */
  readonly call: number;
  /** Bytes a millisecond, read and written, that copying moves within the same memory. */
  readonly copied: number;
}

/**
 * A plan in execution: memory, and all phases ready to run. A role names an array of a tensor: `p`, `g`, a state by its `role`, and
 * `eval`, the parameters to evaluate with, where the plan has that phase. All but `p` begin as zeros.
 */
export interface Execution<Handle = Elements> {
  /** Carries out a phase of the plan. Allocates nothing. */
  run(phase: PhaseName, call: Call): Outcome;
  /**
   * A tensor's array of a role where it lies, without a copy; it stays valid until `dispose`. A state with fewer values than
   * elements is a Float64Array with a value for each slice of the tensor. A state that is the same for all tensors has one value: where
   * tensors are divided, that of the tensor's cohort; without a path, that of the descent. What is measured of a tensor has one value too;
   * `plan.measured.tensors` has the names. An array that is stored in codes has none.
   */
  handle(role: string, path: string): Handle;
  /**
   * The codes of an array that the plan stores in codes (`PlannedState.storage`), where they lie; undefined for any other. A device that
   * keeps all arrays as numbers need not have it.
   */
  codes?(role: string, path: string): Codes | undefined;
  /** A copy of such an array, as numbers. */
  read(role: string, path: string): Promise<Elements>;
  /** Overwrites such an array. One that is stored in codes gets for each number the nearest that has one. */
  write(role: string, path: string, values: ArrayLike<number>): void;
  /**
   * Times a number of calls of a phase and its pieces. Memory, values and later results are afterwards as if it had not been called. A
   * device need not have it.
   */
  profile?(phase: PhaseName, call: Call, calls: number): Promise<Timings>;
  /**
   * Divides the tensors, by path, into cohorts that have taken part in different steps. Each cohort has values of its own of states that
   * are the same for all tensors and not shared (`PlannedState.isShared`), and begins with those of the cohort that its first tensor was
   * in. Calls then say which cohorts take part. An empty list puts all tensors together again. Compiles nothing.
   */
  divide?(cohorts: readonly (readonly string[])[]): void;
  /**
   * Makes the gradient of a tensor zeros for the call that comes, where that lies in memory of the device's own. A device whose handles are
   * arrays that it reads at the call need not have it.
   */
  silence?(path: string): void;
  /**
   * Ends the execution for another that goes on in its place, since rows of a tensor are kept, dropped or appended. Arrays that were
   * handed out lose their memory, where an engine can take it away. Others become NaN, and keep their memory until the function
   * returned is called: it frees it, and says whether one of them was written. A device whose handles are no arrays need not have it.
   */
  retire?(): () => boolean;
  /** Whether calls may have `rows`; without it they have none. */
  readonly takesRows?: boolean;
  /** Where processes share states: what lies in this one. Absent where all of it does. */
  readonly shard?: Shard | undefined;
  /** The number of threads that a step runs on; a device that does not say has one. */
  readonly threads?: number;
  /** Whether its memory is gone, so that no call is possible: a user may have transferred one of its arrays. */
  readonly isLost: boolean;
  /** Why it is gone, where it was not transferred. */
  readonly lostBecause?: string | undefined;
  /** Frees the memory. */
  dispose(): void;
}

/** A device: what carries out plans. */
export interface Device<Handle = Elements> {
  /** What `descent.device` shows. */
  readonly name: string;
  /** The operations that it has. A plan that it gets has no others: they are written with these. */
  readonly operations: { has(operation: OperationName): boolean };
  /** Whether `compile` takes processes that share states. */
  readonly takesRanks?: boolean;
  /** What it can do with whole matrices; a device need not have any of it. */
  readonly routines?: { has(routine: RoutineName): boolean };
  /**
   * Makes a plan ready to run: allocates memory and compiles what is to be compiled. Kernels have no operations but the device's own;
   * `meaningOf` says what those mean that the host computes.
   *
   * @param params - the parameters by path; read before the first `await`.
   * @param ranks - processes that share the states of elements and the work on them; their parameters become those of the first.
   * @throws DeviceError if there is not enough memory, or for a plan that the device cannot carry out.
   */
  compile(plan: Plan, params: ReadonlyMap<string, Elements>, ranks?: Ranks): Promise<Execution<Handle>>;
  /** The same at once, for `initSync`. A device need not have it. */
  compileSync?(plan: Plan, params: ReadonlyMap<string, Elements>, ranks?: Ranks): Execution<Handle>;
}

/** A device that does not exist here, cannot carry out a plan, or does not have enough memory. */
export class DeviceError extends Error {
  override readonly name = "DeviceError";
}
