/**
 * Times of the exchange of gradients on the ranks at hand: all-to-all of shares, then the gathering of the sums, as `dataParallel` makes them,
 * but that shares are whole messages: within a host it cuts them into buckets, and is no slower.
 */
import type { World } from "../../mpi/index.ts";
import type { Measured } from "./model.ts";

const smallest = 1000;

/** Sizes from 1 kB to the largest, about two for each factor of ten. */
export function sizesTo(largest: number): number[] {
  const sizes: number[] = [];
  for (let power = 0; ; power++) {
    const bytes = smallest * 10 ** Math.floor(power / 2) * (power % 2 === 0 ? 1 : 3);
    if (bytes >= largest) return [...sizes, largest];
    sizes.push(bytes);
  }
}

/** How often a size is measured: the same on all ranks. */
const timesOf = (bytes: number): number => Math.max(7, Math.min(301, Math.round(3e8 / bytes)));

/** The least time of each size: what else the machine does only adds to it. Of the ranks the slowest. All ranks call it. */
export function measureExchange(world: World, largest: number): Measured[] {
  const { size } = world;
  return sizesTo(largest).map((wanted) => {
    const share = Math.max(1, Math.round(wanted / 4 / size));
    const counts = Array<number>(size).fill(share);
    const values = new Float32Array(share * size).fill(1);
    // Nothing is sent to oneself.
    const coming = counts.with(world.rank, 0);
    const received = new Float32Array(share * (size - 1));
    const exchange = () => {
      world.allToAll(values, counts, received, coming);
      world.allGather(values, counts);
    };
    // The first touches memory and makes connections.
    exchange();
    const times = Array.from({ length: timesOf(wanted) }, () => {
      world.barrier();
      const begun = performance.now();
      exchange();
      return (performance.now() - begun) / 1000;
    });
    const least = Float64Array.of(Math.min(...times));
    world.allReduce(least, "max");
    return { bytes: values.byteLength, seconds: least[0]! };
  });
}
