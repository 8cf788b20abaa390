/** Eigenvalues and eigenvectors: against ml-matrix, against matrices whose eigenvalues are known, and what they must satisfy. */
import { EigenvalueDecomposition, Matrix as MlMatrix } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { random } from "../../test/kernels/compute.ts";
import { LinearAlgebraError, matrix } from "./matrix.ts";
import { eigenWorkspace, symmetricEigen } from "./symmetric-eigen.ts";

/** A symmetric matrix from what lies up to its diagonal. */
function symmetric(n: number, element: (row: number, column: number) => number): Float64Array {
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      values[i * n + j] = element(i, j);
      values[j * n + i] = values[i * n + j]!;
    }
  return values;
}

function eigen(a: Float64Array): { values: Float64Array; vectors: Float64Array } {
  const n = Math.sqrt(a.length);
  const [values, vectors] = [new Float64Array(n), new Float64Array(n * n)];
  symmetricEigen(values, matrix(vectors, n, n), matrix(a, n, n), new Float64Array(eigenWorkspace(n)));
  return { values, vectors };
}

const largest = (values: Float64Array): number => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** What must hold: A V = V diag(values) beside |A|, V'V = I, values that ascend. */
function expectEigen(a: Float64Array): Float64Array {
  const n = Math.sqrt(a.length);
  const { values, vectors } = eigen(a);
  const size = largest(values);
  let [residual, orthogonality] = [0, 0];
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let [av, vv] = [0, 0];
      for (let k = 0; k < n; k++) {
        av += a[i * n + k]! * vectors[k * n + j]!;
        vv += vectors[k * n + i]! * vectors[k * n + j]!;
      }
      residual = Math.max(residual, Math.abs(av - values[j]! * vectors[i * n + j]!));
      orthogonality = Math.max(orthogonality, Math.abs(vv - (i === j ? 1 : 0)));
    }
  expect(residual).toBeLessThanOrEqual(1e-13 * size);
  expect(orthogonality).toBeLessThanOrEqual(1e-12);
  for (let k = 1; k < n; k++) expect(values[k]).toBeGreaterThanOrEqual(values[k - 1]!);
  return values;
}

const noise = (seed: number) => {
  const next = random(seed);
  return () => next() - 0.5;
};

describe("against ml-matrix", () => {
  test.each([1, 2, 3, 4, 5, 8, 17, 31, 32, 33, 64, 100, 127, 200, 512])("%i rows", (n) => {
    const a = symmetric(n, noise(n));
    const values = expectEigen(a);
    const meant = new EigenvalueDecomposition(MlMatrix.from1DArray(n, n, [...a]), { assumeSymmetric: true });
    const sorted = meant.realEigenvalues.toSorted((x, y) => x - y);
    const size = largest(values);
    for (let k = 0; k < n; k++) expect(Math.abs(values[k]! - sorted[k]!)).toBeLessThanOrEqual(1e-13 * size);
  });
});

describe("known eigenvalues", () => {
  const expectValues = (a: Float64Array, meant: readonly number[]): void => {
    const values = expectEigen(a);
    const size = largest(Float64Array.from(meant));
    meant.forEach((value, k) => {
      expect(Math.abs(values[k]! - value)).toBeLessThanOrEqual(1e-13 * size);
    });
  };

  test("of a diagonal matrix, in order", () => {
    const diagonal = [3, -1, 0, 7, 7, 2];
    const a = symmetric(6, (i, j) => (i === j ? diagonal[i]! : 0));
    expectValues(a, [-1, 0, 2, 3, 7, 7]);
    expect([...eigen(a).values]).toEqual([-1, 0, 2, 3, 7, 7]);
  });

  test("of the second difference: 2 - 2 cos(k pi / (n + 1))", () => {
    const n = 90;
    const a = symmetric(n, (i, j) => (i === j ? 2 : i - j === 1 ? -1 : 0));
    const meant = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));
    expectValues(a, meant);
  });

  test("of ones: n once, otherwise 0", () => {
    const n = 50;
    const meant = [...Array.from({ length: n - 1 }, () => 0), n];
    expectValues(
      symmetric(n, () => 1),
      meant,
    );
  });

  test("of zeros, and of one element", () => {
    expect([...eigen(new Float64Array(25)).values]).toEqual([0, 0, 0, 0, 0]);
    expect(eigen(Float64Array.of(-4))).toEqual({ values: Float64Array.of(-4), vectors: Float64Array.of(1) });
  });

  test("that lie close together, as those of Wilkinson's matrix of 21 rows do", () => {
    const values = expectEigen(symmetric(21, (i, j) => (i === j ? Math.abs(i - 10) : i - j === 1 ? 1 : 0)));
    expect(values[20]).toBeCloseTo(10.746194182903393, 13);
    expect(values[19]).toBeCloseTo(10.746194182903322, 13);
    expect(values[20]! - values[19]!).toBeLessThan(1e-12);
  });
});

