/**
 * A descent on many ranks: each takes some of the micro-batches of a step, and all take the step on the mean of their gradients. Parameters
 * and state are on every rank. It knows no MPI, only a transport.
 */
import { type Descent, ProtocolError } from "../index.ts";
import { oneOf, whole } from "../options/kinds.ts";
import { OptionError, readerOf, required } from "../options/option.ts";
import { shown } from "../options/shown.ts";
import { dealtRegionsOf } from "./dealt-regions.ts";
import { MpiError } from "./mpi-error.ts";
import { regionsOf } from "./regions.ts";
import { Shares } from "./shares.ts";
import { type Transport, transport } from "./transport.ts";

/** Options of `dataParallel`. */
export interface DataParallelOptions {
  /** The ranks: what `connect()` gives, or `alone`. */
  readonly world: Transport;
  /** Gradients of a step, over all ranks. Default: one for each rank. With the same number, any number of ranks up to it gives the same bits. */
  readonly microBatches?: number;
  /**
   * `ordered`, the default, adds up gradients in the order of micro-batches, with an exchange for every round of them. `local` adds up those
   * of a rank first: one exchange a step, and bits that belong to this number of ranks alone.
   */
  readonly sum?: "ordered" | "local";
}

/** Options of a step. */
export interface ParallelStepOptions {
  /** Rows of each micro-batch, the same list on all ranks: a gradient counts by its rows over all. Default: all alike. */
  readonly rows?: readonly number[];
}

/**
 * Writes the mean gradient of a micro-batch into `descent.grads`, and returns the mean loss, where the optimizer reads it.
 *
 * @param number - the micro-batch, from 0 to `microBatches - 1`; each is asked for on one rank.
 */
export type MicroBatchGradient = (number: number) => number | undefined | Promise<number | undefined>;

const read = readerOf<DataParallelOptions>("dataParallel", {
  world: required(transport),
  microBatches: whole(1),
  sum: oneOf("ordered", "local"),
});

/**
 * Shares the steps of a descent among ranks. Every rank makes the same descent and calls this; parameters become those of rank 0.
 *
 * A step has `microBatches` gradients, numbered over all ranks: number j is rank `j % size`'s. Their sum is taken in the order of these
 * numbers, and equals that of `accumulate(optimizer, { every: microBatches })` in one process, bit for bit, for any number of ranks.
 *
 * @param descent - of any optimizer, on any device of the host; with snapshots and checkpoints of its own, which know nothing of ranks.
 * @returns what takes steps. Take none with the descent itself.
 * @throws OptionError for more ranks than micro-batches, and for a descent on `webgpu`; MpiError where the ranks' descents are not alike.
 * @example
 * const descent = await adam().init({ w: new Float32Array(3) });
 * const shared = dataParallel(descent, { world: alone, microBatches: 2 });
 * const loss = await shared.step((number) => {
 *   descent.grads.w.fill(number);
 *   return number;
 * });
 * loss // 0.5
 */
export function dataParallel<P>(descent: Descent<P>, options: DataParallelOptions): DataParallel<P> {
  const { world, microBatches = world.size, sum = "ordered" } = read(options);
  if (world.size > microBatches) {
    throw new OptionError(
      `dataParallel: microBatches must be at least ${world.size}, the number of ranks; got ${microBatches}: start fewer ranks, or divide a step into more`,
    );
  }
  if ((descent.device as string) === "webgpu") {
    throw new OptionError(
      'dataParallel: ranks exchange gradients in the memory of their hosts, and those of this descent are on "webgpu"; init it on "wasm", "native" or "js"',
    );
  }
  const ranks = descent.shard?.ranks;
  if (ranks && (ranks.size !== world.size || ranks.rank !== world.rank)) {
    throw new OptionError(
      `dataParallel: world must be the ranks that share the descent's states, rank ${ranks.rank} of ${ranks.size}; got rank ${world.rank} of ${world.size}`,
    );
  }
  const shared = new DataParallel(descent, world, microBatches, sum === "local");
  shared.begin();
  return shared;
}

/** Ranks that share states need the gradients of their own elements alone. */
function sharesOf({ grads, shard }: Pick<Descent, "grads" | "shard">, world: Transport): Shares[] {
  if (!shard) return regionsOf(grads).map((region) => new Shares(region, world));
  const { dealt, copied } = dealtRegionsOf(grads, shard);
  return [
    ...dealt.map((region) => new Shares(region, world, region.counts)),
    ...copied.map((region) => new Shares(region, world)),
  ];
}

/** @throws ProtocolError where `edit` has given a descent other arrays than those that ranks share. */
export function refuseEdited({ grads }: Pick<Descent, "grads">, before: unknown): void {
  if (grads === before) return;
  throw new ProtocolError(
    "edit() has given this descent other arrays, and ranks share no edits of rows; edit before the ranks begin, alike on all, or in one process",
  );
}

/** A descent whose steps are shared among ranks. Made by `dataParallel`. */
export class DataParallel<P = unknown> {
  /** The descent. */
  readonly descent: Descent<P>;
  /** Gradients of a step, over all ranks. */
  readonly microBatches: number;
  /** What this rank asks of all, such as to save and end: 0 or a number. It is sent with the next step. */
  request = 0;
  /** The largest `request` of any rank in the last step: the same on all. */
  requested = 0;
  readonly #world: Transport;
  readonly #grads: unknown;
  readonly #isLocal: boolean;
  readonly #shares: readonly Shares[];
  readonly #rounds: number;
  /** Of each rank: a loss for each round, then what it asks for. */
  readonly #told: Float64Array;

