/**
 * The sum of a region over micro-batches: each rank adds up a share of the elements, from all ranks, in the order of their ranks, and sends it to
 * all unless they need their own alone. The bits are those of one process that adds micro-batch after micro-batch, whatever algorithm MPI has, and however many ranks there are.
 */
import type { Numbers } from "./calls.ts";
import type { Region } from "./regions.ts";
import type { Transport } from "./transport.ts";

/** Elements that are added from all ranks before the next ones are: they stay in the processor's first cache. */
const block = 1024;

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
  /** Elements that come from each rank, by how many ranks have a gradient in the round. */
  readonly #coming: (readonly number[])[] = [];
  readonly #first: number;
  readonly #isKept: boolean;
  /** The sum so far, of this rank's share. */
  readonly #total: Numbers;
  /** Whether nothing of this step was added to it yet. */
  #isEmpty = true;
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
    this.#isEmpty = true;
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

  /** Adds the gradients of the first `ranks` ranks. With the last ones of a step, `microBatches` is their number, and the mean goes to the region. */
  add(ranks: number, microBatches?: number): void {
    this.#region.take();
    this.#addRound(this.#region.values, ranks, microBatches);
  }

  /** Adds the gradient to those of this rank. */
  addOwn(): void {
    this.#region.take();
    const { values } = this.#region;
    this.#own ??= likeOf(values, values.length);
    add(this.#own, this.#own, values, 0, undefined, 0, values.length, 1);
  }

  /** Adds up what the ranks have by themselves. The mean goes to the region. */
  addAllOwn(microBatches: number): void {
    this.#addRound(this.#own!, this.#world.size, microBatches);
  }

  #addRound(values: Numbers, ranks: number, microBatches: number | undefined): void {
    const received = this.#exchange(values, ranks);
    const total = this.#total;
    const own = total.length;
    const mean = this.#region.values.subarray(this.#first, this.#first + own);
    for (let start = 0; start < own; start += block) {
      const end = Math.min(own, start + block);
      for (let of = 0; of < ranks; of += 2) {
        const isLast = microBatches !== undefined && of + 2 >= ranks;
        add(
          isLast ? mean : total,
          this.#isEmpty && of === 0 ? undefined : total,
          received,
          of * own,
          of + 1 < ranks ? (of + 1) * own : undefined,
          start,
          end,
          isLast ? microBatches : 1,
        );
      }
    }
    this.#isEmpty = false;
  }

  /** This rank's share of the values of each of the first ranks, one behind the other. */
  #exchange(values: Numbers, ranks: number): Numbers {
    const { rank, size } = this.#world;
    if (size === 1) return values;
    const own = this.#total.length;
    const isPart = rank < ranks;
    const into = this.#received.subarray(0, own * ranks);
    this.#coming[ranks] ??= this.#counts.map((_, from) => (from < ranks ? own : 0));
    this.#world.allToAll(
      isPart ? values : values.subarray(0, 0),
      isPart ? this.#counts : this.#nothing,
      into,
      this.#coming[ranks],
    );
    return into;
  }

  /** Once the mean is there: gets those of all ranks, unless each keeps its own. */
  finish(): void {
    if (!this.#isKept) this.#world.allGather(this.#region.values, this.#counts);
    this.#region.give();
  }
}

/**
 * Adds values to a total, or to 0: those from an offset on, then those from another, and divides. All in one pass over memory, each result in the
 * arrays' type: a sum of two float32 in float64, rounded, is their sum in float32. So is a quotient.
 */
function add(
  to: Numbers,
  total: Numbers | undefined,
  values: Numbers,
  first: number,
  second: number | undefined,
  start: number,
  end: number,
  by: number,
): void {
  const isSingle = to instanceof Float32Array;
  for (let i = start; i < end; i++) {
    let sum = (total === undefined ? 0 : total[i]!) + values[first + i]!;
    if (isSingle) sum = Math.fround(sum);
    if (second !== undefined) {
      sum += values[second + i]!;
      if (isSingle) sum = Math.fround(sum);
    }
    to[i] = sum / by;
  }
}
