/** Options of a descent's calls, and how they are read. The calls themselves are `descent.ts`'. */
import { anything, either, flag, kind, number, oneOf, text, whole } from "../options/kinds.ts";
import { type Option, OptionError, readerOf } from "../options/option.ts";
import type { Ranks, ThreadCount } from "../runtime/device.ts";
import type { HostDevice } from "./device.ts";
import type { ExplainStepOptions } from "./moment.ts";
import { SnapshotError } from "./portable.ts";
import type { ProfileOptions } from "./profile.ts";
import type { RestoreOptions } from "./restore.ts";
import type { Snapshot } from "./snapshot.ts";

/** Options of `init`. */
export interface InitOptions<D = HostDevice> {
  /** The device, by name or one of your own; default `auto`. `"webgpu"`, or a GPUDevice, gives a descent whose values are awaited. */
  readonly device?: D;
  /**
   * Whether to measure the norms of gradient and update, for `last`; the pass that writes computes them too. `"tensors"` measures each
   * tensor by itself as well, for `last.tensors`.
   */
  readonly measure?: boolean | "tensors";
  /**
   * The number of threads of a step on `wasm` and `native`, from 1 to 16, `"auto"`: as many as pay, or `{ most: 4 }`: as many as pay of so many. Default 1. With more, parameters and
   * gradients are views of shared memory on `wasm`. `descent.threads` says how many there are.
   */
  readonly threads?: ThreadCount;
  /**
   * `"system"`: products of matrices are those of the system's OpenBLAS or Accelerate, on `native`, for optimizers such as `muon`. Faster, and
   * without the promise of bits: sums have an order that depends on the library, the processor and the number of threads. Elementwise
   * optimizers have no products. Left out: products of the package, with the same bits on every device.
   */
  readonly blas?: "system" | undefined;
  /**
   * `"f16"`: on `webgpu` the factors of products of matrices are rounded to float16, and added up in it sixteen terms at a time, for optimizers such as
   * `muon`; the GPU must have the feature `shader-f16`. Errors are some thousand times those of float32, a factor
   * above 65504 becomes infinite, and one below 6e-8 becomes 0: normalise first, as `muon` does. Default `"f32"`.
   */
  readonly precision?: "f32" | "f16" | undefined;
  /** A snapshot to continue from, as `restore` does; `descent.restored` says what was taken. */
  readonly from?: Snapshot | undefined;
  /** Whether to take what fits of that snapshot. Default `false`: all must fit. */
  readonly partial?: boolean | undefined;
  /**
   * Processes that share the states of elements and the work on them, such as what `connect()` of `glissade/mpi` gives. Each keeps a part of
   * these states; steps have the bits of one process. All of them call `init` and everything that follows, in the same order, with the
   * same gradients. The parameters become those of the first.
   */
  readonly shard?: Ranks | undefined;
}

/** What may be a snapshot; whether it is one, and fits, `restore` says. */
const snapshot: Option = {
  expected: (value) => (hasParams(value) ? undefined : "a snapshot, as descent.snapshot() returns it"),
};

function hasParams(value: unknown): boolean {
  try {
    const { params } = value as Partial<Snapshot>;
    return typeof params === "object" && params !== null;
  } catch {
    // A getter or a proxy fails, or there is nothing that could have parameters.
    return typeof value === "object" && value !== null;
  }
}

const isMost = (value: unknown): boolean => {
  const { most, ...others } = Object(value) as { readonly most?: unknown };
  return whole(1, 16).expected(most, "most") === undefined && Object.keys(others).length === 0;
};

const readOptions = readerOf<InitOptions>("init", {
  device: anything,
  measure: either(flag, oneOf("tensors")),
  threads: either(either(whole(1, 16), oneOf("auto")), kind("{ most } with such a number", isMost)),
  blas: oneOf("system"),
  precision: oneOf("f32", "f16"),
  from: snapshot,
  partial: flag,
  shard: kind("processes, such as what connect() of glissade/mpi gives, or alone", (value) => {
    const { rank, size, allGather } = (value ?? {}) as Partial<Ranks>;
    return Number.isInteger(rank) && Number.isInteger(size) && typeof allGather === "function";
  }),
});

/** Checks the options of `init`; the snapshot is a copy. */
export function readInit(options: InitOptions): InitOptions {
  const { from, ...read } = readOptions(options);
  if (from === undefined) {
    if (read.partial === undefined) return read;
    throw new OptionError("init: partial needs from, the snapshot to continue from");
  }
  try {
    return { ...read, from: structuredClone(from) };
  } catch (cause) {
    throw new SnapshotError("init: the snapshot cannot be copied", { cause });
  }
}

/** Options of `step`. */
export interface StepInputs {
  /** The loss at the parameters, for optimizers that read it, such as `polyakSgd` and `reduceOnPlateau`. */
  readonly loss?: number | undefined;
}

/** Checks the options of `profile`. */
export const readProfile = readerOf<ProfileOptions>("profile", { steps: whole(1) });

/** Checks the options of `explainStep`. */
export const readExplainStep = readerOf<ExplainStepOptions>("explainStep", {
  path: text,
  index: whole(0),
  loss: number,
});

/** Checks the options of `restore`. */
export const readRestore = readerOf<RestoreOptions>("restore", { hyper: flag, partial: flag });

const readStep = readerOf<StepInputs>("step", { loss: number });

/** The loss among the options of a step. The usual case allocates nothing. */
export function lossOf(options: StepInputs | undefined): number | undefined {
  if (options === undefined) return undefined;
  try {
    const loss = options?.loss;
    let isUsual = typeof loss === "number";
    for (const option in options) isUsual &&= option === "loss";
    if (isUsual) return loss;
  } catch {
    // A getter or a proxy fails: the close look says so.
  }
  return readStep(options).loss;
}
