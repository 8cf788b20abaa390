/** Ranks that are threads of one process: their collectives go through a memory that all of them share. For tests, where there is no MPI. */
import type { Transport } from "../../src/mpi/transport.ts";

type Values = Float32Array | Float64Array;

/** Bytes before the data: threads that have come to a barrier, and how many barriers there have been. */
const head = 64;
/** A thread that waits longer waits for one that is gone. */
const patience = 120_000;

/** Memory for so many ranks, each of which sends so many bytes at most. */
export const memoryFor = (size: number, bytes: number): SharedArrayBuffer =>
  new SharedArrayBuffer(head + size * bytes);

/** One of the ranks on a memory. */
export function rankOn(memory: SharedArrayBuffer, rank: number, size: number): Transport {
  const words = new Int32Array(memory, 0, 2);
  const room = (memory.byteLength - head) / size;
  const barrier = () => {
    const turn = Atomics.load(words, 1);
    if (Atomics.add(words, 0, 1) === size - 1) {
      Atomics.store(words, 0, 0);
      Atomics.add(words, 1, 1);
      Atomics.notify(words, 1);
      return;
    }
    const begun = performance.now();
    while (Atomics.load(words, 1) === turn) {
      Atomics.wait(words, 1, turn, 100);
      if (performance.now() - begun > patience)
        throw new Error(`rank ${rank} waits for another one that does not come`);
    }
  };
  /** The place of what a rank sends. */
  const sent = (like: Values, from: number, length: number): Values => {
    if (length * like.BYTES_PER_ELEMENT > room)
      throw new Error(`${length} elements are too many for the memory`);
    const start = head + from * room;
    return like instanceof Float32Array
      ? new Float32Array(memory, start, length)
      : new Float64Array(memory, start, length);
  };
  const startsOf = (counts: readonly number[]) =>
    counts.map((_, index) => counts.slice(0, index).reduce((sum, count) => sum + count, 0));
  /** All ranks send; each then takes what it needs. */
  const exchange = (values: Values, take: () => void) => {
    sent(values, rank, values.length).set(values as never);
    barrier();
    take();
    barrier();
  };
  return {
    rank,
    size,
    bucketBytes: 4096,
    broadcast(values, root = 0) {
      exchange(rank === root ? values : values.subarray(0, 0), () =>
        values.set(sent(values, root, values.length) as never),
      );
    },
    allGather(values, counts) {
      if (counts.length !== size) throw new Error(`${counts.length} counts for ${size} ranks`);
      const starts = startsOf(counts);
      if (starts.at(-1)! + counts.at(-1)! !== values.length)
        throw new Error(`counts ${counts} for ${values.length} elements`);
      exchange(values.subarray(starts[rank], starts[rank]! + counts[rank]!), () => {
        for (const [from, count] of counts.entries())
          if (from !== rank) values.set(sent(values, from, count) as never, starts[from]);
      });
    },
    allToAll(from, counts, into, intoCounts, starts = startsOf(counts)) {
      // All parts have one length in these tests but for those of the last ranks, which lie behind: a place follows from the counts.
      const intoStarts = startsOf(intoCounts);
      exchange(from, () => {
        for (const [of, count] of intoCounts.entries())
          into.set(sent(from, of, starts[rank]! + count).subarray(starts[rank]!) as never, intoStarts[of]);
      });
    },
  };
}
