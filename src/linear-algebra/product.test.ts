/** Products have the bits of a naive loop that rounds as they promise, whatever the shape, the place and the direction of what they read. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differences, fill, naive, shapes, specials } from "../../test/linear-algebra/naive.ts";
import { arrayOf, type DType } from "../language/dtype.ts";
import { LinearAlgebraError, type Matrix, matrix, part, transpose } from "./matrix.ts";
import { ownProduct, product, subtractProduct, symmetricProduct } from "./product.ts";

describe.each(["float32", "float64"] as const)("in %s", (dtype) => {
  test.each(shapes)("%i x %i x %i", (rows, inner, columns) => {
    const a = fill(dtype, rows, inner, 1);
    const b = fill(dtype, inner, columns, 2);
    const out = fill(dtype, rows, columns, 3);
    product(out, a, b);
    expect(differences(out, naive(dtype, a, b))).toBe(0);
  });

  test("any shape, read as it is or transposed, parts of larger matrices", () => {
    const sizes = fc.integer({ min: 1, max: 50 });
    fc.assert(
      fc.property(sizes, sizes, sizes, fc.integer(), fc.boolean(), fc.boolean(), (m, k, n, seed, ta, tb) => {
        const a = within(dtype, m, k, seed, ta);
        const b = within(dtype, k, n, seed + 1, tb);
        const out = within(dtype, m, n, seed + 2, ta !== tb);
        const before = out.values.slice();
        product(out, a, b);
        const meant = naive(dtype, a, b);
        if (differences(out, meant) > 0) return false;
        // Nothing else of the array is touched.
        write(out, (row, column) => before[indexOf(out, row, column)]!);
        return before.every((value, index) => Object.is(value, out.values[index]));
      }),
      { numRuns: 100 },
    );
  });

  test("zeros of both signs, subnormal numbers, infinities, NaN", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer(), (n, seed) => {
        const a = fill(dtype, n, n + 3, seed, specials(dtype));
        const b = fill(dtype, n + 3, n + 1, seed + 1, specials(dtype));
        const out = fill(dtype, n, n + 1, 0);
        product(out, a, b);
        return differences(out, naive(dtype, a, b)) === 0;
      }),
      { numRuns: 100 },
    );
  });

  test("a sum without terms is +0", () => {
    const out = fill(dtype, 2, 3, 1);
    product(out, matrix(new arrayOf[dtype](0), 2, 0), matrix(new arrayOf[dtype](0), 0, 3));
    expect([...out.values]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test.each([1, 2, 3, 5, 8, 31, 64, 65, 130, 257, 300])("a @ a' by half, %i rows", (n) => {
    const a = fill(dtype, n, 2 * n + 1, n);
    const [half, whole] = [fill(dtype, n, n, 1), fill(dtype, n, n, 2)];
    ownProduct(half, a);
    product(whole, a, transpose(a));
    expect(differences(half, whole.values)).toBe(0);
  });

  test("half of a product of matrices that commute is that up to the diagonal", () => {
    const a = fill(dtype, 77, 77, 4);
    const [symmetric, cube, whole, mirrored] = [1, 2, 3, 4].map((seed) => fill(dtype, 77, 77, seed)) as [
      Matrix,
      Matrix,
      Matrix,
      Matrix,
    ];
    ownProduct(symmetric, a);
    symmetricProduct(cube, symmetric, symmetric);
    product(whole, symmetric, cube);
    symmetricProduct(mirrored, symmetric, cube);
    for (let i = 0; i < 77; i++)
      for (let j = 0; j < 77; j++) {
        const [low, high] = [Math.max(i, j), Math.min(i, j)];
        expect(mirrored.values[77 * i + j]).toBe(whole.values[77 * low + high]);
      }
  });

  test("what is subtracted is the sum of each block in order", () => {
    const [a, b] = [fill(dtype, 9, 600, 1), fill(dtype, 600, 11, 2)];
    const out = fill(dtype, 9, 11, 3);
    const meant = out.values.slice();
    for (const [first, last] of [
      [0, 256],
      [256, 512],
      [512, 600],
    ] as const) {
      const block = naive(dtype, part(a, 0, first, 9, last - first), part(b, first, 0, last - first, 11));
      for (let i = 0; i < meant.length; i++) meant[i] = meant[i]! - block[i]!;
    }
    subtractProduct(out, a, b);
    expect(differences(out, meant)).toBe(0);
  });
});

test("what does not fit says so", () => {
  const of = (rows: number, columns: number) => fill("float32", rows, columns, 1);
  expect(() => product(of(2, 2), of(2, 3), of(2, 2))).toThrow(
    new LinearAlgebraError(
      "a product needs as many columns on the left as rows on the right; got 2 x 3 and 2 x 2: transpose one of them",
    ),
  );
  expect(() => product(of(3, 2), of(2, 3), of(3, 2))).toThrow(
    new LinearAlgebraError(
      "the product of 2 x 3 and 3 x 2 is 2 x 2; got a result of 3 x 2: give one of that shape",
    ),
  );
  expect(() => product(of(2, 2), of(2, 3), fill("float64", 3, 2, 1))).toThrow(
    "a product and its factors must have elements of one type; got float32, float32, float64: convert them first",
  );
  expect(() => symmetricProduct(of(2, 3), of(2, 2), of(2, 3))).toThrow(
    "a product that is taken by half must be square; got 2 x 3",
  );
});

/** A matrix in the middle of a larger array. */
function within(dtype: DType, rows: number, columns: number, seed: number, transposed: boolean): Matrix {
  const [high, wide] = transposed ? [columns, rows] : [rows, columns];
  const around = fill(dtype, high + 3, wide + 5, seed);
  return { ...part(around, 2, 3, high, wide), transposed };
}

const indexOf = ({ offset, stride, columns, transposed }: Matrix, row: number, column: number): number => {
  const [i, j] = transposed ? [column, row] : [row, column];
  return offset + i * (stride ?? columns) + j;
};

function write(to: Matrix, value: (row: number, column: number) => number): void {
  const [high, wide] = to.transposed ? [to.columns, to.rows] : [to.rows, to.columns];
  for (let i = 0; i < high; i++) for (let j = 0; j < wide; j++) to.values[indexOf(to, i, j)] = value(i, j);
}
