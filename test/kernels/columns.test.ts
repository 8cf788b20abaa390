/**
 * Rows and columns of matrices of all shapes at which kernels could go wrong: fewer columns than a vector, some more than
 * whole vectors, one row, more rows than a band, batches. Sums and maxima against plain loops, equal to the bit on both targets.
 */
import { describe, expect, test } from "vitest";
import { rule, tensor } from "../../src/index.ts";
import { arrays, type DType, random } from "./compute.ts";

const reduced = rule({
  name: "reduced",
  state: { rows: 0, columns: 0, rowMost: 0, columnMost: 0, squares: 0 },
  text: `
    rows = rowSum(g)
    columns = columnSum(g)
    rowMost = rowMax(g)
    columnMost = columnMax(g)
    squares = sumSquares(g)
    u = g + columns`,
});

type Values = readonly number[];
interface Found {
  readonly rows: Values;
  readonly columns: Values;
  readonly rowMost: Values;
  readonly columnMost: Values;
  readonly squares: number;
  readonly p: Values;
}

async function reduce(
  g: Values,
  shape: readonly number[],
  dtype: DType,
  device: "js" | "wasm",
): Promise<Found> {
  const make = (values: Values) => tensor(arrays[dtype].from(values), shape);
  const descent = await reduced().init({ x: make(g.map(() => 0)) }, { device });
  descent.step({ x: make(g) });
  expect(descent.device).toBe(device);
  const states = descent.state as unknown as Record<string, { x: Float64Array }>;
  const of = (name: string) => [...states[name]!.x];
  const found = {
    rows: of("rows"),
    columns: of("columns"),
    rowMost: of("rowMost"),
    columnMost: of("columnMost"),
    squares: Number(states.squares!.x),
    p: [...(descent.params as { x: { data: Float32Array | Float64Array } }).x.data],
  };
  descent.dispose();
  return found;
}

/** The same by plain loops, in the order of elements. */
function meant(g: Values, shape: readonly number[]): Omit<Found, "p"> {
  const [r, c] = [shape.at(-2)!, shape.at(-1)!];
  const matrices = g.length / (r * c);
  const [rows, columns] = [Array<number>(matrices * r).fill(0), Array<number>(matrices * c).fill(0)];
  const [rowMost, columnMost] = [rows, columns].map((all) => all.map(() => Number.NEGATIVE_INFINITY));
  for (const [i, value] of g.entries()) {
    const row = Math.floor(i / c);
    const column = Math.floor(row / r) * c + (i % c);
    rows[row]! += value;
    columns[column]! += value;
    rowMost![row] = Math.max(rowMost![row]!, value);
    columnMost![column] = Math.max(columnMost![column]!, value);
  }
  const squares = g.reduce((sum, value) => sum + value * value, 0);
  return { rows, columns, rowMost: rowMost!, columnMost: columnMost!, squares };
}

const shapes = [
  ...Array.from({ length: 17 }, (_, columns) => [3, columns + 1]),
  ...[1, 7, 8, 9].map((columns) => [1, columns]),
  ...[1, 5, 16].flatMap((columns) => [63, 64, 65, 200, 1100].map((rows) => [rows, columns])),
  [2, 70, 9],
  [3, 2, 2, 3],
  [2, 3, 65, 4],
];

describe.each(["float32", "float64"] as const)("in %s", (dtype) => {
  test.each(shapes.map((shape) => [shape.join(" x "), shape] as const))("%s", async (_, shape) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    const next = random(size);
    const g = [...new arrays[dtype](size).map(() => next() - 0.5)];
    const [js, wasm] = [await reduce(g, shape, dtype, "js"), await reduce(g, shape, dtype, "wasm")];
    expect(wasm).toEqual(js);
    const { rowMost, columnMost, ...sums } = meant(g, shape);
    expect([js.rowMost, js.columnMost]).toEqual([rowMost, columnMost]);
    for (const name of ["rows", "columns"] as const)
      for (const [i, sum] of sums[name].entries()) expect(Math.abs(js[name][i]! - sum)).toBeLessThan(1e-11);
    expect(js.squares / sums.squares).toBeCloseTo(1, 12);
  });

  test.each(["js", "wasm"] as const)("on %s NaN stays, and a maximum that is zero is +0", async (device) => {
    const [nan, infinite] = [Number.NaN, Number.POSITIVE_INFINITY];
    const columns = [
      Array<number>(70).fill(-0),
      [...Array<number>(69).fill(-1), -0],
      [0, ...Array<number>(69).fill(-0)],
      [nan, ...Array<number>(69).fill(infinite)],
      [...Array<number>(69).fill(1), nan],
      [infinite, ...Array<number>(69).fill(1)],
      Array<number>(70).fill(-infinite),
      [...Array<number>(35).fill(-2), nan, ...Array<number>(34).fill(3)],
      [...Array<number>(66).fill(-infinite), -5, -4, -7, -9],
    ];
    const most = [0, 0, 0, nan, nan, infinite, -infinite, nan, -4];
    const transposed = columns[0]!.flatMap((_, row) => columns.map((column) => column[row]!));
    const byColumn = await reduce(transposed, [70, columns.length], dtype, device);
    expect(byColumn.columnMost).toEqual(most);
    const byRow = await reduce(columns.flat(), [columns.length, 70], dtype, device);
    expect(byRow.rowMost).toEqual(most);
  });
});