  /** Made by `dataParallel`. */
  constructor(descent: Descent<P>, world: Transport, microBatches: number, isLocal: boolean) {
    this.descent = descent;
    this.microBatches = microBatches;
    this.#world = world;
    this.#grads = descent.grads;
    this.#isLocal = isLocal;
    this.#shares = sharesOf(descent, world);
    this.#rounds = Math.ceil(microBatches / world.size);
    this.#told = new Float64Array(world.size * (this.#rounds + 1));
  }

  /** Makes the parameters those of rank 0. @throws MpiError */
  begin(): void {
    const { size, rank } = this.#world;
    const regions = regionsOf(this.descent.params);
    const facts = [
      this.descent.count,
      this.microBatches,
      regions.length,
      ...regions.map(({ values }) => values.length),
    ];
    const sums = new Float64Array(2 * size);
    sums[2 * rank] = facts.length;
    sums[2 * rank + 1] = facts.reduce((sum, fact, index) => sum + fact * (index + 1), 0);
    this.#world.allGather(sums, Array(size).fill(2));
    const other = [...sums.keys()].find((index) => sums[index] !== sums[index % 2]);
    if (other !== undefined) {
      throw new MpiError(
        "value",
        `the descents of rank 0 and rank ${Math.floor(other / 2)} are not alike: all ranks must have the same parameters, the same number of steps and the same microBatches`,
      );
    }
    for (const region of regions) {
      region.take();
      this.#world.broadcast(region.values, 0);
      region.give();
    }
  }

  /**
   * Leaves the mean gradient of all micro-batches in `descent.grads` of every rank, and takes no step: for optimizers that take two
   * gradients a step, and for a look at it. Where ranks share the states of the descent, each has the mean of the elements in
   * `descent.shard.part(path)`, and its own gradients of the others.
   *
   * @param gradient - asked once for each micro-batch of this rank that has rows, in order.
   * @returns the mean loss; undefined where `gradient` returns none.
   * @throws ProtocolError after an `edit` of the descent; OptionError for what `gradient` returns beside a loss, such as gradients of single
   *   rows; what `gradient` throws: end the process then, the other ranks wait for it.
   */
  async exchange(
    gradient: MicroBatchGradient,
    options: ParallelStepOptions = {},
  ): Promise<number | undefined> {
    refuseEdited(this.descent, this.#grads);
    const { rank, size } = this.#world;
    const weights = this.#weightsOf(options.rows);
    const own = rank * (this.#rounds + 1);
    let hasLoss = true;
    for (const share of this.#shares) share.begin();
    for (let round = 0; round < this.#rounds; round++) {
      const number = round * size + rank;
      if (number < this.microBatches) {
        const isEmpty = weights?.[number] === 0;
        const loss = isEmpty ? 0 : await gradient(number);
        if (loss !== undefined && typeof loss !== "number") {
          throw new OptionError(
            `step: the function writes a gradient of all rows into descent.grads and returns the loss, or nothing: ranks exchange no gradients of single rows; got ${shown(loss)}`,
          );
        }
        hasLoss &&= loss !== undefined;
        this.#told[own + round] = loss ?? 0;
        // The gradient of no rows would be 0/0.
        for (const share of this.#shares) if (isEmpty) share.clear();
        if (weights) for (const share of this.#shares) share.scale(weights[number]!);
      }
      const taking = Math.min(size, this.microBatches - round * size);
      const last = round === this.#rounds - 1 ? this.microBatches : undefined;
      if (!this.#isLocal) for (const share of this.#shares) share.add(taking, last);
      else if (rank < taking) for (const share of this.#shares) share.addOwn();
    }
    if (this.#isLocal) for (const share of this.#shares) share.addAllOwn(this.microBatches);
    for (const share of this.#shares) share.finish();
    const loss = this.#tell(weights);
    return hasLoss ? loss : undefined;
  }

  /**
   * Takes a step on the mean gradient of all micro-batches.
   *
   * @returns and throws what `exchange` does, and throws what `descent.step` does.
   */
  async step(gradient: MicroBatchGradient, options: ParallelStepOptions = {}): Promise<number | undefined> {
    const loss = await this.exchange(gradient, options);
    this.descent.step(undefined, loss === undefined ? undefined : { loss });
    return loss;
  }

  /** What each gradient is multiplied by; undefined where all count alike, which changes no bit. @throws OptionError */
  #weightsOf(rows: readonly number[] | undefined): number[] | undefined {
    if (rows === undefined) return undefined;
    const isRight =
      Array.isArray(rows) &&
      rows.length === this.microBatches &&
      rows.every((count) => Number.isInteger(count) && count >= 0) &&
      rows.some((count) => count > 0);
    if (!isRight) {
      throw new OptionError(
        `step: rows must be ${this.microBatches} whole numbers, one for each micro-batch, not all 0; got ${JSON.stringify(rows)}`,
      );
    }
    if (rows.every((count) => count === rows[0])) return undefined;
    const all = rows.reduce((sum, count) => sum + count, 0);
    return rows.map((count) => (count * this.microBatches) / all);
  }

  /** Exchanges losses and what ranks ask for. The mean loss, in the order of micro-batches. */
  #tell(weights: readonly number[] | undefined): number {
    const { rank, size } = this.#world;
    const told = this.#told;
    const width = this.#rounds + 1;
    told[rank * width + this.#rounds] = this.request;
    this.#world.allGather(told, Array(size).fill(width));
    let sum = 0;
    for (let number = 0; number < this.microBatches; number++)
      sum += told[(number % size) * width + Math.floor(number / size)]! * (weights?.[number] ?? 1);
    this.requested = 0;
    for (let from = 0; from < size; from++)
      this.requested = Math.max(this.requested, told[from * width + this.#rounds]!);
    return sum / this.microBatches;
  }
}