describe("difficult matrices", () => {
  test.each([-1070, -1000, -500, 0, 500, 1000, 1022])("of about 2^%i", (exponent) => {
    const next = noise(3);
    const unscaled = symmetric(20, next);
    const half = 2 ** Math.trunc(exponent / 2);
    const scale = (x: number) => x * half * 2 ** (exponent - Math.trunc(exponent / 2));
    const [values, meant] = [eigen(unscaled.map(scale)).values, eigen(unscaled).values];
    const least = 40 * 2 ** -1074;
    for (let k = 0; k < 20; k++) {
      const far = Math.abs(values[k]! - scale(meant[k]!));
      expect(far).toBeLessThanOrEqual(Math.max(least, 1e-14 * Math.abs(scale(largest(meant)))));
    }
  });

  test.each([false, true])("graded over 60 powers of ten, the largest last: %s", (isLast) => {
    const next = noise(5);
    const n = 40;
    const place = (i: number) => (isLast ? n - 1 - i : i);
    expectEigen(symmetric(n, (i, j) => (2 + next()) * 10 ** (-0.75 * (place(i) + place(j)))));
  });

  test("of low rank", () => {
    const next = noise(6);
    const n = 60;
    const u = Float64Array.from({ length: 3 * n }, next);
    const values = expectEigen(
      symmetric(n, (i, j) => u[i]! * u[j]! + u[n + i]! * u[n + j]! - u[2 * n + i]! * u[2 * n + j]!),
    );
    expect(values.filter((value) => Math.abs(value) > 1e-12)).toHaveLength(3);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "with %d: all is NaN",
    (bad) => {
      const a = symmetric(5, noise(7));
      a[3 * 5 + 1] = bad;
      const { values, vectors } = eigen(a);
      expect([...values, ...vectors].every(Number.isNaN)).toBe(true);
    },
  );
});

test("only what lies up to the diagonal is read, and eigenvectors may lie in rows, also where the matrix was", () => {
  const n = 12;
  const a = symmetric(n, noise(8));
  const meant = eigen(a);
  const lower = a.map((value, index) => (index % n > Math.floor(index / n) ? Number.NaN : value));
  const values = new Float64Array(n);
  const given = matrix(lower, n, n);
  symmetricEigen(values, { ...given, transposed: true }, given, new Float64Array(eigenWorkspace(n)));
  expect(values).toEqual(meant.values);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) expect(lower[j * n + i]).toBe(meant.vectors[i * n + j]);
});

test("float32 in, float64 out", () => {
  const a = Float32Array.from(symmetric(9, noise(9)));
  const values = new Float64Array(9);
  const vectors = matrix(new Float64Array(81), 9, 9);
  symmetricEigen(values, vectors, matrix(a, 9, 9), new Float64Array(eigenWorkspace(9)));
  expect(values).toEqual(eigen(Float64Array.from(a)).values);
});

test("what does not fit says so", () => {
  const [values, square, workspace] = [
    new Float64Array(3),
    matrix(new Float64Array(9), 3, 3),
    new Float64Array(9),
  ];
  const wide = matrix(new Float64Array(6), 2, 3);
  expect(() => symmetricEigen(values, square, wide, workspace)).toThrow(
    new LinearAlgebraError("a matrix with eigenvalues must be square; got 2 x 3"),
  );
  expect(() => symmetricEigen(values, wide, square, workspace)).toThrow(
    "the eigenvectors must be 3 x 3; got 2 x 3",
  );
  expect(() => symmetricEigen(values, square, square, workspace)).toThrow(
    `the workspace must have at least ${eigenWorkspace(3)} elements of 8 bytes; got 9`,
  );
  expect(() => symmetricEigen(new Float64Array(2), square, square, workspace)).toThrow(
    "the eigenvalues must have at least 3 elements of 8 bytes; got 2",
  );
});
