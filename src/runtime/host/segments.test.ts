/** Segments of units and rows: where they lie, which columns they begin at, what is reserved for them. */
import { describe, expect, test } from "vitest";
import { rule } from "../../index.ts";
import { plan } from "../../plan/plan.ts";
import { layOut } from "./arena.ts";
import { type PlacedPass, segmentBytes } from "./placed-pass.ts";

const tensors = [[2, 2, 5], [3], []].map((shape, index) => ({
  path: `x${index}`,
  shape,
  size: shape.reduce((product, extent) => product * extent, 1),
  dtype: "float32" as const,
}));

/** The passes of an update, stage by stage, and the offsets of the tensors. */
function placed(update: string): { passes: readonly PlacedPass[]; offsets: readonly number[] } {
  const planned = plan(rule({ name: "test", text: `u = ${update}` as string })(), tensors);
  const { passes, offsets } = layOut(planned);
  return { passes, offsets: offsets[0]! };
}

/** Rows of the list of segments: offset, count, inputs, columns. */
const rowsOf = ({ segmentList, segments }: PlacedPass): number[][] =>
  Array.from({ length: segments }, (_, segment) => {
    const start = (segment * segmentBytes) / 4;
    return [...segmentList.subarray(start, start + 4)];
  });

test("tensors lie apart by pairs of vectors", () => {
  expect(placed("g").offsets).toEqual([0, 24, 32]);
});

describe("of rows", () => {
  const [reducing, writing] = placed("rowSum(g) + 2*rowMax(g) + columnSum(g)").passes;

  test("are one a row, with the number of its elements", () => {
    const meant = [
      [0, 5],
      [5, 5],
      [10, 5],
      [15, 5],
      [24, 3],
      [32, 1],
    ];
    expect(rowsOf(reducing!).map((row) => row.slice(0, 2))).toEqual(meant);
    expect(rowsOf(writing!).map((row) => row.slice(0, 2))).toEqual(meant);
    expect([...writing!.slices!.sliceOf]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("find their inputs, which the host computes as one, and their columns, those of their matrix", () => {
    expect(rowsOf(writing!).map((row) => row[2])).toEqual([0, 1, 2, 3, 4, 5]);
    expect(writing!.slices!.columns).toEqual([
      { first: 0, count: 5, at: 0, reducedAt: [0], bandRows: 205 },
      { first: 5, count: 5, at: 8, reducedAt: [8], bandRows: 205 },
      { first: 10, count: 3, at: 16, reducedAt: [16], bandRows: 342 },
      { first: 13, count: 1, at: 24, reducedAt: [24], bandRows: 1024 },
    ]);
    expect(rowsOf(writing!).map((row) => row[3])).toEqual([0, 0, 8, 8, 16, 24]);
  });

  test("have arrays for columns that hold whole vectors and overlap nothing", () => {
    const { columnSums } = reducing!.slices!;
    const { columnInputs } = writing!.slices!;
    expect([columnSums, columnInputs].map(({ length }) => length)).toEqual([1, 1]);
    const ends = [columnSums[0]! + 32 * 8, columnInputs[0]! + 32 * 4];
    const starts = [writing!.block, Number.POSITIVE_INFINITY];
    expect(ends[0]).toBeLessThanOrEqual(starts[0]!);
    expect(columnInputs[0]! % 16).toBe(0);
    expect(columnInputs[0]).toBeGreaterThanOrEqual(writing!.slices!.inputs + 6 * 4);
  });
});

test("of units are one a unit", () => {
  const [reducing] = placed("unitSum(g)").passes;
  expect(rowsOf(reducing!)).toEqual([
    [0, 10, 0, 0],
    [10, 10, 0, 0],
    [24, 3, 0, 0],
    [32, 1, 0, 0],
  ]);
  expect(reducing!.slices!.columns).toEqual([]);
});

test("where all elements are alike there is one, over all tensors", () => {
  const [pass] = placed("g").passes;
  expect(rowsOf(pass!)).toEqual([[0, 40, 0, 0]]);
  expect(pass!.slices).toBeUndefined();
});
