/**
 * The sum of a region over micro-batches: each rank adds up a share of the elements, from all ranks, in the order of their ranks, and sends it to
 * all unless they need their own alone. The bits are those of one process that adds micro-batch after micro-batch, whatever algorithm MPI has, and however many ranks there are.
 */
import type { Numbers } from "./calls.ts";
import type { Region } from "./regions.ts";
import type { Transport } from "./transport.ts";

/** Shares begin at multiples of a line of the processor's caches, in float32. */
const line = 16;

const likeOf = (values: Numbers, length: number): Numbers =>
  values instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);

const equalShares = (length: number, size: number): number[] => {
  const share = Math.ceil(length / size / line) * line;
  return Array.from({ length: size }, (_, rank) => Math.max(0, Math.min(length - rank * share, share)));
};

/** Adds up a region. */
export class Shares {
  readonly #region: Region;
  readonly #world: Transport;
  /** Elements of each rank's share. */
  readonly #counts: readonly number[];
  readonly #nothing: readonly number[];
  readonly #first: number;
  readonly #isKept: boolean;
  /** The sum so far, of this rank's share. */
  readonly #total: Numbers;
  /** A round's shares, one of each rank; without other ranks the region itself. */
  readonly #received: Numbers;
  /** The sum of this rank's own micro-batches, where it adds those up first. */
  #own: Numbers | undefined;

  /** @param counts - elements of each rank's share, where each keeps its own; else all get all of equal shares. */
  constructor(region: Region, world: Transport, counts?: readonly number[]) {
    this.#region = region;
    this.#world = world;
    this.#counts = counts ?? equalShares(region.values.length, world.size);
    this.#isKept = counts !== undefined;
    this.#nothing = this.#counts.map(() => 0);
    this.#first = this.#counts.slice(0, world.rank).reduce((sum, count) => sum + count, 0);
    const own = this.#counts[world.rank]!;
    this.#total = likeOf(region.values, own);
    this.#received = world.size === 1 ? region.values : likeOf(region.values, own * world.size);
  }

  /** Before the first micro-batch of a step. */
  begin(): void {
    this.#total.fill(0);
    this.#own?.fill(0);
  }

  /** Makes the gradient 0. */
  clear(): void {
    this.#region.values.fill(0);
    this.#region.give();
  }

  /** Multiplies the gradient that was written last. */
  scale(factor: number): void {
    this.#region.take();
    const { values } = this.#region;
    const by = values instanceof Float32Array ? Math.fround(factor) : factor;
    for (let i = 0; i < values.length; i++) values[i]! *= by;
    this.#region.give();
  }

  /** Adds the gradients of the first `ranks` ranks. */
  add(ranks: number): void {
    this.#region.take();
    this.#addRound(this.#region.values, ranks);
  }

  /** Adds the gradient to those of this rank. */
  addOwn(): void {
    this.#region.take();
    const { values } = this.#region;
    this.#own ??= likeOf(values, values.length);
    addTo(this.#own, values);
  }

  /** Adds up what the ranks have by themselves. */
  addAllOwn(): void {
    this.#addRound(this.#own!, this.#world.size);
  }

  #addRound(values: Numbers, ranks: number): void {
    const { rank, size } = this.#world;
    const own = this.#total.length;
    if (size === 1) {
      addTo(this.#total, values);
      return;
    }
    const isPart = rank < ranks;
    const into = this.#received.subarray(0, own * ranks);
    this.#world.allToAll(
      isPart ? values : values.subarray(0, 0),
      isPart ? this.#counts : this.#nothing,
      into,
      this.#counts.map((_, from) => (from < ranks ? own : 0)),
    );
    for (let from = 0; from < ranks; from++) addTo(this.#total, into.subarray(from * own, (from + 1) * own));
  }

  /** Writes the sum, divided by the number of micro-batches, into the region: this rank's share, and those of all ranks unless each keeps its own. */
  finish(microBatches: number): void {
    const { values } = this.#region;
    const total = this.#total;
    const to = values.subarray(this.#first, this.#first + total.length);
    for (let i = 0; i < total.length; i++) to[i] = total[i]! / microBatches;
    if (!this.#isKept) this.#world.allGather(values, this.#counts);
    this.#region.give();
  }
}

/** In the arrays' type: a sum of two float32 in float64, rounded, is their sum in float32. So is a quotient. */
function addTo(total: Numbers, values: Numbers): void {
  for (let i = 0; i < total.length; i++) total[i]! += values[i]!;
}
