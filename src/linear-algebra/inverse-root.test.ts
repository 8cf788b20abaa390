/** Inverse roots: their powers give the inverse, both ways agree, and what epsilon does. */
import { Matrix as MlMatrix } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { fill } from "../../test/linear-algebra/naive.ts";
import { inverseRoot, inverseRootWorkspace, newtonInverseRoot, newtonWorkspace } from "./inverse-root.ts";
import { type Matrix, matrix } from "./matrix.ts";

/** B B' + shift, by ml-matrix. */
function positive(n: number, seed: number, shift = 0.1): MlMatrix {
  const b = MlMatrix.from1DArray(
    n,
    n,
    [...fill("float64", n, n, seed).values].map((x) => x / 10),
  );
  return b.mmul(b.transpose()).add(MlMatrix.eye(n).mul(shift));
}

const given = (a: MlMatrix): Matrix => matrix(Float64Array.from(a.to1DArray()), a.rows, a.columns);

function byEigenvalues(a: MlMatrix, root: number, epsilon = 0): MlMatrix {
  const n = a.rows;
  const out = matrix(new Float64Array(n * n), n, n);
  inverseRoot(out, given(a), { root, epsilon }, new Float64Array(inverseRootWorkspace(n)));
  return MlMatrix.from1DArray(n, n, [...out.values]);
}

const farthest = (a: MlMatrix, b: MlMatrix): number => MlMatrix.abs(MlMatrix.sub(a, b)).max();

describe.each([1, 2, 3, 4, 6, 8])("root %i", (root) => {
  test.each([1, 2, 7, 40])("its power times the matrix is the identity, %i rows", (n) => {
    const a = positive(n, n + root);
    let power = a;
    const inverse = byEigenvalues(a, root);
    for (let r = 0; r < root; r++) power = power.mmul(inverse);
    expect(farthest(power, MlMatrix.eye(n))).toBeLessThan(1e-9);
  });

  test("by products it is the same", () => {
    const n = 30;
    const a = positive(n, 3);
    const out = matrix(new Float64Array(n * n), n, n);
    const workspace = new Float64Array(newtonWorkspace("float64", n));
    const { error, iterations } = newtonInverseRoot(out, given(a), { root, tolerance: 1e-10 }, workspace);
    expect(error).toBeLessThanOrEqual(1e-10);
    expect(iterations).toBeLessThan(40);
    const found = MlMatrix.from1DArray(n, n, [...out.values]);
    expect(farthest(found, byEigenvalues(a, root))).toBeLessThan(1e-8);
  });
});

test("a diagonal matrix has the roots of its elements", () => {
  const a = matrix(Float64Array.of(16, 0, 0, 0, 81, 0, 0, 0, 1), 3, 3);
  inverseRoot(a, a, { root: 4 }, new Float64Array(inverseRootWorkspace(3)));
  expect(a.values[0]).toBeCloseTo(0.5, 15);
  expect(a.values[4]).toBeCloseTo(1 / 3, 15);
  expect(a.values[8]).toBe(1);
});

test("large eigenvalues beside which epsilon is lost leave it the least", () => {
  const n = 6;
  const values = Float64Array.from(
    { length: n * n },
    (_, i) => 1e30 * (1 + Math.floor(i / n)) * (1 + (i % n)),
  );
  const a = matrix(values, n, n);
  inverseRoot(a, a, { root: 4, epsilon: 1e-12 }, new Float64Array(inverseRootWorkspace(n)));
  expect(values.every(Number.isFinite)).toBe(true);
  expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1e3 * (1 + 1e-9));
});

test("epsilon is added to the diagonal, and the least eigenvalue is at least epsilon then", () => {
  const diagonal = (values: readonly number[]) => MlMatrix.diag([...values]);
  expect(farthest(byEigenvalues(diagonal([3, 8]), 2, 1), diagonal([1 / 2, 1 / 3]))).toBeLessThan(1e-15);
  // -1 + 0.5 lacks 1 to 0.5, so all have 1.5 more.
  expect(farthest(byEigenvalues(diagonal([-1, 7.5]), 2, 0.5), diagonal([Math.SQRT2, 1 / 3]))).toBeLessThan(
    1e-15,
  );
  expect(byEigenvalues(new MlMatrix(3, 3), 4, 1e-12).get(1, 1)).toBeCloseTo(1e3, 9);
});

test("float32: float64 within, rounded at the end; by products to about its precision", () => {
  const n = 24;
  const exact = given(positive(n, 9, 1));
  const a = matrix(Float32Array.from(exact.values), n, n);
  const [meant, found, newton] = [
    matrix(new Float64Array(n * n), n, n),
    matrix(new Float32Array(n * n), n, n),
    matrix(new Float32Array(n * n), n, n),
  ];
  const same = matrix(Float64Array.from(a.values), n, n);
  inverseRoot(meant, same, { root: 4 }, new Float64Array(inverseRootWorkspace(n)));
  inverseRoot(found, a, { root: 4 }, new Float64Array(inverseRootWorkspace(n)));
  expect(found.values).toEqual(Float32Array.from(meant.values));
  const { error } = newtonInverseRoot(
    newton,
    a,
    { root: 4 },
    new Float64Array(newtonWorkspace("float32", n)),
  );
  expect(error).toBeLessThan(1e-4);
  for (let k = 0; k < n * n; k++) expect(Math.abs(newton.values[k]! - found.values[k]!)).toBeLessThan(1e-4);
});

test("an iteration that cannot converge says so", () => {
  const a = matrix(Float64Array.of(1, 0, 0, -1), 2, 2);
  const { error } = newtonInverseRoot(a, a, { root: 4 }, new Float64Array(newtonWorkspace("float64", 2)));
  expect(error > 1e-6 || Number.isNaN(error)).toBe(true);
});

test("what does not fit says so", () => {
  const a = matrix(new Float64Array(4), 2, 2);
  const workspace = new Float64Array(inverseRootWorkspace(2));
  expect(() => inverseRoot(a, a, { root: 0.5 }, workspace)).toThrow(
    "root must be a whole number from 1 on; got 0.5",
  );
  expect(() => inverseRoot(matrix(new Float64Array(2), 1, 2), a, { root: 2 }, workspace)).toThrow(
    "the inverse root must be 2 x 2; got 1 x 2",
  );
  expect(() => newtonInverseRoot(a, matrix(new Float64Array(2), 1, 2), { root: 2 }, workspace)).toThrow(
    "a matrix with an inverse root must be square; got 1 x 2",
  );
});
