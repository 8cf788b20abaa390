/** Products of matrices on a GPU, beside float64 loops: how far an element may be off follows from the roundings of its sum. */
import { expect, test } from "vitest";
import { matrixRule, tensor } from "../../src/index.ts";
import { blockDepth } from "../../src/linear-algebra/product.ts";
import { numbers } from "./arrays.ts";
import { testedGpu } from "./gpu.ts";

const gpu = testedGpu();

/** A matrix and the sums of absolute terms that its elements were made of. */
interface Bounded {
  readonly rows: number;
  readonly columns: number;
  readonly at: (i: number, j: number) => number;
  readonly sizeAt: (i: number, j: number) => number;
  /** How many roundings of 2^-24 an element may be off, times its size. */
  readonly roundings: number;
}

const given = (values: ArrayLike<number>, rows: number, columns: number): Bounded => {
  const at = (i: number, j: number) => values[i * columns + j]!;
  return { rows, columns, at, sizeAt: (i, j) => Math.abs(at(i, j)), roundings: 0 };
};

const transposed = ({ rows, columns, at, sizeAt, roundings }: Bounded): Bounded => ({
  rows: columns,
  columns: rows,
  at: (i, j) => at(j, i),
  sizeAt: (i, j) => sizeAt(j, i),
  roundings,
});

/** A term is rounded once, and then by each sum that it goes into: within its block, and of the blocks. */
function product(a: Bounded, b: Bounded): Bounded {
  const [values, sizes] = [a.at, a.sizeAt].map((of, which) => {
    const other = which === 0 ? b.at : b.sizeAt;
    const sums = new Float64Array(a.rows * b.columns);
    for (let i = 0; i < a.rows; i++)
      for (let j = 0; j < b.columns; j++)
        for (let k = 0; k < a.columns; k++) sums[i * b.columns + j]! += of(i, k) * other(k, j);
    return sums;
  }) as [Float64Array, Float64Array];
  const blocks = Math.ceil(a.columns / blockDepth);
  const roundings = a.roundings + b.roundings + Math.min(a.columns, blockDepth) + blocks;
  const { at } = given(values, a.rows, b.columns);
  const { at: sizeAt } = given(sizes, a.rows, b.columns);
  return { rows: a.rows, columns: b.columns, at, sizeAt, roundings };
}

const texts: readonly [text: string, of: (g: Bounded) => Bounded][] = [
  ["u = g @ g' @ g", (g) => product(product(g, transposed(g)), g)],
  ["u = g @ (g' @ g)", (g) => product(g, product(transposed(g), g))],
  [
    "A = g @ g'; B = 2*A; u = B @ A @ g",
    (g) => {
      const a = product(g, transposed(g));
      const twice = { ...a, at: (i: number, j: number) => 2 * a.at(i, j) };
      return product(product({ ...twice, sizeAt: (i, j) => 2 * a.sizeAt(i, j) }, a), g);
    },
  ],
  // Conditions of the first step, and what they leave as it was.
  [
    "H = 3*g'; when t == 1 { H = g' }; when t > 1 { H = 5*g' }; repeat 3 { H = 2*H }; u = H'",
    (g) => ({ ...g, at: (i, j) => 8 * g.at(i, j), sizeAt: (i, j) => 8 * g.sizeAt(i, j) }),
  ],
];

/** Sides below, at and beyond those of tiles, an inner dimension of several blocks, batches whose matrices begin anywhere. */
const shapes = [
  [1, 1],
  [3, 5],
  [64, 64],
  [65, 130],
  [130, 65],
  [7, 300],
  [300, 7],
  [3, 21, 33],
];

const rows = texts.flatMap(([text, of]) =>
  shapes.flatMap((shape) => [false, true].map((wide) => ({ text, of, shape, wide }))),
);

test.each(rows)("$text of $shape, wide: $wide", async ({ text, of, shape, wide }) => {
  const optimizer = matrixRule({ name: "products", wide, text: text as "u = g @ g' @ g" })();
  const [high, across] = shape.slice(-2) as [number, number];
  const size = shape.reduce((all, side) => all * side, 1);
  const data = numbers(size, 3);
  const descent = await optimizer.init({ w: tensor(new Float32Array(size), shape) }, { device: gpu.device });
  descent.step({ w: tensor(data, shape) });
  const found = (await descent.read()).w.data;
  descent.dispose();
  const isTurned = wide && high > across;
  for (let matrix = 0; matrix < size / (high * across); matrix++) {
    const first = matrix * high * across;
    const g = given(data.subarray(first, first + high * across), high, across);
    const { at, sizeAt, roundings } = isTurned ? transposed(of(transposed(g))) : of(g);
    let most = 0;
    for (let i = 0; i < high; i++)
      for (let j = 0; j < across; j++) {
        const off = Math.abs(found[first + i * across + j]! - at(i, j));
        most = Math.max(most, off / (sizeAt(i, j) * 2 ** -24));
      }
    expect(most).toBeLessThanOrEqual(roundings * 1.001);
  }
});
