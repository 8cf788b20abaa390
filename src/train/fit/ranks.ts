/**
 * The ranks that a run is shared among, or the one process that it is. What ranks must agree on is decided here: parts of a batch, the
 * metrics of an evaluation, when to stop.
 */
import type { Descent, InitOptions } from "../../index.ts";
import type { DataParallel } from "../../mpi/data-parallel.ts";
import { broadcastText, type Transport, threadsOn } from "../../mpi/transport.ts";
import type { Metrics } from "../models/model.ts";
import type { Settings } from "./options.ts";

/** Rows of the parts of a batch: they differ by at most one, the larger first. */
export const partsOf = (rows: number, parts: number): number[] =>
  Array.from({ length: parts }, (_, part) => Math.floor(rows / parts) + (part < rows % parts ? 1 : 0));

/** What a rank has to do with the others. */
export class Ranks {
  /** Parts of a batch; undefined where one process trains on whole batches. */
  readonly microBatches: number | undefined;
  readonly #parallel: Settings["parallel"];
  #shared: DataParallel | undefined;
  #isStopped = () => false;

  constructor({ parallel, resume }: Settings) {
    this.#parallel = parallel;
    const kept = resume?.state?.run?.microBatches;
    this.microBatches =
      parallel && (parallel.microBatches ?? (typeof kept === "number" ? kept : parallel.world.size));
  }

  /** Whether this process is the one that evaluates and saves. */
  get isFirst(): boolean {
    return (this.#parallel?.world.rank ?? 0) === 0;
  }

  /** The ranks, where they share the optimizer's states. */
  get sharing(): Transport | undefined {
    return this.#parallel?.shard && this.#parallel.world;
  }

  /** Threads of a step: `"auto"` is what the ranks of a host leave to each. */
  threadsOn({ threads }: Pick<Settings, "threads">): InitOptions["threads"] {
    return this.#parallel ? threadsOn(this.#parallel.world, threads) : threads;
  }

  /** Whether the run is to end: the same on all ranks, as it was in their last exchange. */
  get areStopped(): boolean {
    return this.#shared ? this.#shared.requested > 0 : this.#isStopped();
  }

  /** Begins with a descent; its parameters become those of rank 0. @throws OptionError for more ranks than parts */
  async begin(descent: unknown, isStopped: () => boolean): Promise<void> {
    this.#isStopped = isStopped;
    if (!this.#parallel) return;
    const { dataParallel } = await import("../../mpi/data-parallel.ts");
    const { world } = this.#parallel;
    this.#shared = dataParallel(descent as Descent, { world, microBatches: this.microBatches! });
  }

  /**
   * For each whole batch, a function that leaves the gradient at it in `descent.grads` and gives the mean loss, as often as it is called.
   * It has the examples of this rank's parts, read once.
   */
  gradients<B>(
    read: (indices: Uint32Array) => B,
    gradientAt: (examples: B) => Promise<number>,
  ): (indices: Uint32Array) => () => Promise<number> {
    const shared = this.#shared;
    if (!shared)
      return (indices) => {
        const whole = read(indices);
        return () => gradientAt(whole);
      };
    return (indices) => {
      const rows = partsOf(indices.length, this.microBatches!);
      const starts = rows.map((_, part) => rows.slice(0, part).reduce((sum, count) => sum + count, 0));
      const own = new Map<number, B>();
      const examplesOf = (part: number): B => {
        const examples = own.get(part) ?? read(indices.subarray(starts[part], starts[part]! + rows[part]!));
        own.set(part, examples);
        return examples;
      };
      return async () => {
        shared.request = this.#isStopped() ? 1 : 0;
        const loss = await shared.exchange((part) => gradientAt(examplesOf(part)), { rows });
        return loss!;
      };
    };
  }

  /** Metrics that rank 0 computes, on all ranks. */
  async fromFirst(compute: () => Promise<Metrics>): Promise<Metrics> {
    const { world } = this.#parallel ?? {};
    if (!world || world.size === 1) return compute();
    const own = this.isFirst ? Object.entries(await compute()) : [];
    const names = JSON.parse(broadcastText(world, JSON.stringify(own.map(([name]) => name)))) as string[];
    const values = Float64Array.from(names, (_, index) => own[index]?.[1] ?? 0);
    world.broadcast(values, 0);
    return Object.fromEntries(names.map((name, index) => [name, values[index]!]));
  }
}
