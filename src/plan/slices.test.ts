/** How many slices tensors have, how they are numbered through a group, and which belongs to which. */
import { describe, expect, test } from "vitest";
import type { SliceScope } from "./scope.ts";
import { countOf, membership, sliceOf, startsOf } from "./slices.ts";

const tensor = (shape: number[]) => ({
  path: shape.join(),
  shape,
  size: shape.reduce((product, extent) => product * extent, 1),
  dtype: "float32" as const,
});

test.each<[number[], Record<SliceScope, number>]>([
  [[], { tensor: 1, unit: 1, matrix: 1, row: 1, column: 1 }],
  [[5], { tensor: 1, unit: 1, matrix: 1, row: 1, column: 5 }],
  [[2, 3], { tensor: 1, unit: 2, matrix: 1, row: 2, column: 3 }],
  [[4, 2, 3], { tensor: 1, unit: 4, matrix: 4, row: 8, column: 12 }],
  [[4, 5, 2, 3], { tensor: 1, unit: 4, matrix: 20, row: 40, column: 60 }],
])("a tensor of shape %j", (shape, counts) => {
  for (const [scope, count] of Object.entries(counts)) {
    expect(countOf(scope as SliceScope, tensor(shape)), scope).toBe(count);
  }
});

const group = [[2, 3], [5], [2, 2, 3]].map(tensor);

test.each<[SliceScope, number[]]>([
  ["tensor", [0, 1, 2, 3]],
  ["unit", [0, 2, 3, 5]],
  ["matrix", [0, 1, 2, 4]],
  ["row", [0, 2, 3, 7]],
  ["column", [0, 3, 8, 14]],
])("each %s of a group has a number", (scope, starts) => {
  expect(startsOf(group, scope)).toEqual(starts);
});

describe("a matrix in blocks", () => {
  // 5 x 4 in blocks of 3 x 3: the rows of the first two are 0 to 2 and 3 to 5, those below them 6, 7 and 8, 9.
  const divided = { ...tensor([5, 4]), blocks: { rows: 3, columns: 3 } };

  test("has so many slices of each kind", () => {
    const counts = { tensor: 1, unit: 10, matrix: 4, row: 10, column: 8 };
    for (const [scope, count] of Object.entries(counts))
      expect(countOf(scope as SliceScope, divided), scope).toBe(count);
  });

  test("knows the matrix of each row and column", () => {
    expect([...membership([divided], "row", "matrix")]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 3, 3]);
    expect([...membership([divided], "column", "matrix")]).toEqual([0, 0, 0, 1, 2, 2, 2, 3]);
    expect([...membership([divided], "row", "unit")]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test.each<[SliceScope, number[]]>([
    ["matrix", [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 2, 2, 2, 3, 2, 2, 2, 3]],
    ["row", [0, 0, 0, 3, 1, 1, 1, 4, 2, 2, 2, 5, 6, 6, 6, 8, 7, 7, 7, 9]],
    ["column", [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7]],
  ])("knows the %s of each element", (scope, expected) => {
    expect(expected.map((_, element) => sliceOf(scope, divided, element))).toEqual(expected);
  });
});

describe("the slice around another", () => {
  test.each<[SliceScope, SliceScope, number[]]>([
    ["row", "tensor", [0, 0, 1, 2, 2, 2, 2]],
    ["row", "unit", [0, 1, 2, 3, 3, 4, 4]],
    ["unit", "tensor", [0, 0, 1, 2, 2]],
    ["column", "tensor", [0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]],
    ["row", "matrix", [0, 0, 1, 2, 2, 3, 3]],
    ["column", "matrix", [0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3]],
    ["row", "row", [0, 1, 2, 3, 4, 5, 6]],
  ])("of a %s is its %s", (fine, coarse, expected) => {
    expect([...membership(group, fine, coarse)]).toEqual(expected);
  });
});
