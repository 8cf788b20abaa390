/** Bands of rows: how many rows they have, where columns lie for each, that nothing overlaps. */
import { expect, test } from "vitest";
import type { Tensor } from "../../plan/groups.ts";
import { layOutColumns } from "./matrices.ts";

const tensor = (...shape: number[]): Tensor => ({
  path: shape.join(),
  shape,
  size: shape.reduce((product, extent) => product * extent, 1),
  dtype: "float32",
});

test.each([
  [[64, 1024], 64, 1],
  [[65, 1024], 64, 2],
  [[512, 1024], 64, 8],
  [[1024, 1024], 128, 8],
  [[1025, 16], 129, 8],
  [[300, 5], 205, 2],
  [[9], 114, 1],
  [[], 1024, 1],
])("of a tensor of shape %j have %d rows", (shape, bandRows, count) => {
  const { matrices } = layOutColumns([tensor(...shape)], "float32");
  expect(matrices).toHaveLength(1);
  expect(matrices[0]!.bandRows).toBe(bandRows);
  expect(matrices[0]!.reducedAt).toHaveLength(count);
});

test.each([["float32", 8] as const, ["float64", 4] as const])(
  "lie side by side in whole vectors of %s",
  (dtype, stride) => {
    const { matrices, inputs, reduced } = layOutColumns(
      [tensor(2, 700, 3), tensor(5), tensor(90, 20)],
      dtype,
    );
    expect(matrices.map(({ first, count }) => [first, count])).toEqual([
      [0, 3],
      [3, 3],
      [6, 5],
      [11, 20],
    ]);
    const fits = (starts: readonly (readonly [at: number, count: number])[], end: number) => {
      for (const [index, [at, count]] of starts.entries()) {
        expect(at % stride).toBe(0);
        expect(at + count).toBeLessThanOrEqual(starts[index + 1]?.[0] ?? end);
      }
    };
    fits(
      matrices.map(({ at, count }) => [at, count]),
      inputs,
    );
    fits(
      matrices.flatMap(({ reducedAt, count }) => reducedAt.map((at) => [at, count] as const)),
      reduced,
    );
    expect(matrices.map(({ reducedAt }) => reducedAt.length)).toEqual([3, 3, 1, 2]);
  },
);
