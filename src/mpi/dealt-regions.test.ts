/** Elements that are dealt out to ranks, as regions. On ranks, with every optimizer: `npm run mpi`. */
import { expect, test } from "vitest";
import { dealtRegionsOf } from "./dealt-regions.ts";

/** A memory of 100 floats: tensors begin at multiples of eight. */
const memory = new Float32Array(100);
const tree = {
  a: memory.subarray(0, 21),
  b: memory.subarray(24, 30),
  c: memory.subarray(32, 50),
  empty: memory.subarray(56, 56),
  far: memory.subarray(80, 90),
  number: 1,
};

/** What three ranks have of each tensor. */
const parts: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  a: [
    [0, 8],
    [8, 16],
    [16, 21],
  ],
  b: [
    [0, 0],
    [0, 0],
    [0, 6],
  ],
  // Another group, in which rank 1 has nothing.
  c: [
    [0, 10],
    [10, 10],
    [10, 18],
  ],
  empty: [
    [0, 0],
    [0, 0],
    [0, 0],
  ],
  far: [
    [0, 0],
    [0, 10],
    [10, 10],
  ],
};

test.each([0, 1, 2])("rank %i: a region is a run in which ranks follow one another", (rank) => {
  const ranks = {
    rank,
    size: 3,
    /** What the others would tell. */
    allGather(told: Float32Array | Float64Array) {
      const own = told.slice();
      told.set([0, 1, 2].flatMap((of) => Object.values(parts).flatMap((part) => part[of]!)));
      const width = own.length / 3;
      expect(own.slice(rank * width, (rank + 1) * width)).toEqual(
        told.slice(rank * width, (rank + 1) * width),
      );
    },
  };
  const { dealt, copied } = dealtRegionsOf(tree, { ranks, part: (path) => parts[path]![rank]! });
  expect(dealt.map(({ values, counts }) => [values.byteOffset / 4, values.length, counts])).toEqual([
    // What lies between two tensors goes to the rank before it.
    [0, 30, [8, 8, 14]],
    [32, 18, [10, 0, 8]],
    [80, 10, [0, 10, 0]],
  ]);
  expect(copied.map(({ values }) => values.length)).toEqual([1]);
});
