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

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

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
  /** Where each rank's share begins. */
  readonly #starts: readonly number[];
  /** Elements of a share that are exchanged at once. */
  readonly #bucket: number;
  readonly #isKept: boolean;
  /** The sum so far, of this rank's share. */
  readonly #total: Numbers;
  /** Whether nothing of this step was added to it yet. */
  #isEmpty = true;
  /** What an exchange sends and receives, by bucket and by how many ranks have a gradient: a step makes none of them anew. */
  readonly #lists = new Map<number, Lists>();
  /** What the other ranks have sent of a bucket. */
  readonly #received: Numbers;
  /** The sum of this rank's own micro-batches, where it adds those up first. */
  #own: Numbers | undefined;

  /** @param counts - elements of each rank's share, where each keeps its own; else all get all of equal shares. */
  constructor(region: Region, world: Transport, counts?: readonly number[]) {
    this.#region = region;
    this.#world = world;
    this.#counts = counts ?? equalShares(region.values.length, world.size);
    this.#isKept = counts !== undefined;
    const ends = this.#counts.map((_, rank) => sumOf(this.#counts.slice(0, rank + 1)));
    this.#starts = [0, ...ends.slice(0, -1)];
    const most = Math.floor((world.bucketBytes ?? Infinity) / region.values.BYTES_PER_ELEMENT);
    this.#bucket = Math.max(1, Math.min(Math.max(...this.#counts), most));
    const own = this.#counts[world.rank]!;
    this.#total = likeOf(region.values, own);
    this.#received = likeOf(region.values, Math.min(own, this.#bucket) * (world.size - 1));
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
    add(this.#own, this.#own, { values, at: 0 }, undefined, 0, values.length, 1);
  }

  /** Adds up what the ranks have by themselves. The mean goes to the region. */
  addAllOwn(microBatches: number): void {
    this.#addRound(this.#own!, this.#world.size, microBatches);
  }

  #addRound(values: Numbers, ranks: number, microBatches: number | undefined): void {
    const longest = Math.max(...this.#counts);
    for (let at = 0; at < longest; at += this.#bucket) {
      this.#exchange(values, ranks, at);
      this.#addBucket(values, ranks, at, microBatches);
    }
    this.#isEmpty = false;
  }

  /** Receives what each of the first ranks but itself has of a bucket of this rank's share, one behind the other. */
  #exchange(values: Numbers, ranks: number, at: number): void {
    const { rank, size } = this.#world;
    if (size === 1) return;
    const [own, isPart] = [this.#counts, rank < ranks];
    const key = at * (size + 1) + ranks;
    let lists = this.#lists.get(key);
    if (!lists) {
      const lengthOf = (of: number) => Math.min(this.#bucket, Math.max(0, own[of]! - at));
      const coming = own.map((_, from) => (from < ranks && from !== rank ? lengthOf(rank) : 0));
      lists = {
        counts: own.map((_, of) => (isPart ? lengthOf(of) : 0)),
        starts: own.map((count, of) => this.#starts[of]! + Math.min(at, count)),
        coming,
        into: this.#received.subarray(0, sumOf(coming)),
      };
      this.#lists.set(key, lists);
    }
    this.#world.allToAll(values, lists.counts, lists.into, lists.coming, lists.starts);
  }

  #addBucket(values: Numbers, ranks: number, at: number, microBatches: number | undefined): void {
    const { rank } = this.#world;
    const total = this.#total;
    const end = Math.min(at + this.#bucket, total.length);
    const first = this.#starts[rank]!;
    const mean = this.#region.values.subarray(first, first + total.length);
    const parts = Array.from({ length: ranks }, (_, of) =>
      of === rank
        ? { values, at: first }
        : { values: this.#received, at: (of < rank ? of : of - 1) * (end - at) - at },
    );
    for (let start = at; start < end; start += block) {
      const stop = Math.min(end, start + block);
      for (let of = 0; of < ranks; of += 2) {
        const isLast = microBatches !== undefined && of + 2 >= ranks;
        const before = this.#isEmpty && of === 0 ? undefined : total;
        add(isLast ? mean : total, before, parts[of]!, parts[of + 1], start, stop, isLast ? microBatches : 1);
      }
    }
  }

  /** Once the mean is there: gets those of all ranks, unless each keeps its own. */
  finish(): void {
    if (!this.#isKept) this.#world.allGather(this.#region.values, this.#counts);
    this.#region.give();
  }
}

/** Elements for each rank and where they begin; elements from each, and where they go. */
interface Lists {
  readonly counts: readonly number[];
  readonly starts: readonly number[];
  readonly coming: readonly number[];
  readonly into: Numbers;
}

/** Values of a rank: those from an offset on. */
interface Part {
  readonly values: Numbers;
  readonly at: number;
}

/**
 * Adds values to a total, or to 0: those of one rank, then those of another if there is one, and divides. All in one pass over memory, each
 * result in the arrays' type: a sum of two float32 in float64, rounded, is their sum in float32. So is a quotient. A loop for each case:
 * choices within one take twice the time.
 */
function add(
  to: Numbers,
  total: Numbers | undefined,
  one: Part,
  other: Part | undefined,
  start: number,
  end: number,
  by: number,
): void {
  const out = to.subarray(start, end);
  const first = one.values.subarray(one.at + start, one.at + end);
  const second = other?.values.subarray(other.at + start, other.at + end);
  const before = total?.subarray(start, end);
  if (!(out instanceof Float32Array)) addDoubles(out, before, first, second, by);
  else if (second) addTwo(out, before, first, second, by);
  else addOne(out, before, first, by);
}

function addTwo(out: Numbers, total: Numbers | undefined, one: Numbers, other: Numbers, by: number): void {
  for (let i = 0; i < out.length; i++) {
    const sum = Math.fround((total === undefined ? 0 : total[i]!) + one[i]!);
    out[i] = Math.fround(sum + other[i]!) / by;
  }
}

function addOne(out: Numbers, total: Numbers | undefined, one: Numbers, by: number): void {
  for (let i = 0; i < out.length; i++)
    out[i] = Math.fround((total === undefined ? 0 : total[i]!) + one[i]!) / by;
}

function addDoubles(
  out: Numbers,
  total: Numbers | undefined,
  one: Numbers,
  other: Numbers | undefined,
  by: number,
): void {
  for (let i = 0; i < out.length; i++) {
    const sum = (total === undefined ? 0 : total[i]!) + one[i]!;
    out[i] = (other === undefined ? sum : sum + other[i]!) / by;
  }
}
