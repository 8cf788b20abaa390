/**
 * Ranks in one process, without MPI. A collective needs what all ranks send, and a call cannot wait: so each rank is run from its beginning
 * to the first collective that has no result yet, and again once all have come there. Programs must be repeatable.
 */
import type { Transport } from "../src/mpi/index.ts";

type Numbers = Float32Array | Float64Array;

/** A collective of a rank: what it is and what it sends, by receiver. */
interface Sent {
  readonly call: string;
  readonly to: readonly Numbers[];
}

/** Thrown out of a program at a collective without a result. */
class Waiting extends Error {}

const startsOf = (counts: readonly number[]): number[] =>
  counts.map((_, rank) => counts.slice(0, rank).reduce((sum, count) => sum + count, 0));

const partsOf = (
  values: Numbers,
  counts: readonly number[],
  starts: readonly number[] = startsOf(counts),
): Numbers[] => starts.map((start, rank) => values.slice(start, start + counts[rank]!));

/** One rank: replays collectives that all have made, records the next one and ends there. */
class Rank implements Transport {
  readonly rank: number;
  readonly size: number;
  /** By collective, of every rank. */
  readonly #done: readonly (readonly Sent[])[];
  #next = 0;
  sent: Sent | undefined;
  readonly bucketBytes: number | undefined;

  constructor(
    rank: number,
    size: number,
    done: readonly (readonly Sent[])[],
    bucketBytes: number | undefined,
  ) {
    this.rank = rank;
    this.size = size;
    this.bucketBytes = bucketBytes;
    this.#done = done;
  }

  broadcast(values: Numbers, root = 0): void {
    const from = this.#exchange("broadcast", Array(this.size).fill(values.slice()));
    values.set(from[root]!);
  }

  allGather(values: Numbers, counts: readonly number[]): void {
    const own = partsOf(values, counts)[this.rank]!;
    const from = this.#exchange("allGather", Array(this.size).fill(own));
    for (const [rank, start] of startsOf(counts).entries()) values.set(from[rank]!, start);
  }

  allToAll(
    from: Numbers,
    counts: readonly number[],
    into: Numbers,
    intoCounts: readonly number[],
    starts?: readonly number[],
  ): void {
    const got = this.#exchange("allToAll", partsOf(from, counts, starts));
    for (const [rank, start] of startsOf(intoCounts).entries()) {
      if (rank === this.rank && intoCounts[rank] === 0) continue;
      if (got[rank]!.length !== intoCounts[rank])
        throw new Error("a part of another length than is expected");
      into.set(got[rank]!, start);
    }
  }

  #exchange(call: string, to: readonly Numbers[]): Numbers[] {
    const done = this.#done[this.#next++];
    if (!done) {
      this.sent = { call, to };
      throw new Waiting();
    }
    return done.map((sent) => sent.to[this.rank]!);
  }
}

/**
 * Runs a program on ranks.
 *
 * @param program - the same values at every run of it; it is run as often as there are collectives.
 * @returns what it returns, by rank.
 */
export async function onRanks<T>(
  size: number,
  program: (world: Transport) => Promise<T>,
  bucketBytes?: number,
): Promise<T[]> {
  const done: Sent[][] = [];
  for (;;) {
    const ranks = Array.from({ length: size }, (_, rank) => new Rank(rank, size, done, bucketBytes));
    const results = await Promise.all(
      ranks.map((world) =>
        program(world).then(
          (result) => ({ result }),
          (error) => {
            if (error instanceof Waiting) return undefined;
            throw error;
          },
        ),
      ),
    );
    if (results.every((found) => found !== undefined)) return results.map(({ result }) => result);
    const sent = ranks.map((rank) => rank.sent);
    if (!sent.every((one) => one?.call === sent[0]?.call && one !== undefined))
      throw new Error(
        `ranks make different collectives: ${sent.map((one) => one?.call ?? "none").join(", ")}`,
      );
    done.push(sent as Sent[]);
  }
}
