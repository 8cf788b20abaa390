/** What linear algebra is tested against: products by three loops, matrices with difficult elements, and bits that differ. */
import { adversarial, type DType, random } from "../kernels/compute.ts";

/** A matrix as tests make it: all of an array, or a part of it, by rows or by columns. */
interface Matrix {
  readonly values: Float32Array | Float64Array;
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
  readonly transposed?: boolean;
  readonly stride?: number;
}

const arrays = { float32: Float32Array, float64: Float64Array } as const;

/** An element of what is read. */
export function at(a: Matrix, row: number, column: number): number {
  const [i, j] = a.transposed ? [column, row] : [row, column];
  return a.values[a.offset + i * (a.stride ?? a.columns) + j]!;
}

/** A matrix of numbers of many sizes, or of those that are given, chosen by a seed. */
export function fill(dtype: DType, rows: number, columns: number, seed: number, from?: readonly number[]) {
  const next = random(seed);
  const value = () =>
    from ? from[Math.floor(next() * from.length)]! : (next() - 0.5) * 10 ** (3 * next() - 1.5);
  const values = new arrays[dtype](rows * columns);
  for (let i = 0; i < values.length; i++) values[i] = value();
  return { values, offset: 0, rows, columns };
}

/** Ones and small whole numbers among zeros of both signs, subnormal and large numbers, infinities and NaN. */
export const specials = (dtype: DType): readonly number[] => [
  ...adversarial(dtype),
  ...Array.from({ length: 150 }, (_, i) => [0, -0, 1, -1, 3, 0.1][i % 6]!),
];

/** a @ b by three loops: in blocks of 256, rounded after each operation. */
export function naive(dtype: DType, a: Matrix, b: Matrix): Float32Array | Float64Array {
  const round = dtype === "float32" ? Math.fround : (x: number) => x;
  const [rows, inner] = a.transposed ? [a.columns, a.rows] : [a.rows, a.columns];
  const columns = b.transposed ? b.rows : b.columns;
  const out = new arrays[dtype](rows * columns);
  const listed = (count: number, element: (index: number) => number) =>
    Array.from({ length: count }, (_, k) => element(k));
  const right = listed(columns, () => 0).map((_, j) => listed(inner, (k) => at(b, k, j)));
  for (let i = 0; i < rows; i++) {
    const left = listed(inner, (k) => at(a, i, k));
    for (let j = 0; j < columns; j++) {
      let total = 0;
      for (let first = 0; first < inner; first += 256) {
        let sum = 0;
        for (let k = first; k < Math.min(inner, first + 256); k++)
          sum = round(sum + round(left[k]! * right[j]![k]!));
        total = round(total + sum);
      }
      out[i * columns + j] = total;
    }
  }
  return out;
}

/** Elements of what is read that have other bits than those meant, which lie by rows. Any NaN is as good as another. */
export function differences(found: Matrix, meant: Float32Array | Float64Array): number {
  const [rows, columns] = found.transposed ? [found.columns, found.rows] : [found.rows, found.columns];
  let count = rows * columns === meant.length ? 0 : 1;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) if (!Object.is(at(found, i, j), meant[i * columns + j])) count++;
  return count;
}

const primes = [2, 3, 5, 7, 11, 13, 31, 61, 127];

/** Rows, inner dimension and columns of products: the smallest, primes, and sizes around those of blocks. */
export const shapes: readonly (readonly [rows: number, inner: number, columns: number])[] = [
  [1, 1, 1],
  [1, 1, 9],
  [9, 1, 1],
  [1, 300, 1],
  [1, 40, 300],
  [300, 40, 1],
  ...primes.map((n, p) => [n, primes.at(-1 - p)!, primes[(p + 4) % primes.length]!] as const),
  ...[255, 256, 257].flatMap((n) => [[n, 19, 21] as const, [19, n, 21] as const, [19, 21, n] as const]),
  ...[511, 512, 513].flatMap((n) => [[n, 7, 9] as const, [7, n, 9] as const, [7, 9, n] as const]),
  [257, 257, 65],
];
