// Units, rows and columns of tensors against plain loops, on both backends: values, states, bits, memory around.
import { describe, expect, test } from "vitest";
import { chain, type Optimizer, rule, scaleByLearningRate, tensor } from "../../src/index.ts";

const devices = ["js", "wasm"] as const;
const shapes = [[4, 6], [1, 1], [5], [], [2, 3, 5], [7, 1], [1, 9], [3, 2, 2, 3], [13, 17]];

/** Reproducible values of both signs, different in every place. */
const values = (size: number, seed: number) =>
  Float64Array.from({ length: size }, (_, i) => Math.fround(Math.sin(1 + i * 1.7 + seed * 11.3)));
const sizeOf = (shape: readonly number[]) => shape.reduce((product, extent) => product * extent, 1);

/** Which slice each element of a tensor belongs to. */
function slicesOf(shape: readonly number[], extent: "unit" | "row" | "column"): number[] {
  const size = sizeOf(shape);
  const isVector = shape.length < 2;
  const columns = isVector ? size : shape.at(-1)!;
  const rows = isVector ? 1 : shape.at(-2)!;
  return Array.from({ length: size }, (_, i) => {
    const row = Math.floor(i / columns);
    if (extent === "row") return row;
    if (extent === "unit") return isVector ? 0 : Math.floor(i / (size / shape[0]!));
    return Math.floor(row / rows) * columns + (i % columns);
  });
}

/** A value for each element: that of its slice. */
function reduce(
  of: Float64Array,
  slices: readonly number[],
  take: (a: number, b: number) => number,
  start: number,
): number[] {
  const made = new Map<number, number>();
  for (const [i, slice] of slices.entries()) made.set(slice, take(made.get(slice) ?? start, of[i]!));
  return slices.map((slice) => made.get(slice)!);
}

async function updates(optimizer: Optimizer, device: "js" | "wasm", float32: boolean, steps = 1) {
  const make = (data: Float64Array) => (float32 ? Float32Array.from(data) : data);
  const tree = (seed: number) =>
    shapes.map((shape, k) => tensor(make(values(sizeOf(shape), seed + k)), shape));
  const descent = await optimizer.init(tree(0), { device });
  for (let step = 1; step <= steps; step++) descent.step(tree(100 * step));
  const found = descent.params.map((leaf) => leaf.data.slice());
  const state = structuredClone((await descent.snapshot()).state);
  descent.dispose();
  return { found, state };
}

const extents = ["unit", "row", "column"] as const;
const reductions = [
  ["Sum", (a: number, b: number) => a + b, 0],
  ["Max", Math.max, Number.NEGATIVE_INFINITY],
] as const;

describe.each(devices)("on %s", (device) => {
  test.each(
    extents.flatMap((extent) =>
      reductions
        .filter(([name]) => !(extent === "unit" && name === "Max"))
        .map(([name, take, start]) => [`${extent}${name}`, extent, take, start] as const),
    ),
  )("%s takes the elements of each slice together", async (name, extent, take, start) => {
    const optimizer = rule({ name: "test", text: `u = ${name}(3*g) - p` as string })();
    const { found } = await updates(optimizer, device, false);
    for (const [k, shape] of shapes.entries()) {
      const g = values(sizeOf(shape), 100 + k).map((value) => 3 * value);
      const expected = reduce(g, slicesOf(shape, extent), take, start);
      for (const [i, value] of expected.entries()) expect(found[k]![i]).toBeCloseTo(value, 13);
    }
  });

  test.each(extents)("%sMean and %sSize count the elements of a slice", async (extent) => {
    const optimizer = rule({ name: "test", text: `u = ${extent}Mean(g)*${extent}Size(g) - p` as string })();
    const { found } = await updates(optimizer, device, false);
    for (const [k, shape] of shapes.entries()) {
      const sums = reduce(values(sizeOf(shape), 100 + k), slicesOf(shape, extent), (a, b) => a + b, 0);
      for (const [i, value] of sums.entries()) expect(found[k]![i]).toBeCloseTo(value, 13);
    }
  });

  test("states of rows and columns have a number a slice, and are combined for each element", async () => {
    const factored = rule({
      name: "factored",
      hyper: { decay: 0.5 },
      state: { r: 0, c: 0 },
      text: `
        r = decay*r + (1 - decay)*rowMean(g^2)
        c = decay*c + (1 - decay)*columnMean(g^2)
        u = g / sqrt(r*c / columnMean(r))`,
    });
    const { found, state } = await updates(chain(factored(), scaleByLearningRate(0.1)), device, false, 2);
    const { r, c } = state as Record<string, Record<string, Float64Array>>;
    for (const [k, shape] of shapes.entries()) {
      const p = values(sizeOf(shape), k);
      const [rows, columns] = [slicesOf(shape, "row"), slicesOf(shape, "column")];
      expect(r![k]).toHaveLength(Math.max(...rows) + 1);
      expect(c![k]).toHaveLength(Math.max(...columns) + 1);
      const mean = (of: Float64Array, slices: readonly number[]) => {
        const count = slices.filter((slice) => slice === 0).length;
        return reduce(of, slices, (a, b) => a + b, 0).map((sum) => sum / count);
      };
      let [row, column] = [p.map(() => 0), p.map(() => 0)];
      for (const step of [1, 2]) {
        const g = values(p.length, 100 * step + k);
        const squares = g.map((value) => value * value);
        const [rowMeans, columnMeans] = [mean(squares, rows), mean(squares, columns)];
        row = row.map((old, i) => 0.5 * old + 0.5 * rowMeans[i]!);
        column = column.map((old, i) => 0.5 * old + 0.5 * columnMeans[i]!);
        const norm = mean(row, columns);
        for (const [i, value] of g.entries()) {
          p[i]! -= (0.1 * value) / Math.sqrt((row[i]! * column[i]!) / norm[i]!);
        }
      }
      for (const [i, value] of p.entries()) expect(found[k]![i]).toBeCloseTo(value, 12);
    }
  });

  test("a tensor's own number follows from its rows", async () => {
    const optimizer = rule({
      name: "test",
      state: { total: 0 },
      text: "r = rowSum(g)\n total = total + mean(r*columnMax(g))\n u = total - p",
    })();
    const { found } = await updates(optimizer, device, false);
    for (const [k, shape] of shapes.entries()) {
      const g = values(sizeOf(shape), 100 + k);
      const r = reduce(g, slicesOf(shape, "row"), (a, b) => a + b, 0);
      const c = reduce(g, slicesOf(shape, "column"), Math.max, Number.NEGATIVE_INFINITY);
      const mean = r.reduce((sum, value, i) => sum + value * c[i]!, 0) / r.length;
      for (const value of found[k]!) expect(value).toBeCloseTo(mean, 12);
    }
  });

  test("what is not finite stays within its slice", async () => {
    const optimizer = rule({ name: "test", text: "u = rowSum(g) - p" })();
    const descent = await optimizer.init(tensor(new Float32Array(6), [3, 2]), { device });
    descent.step(tensor(new Float32Array([1, 2, Number.NaN, 3, 4, 5]), [3, 2]));
    expect([...descent.params.data]).toEqual([3, 3, Number.NaN, Number.NaN, 9, 9]);
    descent.dispose();
  });
});

test.each([false, true])("gives the same bits on both backends (float32: %s)", async (float32) => {
  const optimizer = rule({
    name: "test",
    state: { m: 0, r: 0, c: 0, unit: 0 },
    text: `
      r = 0.9*r + rowSum(g^2)
      c = max(c, columnMax(abs(g)))
      unit = unitNorm(g) + norm(p)
      m = 0.9*m + where(g < rowMean(g), g, -g)*where(c > 0.5, 1, 2)
      u = -0.1*m / (sqrt(r + c) + unit + columnMean(m))`,
  })();
  const [js, wasm] = await Promise.all(devices.map((device) => updates(optimizer, device, float32, 5)));
  expect(wasm).toEqual(js);
});
