/** QR factorisations: q r is the matrix, q'q the identity, r triangular; against ml-matrix; difficult matrices. */
import { Matrix as MlMatrix, QrDecomposition } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { fill } from "../../test/linear-algebra/naive.ts";
import { arrayOf, type DType, type Elements } from "../language/dtype.ts";
import { type Matrix, matrix, transpose } from "./matrix.ts";
import { qr, qrWorkspace } from "./qr.ts";

const epsilon = { float32: 2 ** -23, float64: 2 ** -52 } as const;

function factors(dtype: DType, a: Matrix): { q: Elements; r: Elements; count: number } {
  const [rows, columns] = a.transposed ? [a.columns, a.rows] : [a.rows, a.columns];
  const count = Math.min(rows, columns);
  const [q, r] = [new arrayOf[dtype](rows * count), new arrayOf[dtype](count * columns)];
  const workspace = new Float64Array(qrWorkspace(dtype, rows, columns));
  qr(matrix(q, rows, count), matrix(r, count, columns), a, workspace);
  return { q, r, count };
}

/** What must hold, in float64. */
function expectQr(dtype: DType, a: Elements, rows: number, columns: number): Elements {
  const { q, r, count } = factors(dtype, matrix(a, rows, columns));
  let [residual, orthogonality, norm] = [0, 0, 0];
  for (const value of a) norm = Math.hypot(norm, value);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < count; k++) sum += q[i * count + k]! * r[k * columns + j]!;
      residual = Math.max(residual, Math.abs(sum - a[i * columns + j]!));
    }
  for (let i = 0; i < count; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < rows; k++) sum += q[k * count + i]! * q[k * count + j]!;
      orthogonality = Math.max(orthogonality, Math.abs(sum - (i === j ? 1 : 0)));
    }
  expect(residual).toBeLessThanOrEqual(4 * epsilon[dtype] * norm);
  expect(orthogonality).toBeLessThanOrEqual(16 * epsilon[dtype]);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < i; j++) expect(Object.is(r[i * columns + j], 0)).toBe(true);
  return r;
}

const sizes = [
  [1, 1],
  [1, 5],
  [5, 1],
  [2, 2],
  [7, 7],
  [31, 31],
  [32, 32],
  [33, 33],
  [64, 65],
  [65, 64],
  [100, 37],
  [37, 100],
  [130, 130],
  [257, 60],
] as const;

describe.each(["float32", "float64"] as const)("in %s", (dtype) => {
  test.each(sizes)("%i x %i", (rows, columns) => {
    expectQr(dtype, fill(dtype, rows, columns, rows + columns).values, rows, columns);
  });

  test("columns that are zero, equal, or nearly dependent", () => {
    const { values } = fill(dtype, 50, 50, 3);
    for (let i = 0; i < 50; i++) {
      values[50 * i + 4] = 0;
      values[50 * i + 9] = values[50 * i + 8]!;
      values[50 * i + 40] = values[50 * i + 2]! * (1 + 1e-6 * (i % 3));
    }
    expectQr(dtype, values, 50, 50);
    expectQr(dtype, new arrayOf[dtype](12), 4, 3);
  });

  test("a condition number at which the square of a matrix loses everything", () => {
    const n = 40;
    const { values } = fill(dtype, n, n, 4);
    const scaled = values.map((value, index) => value * 10 ** (-0.3 * (index % n)));
    expectQr(dtype, scaled, n, n);
  });

  test("triangular matrices stay as they are, but for signs", () => {
    const upper = fill(dtype, 6, 6, 5).values.map((value, index) =>
      index % 6 < Math.floor(index / 6) ? 0 : value,
    );
    const { q, r } = factors(dtype, matrix(upper, 6, 6));
    expect(r).toEqual(upper);
    for (let i = 0; i < 36; i++) expect(q[i]).toBe(i % 7 === 0 ? 1 : 0);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("with %d: all is NaN", (bad) => {
    const { values } = fill(dtype, 4, 3, 6);
    values[7] = bad;
    const { q, r } = factors(dtype, matrix(values, 4, 3));
    expect([...q, ...r].every(Number.isNaN)).toBe(true);
  });

  test("a matrix that is read as its transpose", () => {
    const a = fill(dtype, 9, 5, 7);
    const turned = matrix(new arrayOf[dtype](45), 5, 9);
    for (let i = 0; i < 9; i++) for (let j = 0; j < 5; j++) turned.values[9 * j + i] = a.values[5 * i + j]!;
    expect(factors(dtype, transpose(turned))).toEqual(factors(dtype, a));
  });
});

test.each([3, 20, 90])("r is that of ml-matrix but for signs, %i rows", (n) => {
  const a = fill("float64", n, n, n);
  const { r } = factors("float64", a);
  const meant = new QrDecomposition(MlMatrix.from1DArray(n, n, [...a.values])).upperTriangularMatrix;
  for (let i = 0; i < n; i++) {
    const sign = Math.sign(r[i * n + i]!) * Math.sign(meant.get(i, i));
    for (let j = i; j < n; j++) expect(r[i * n + j]).toBeCloseTo(sign * meant.get(i, j), 9);
  }
});

test.each([-1060, -700, 700, 1000])("numbers of about 2^%i", (exponent) => {
  const a = fill("float64", 20, 20, 8);
  const half = 2 ** Math.trunc(exponent / 2);
  const scale = (x: number) => x * half * 2 ** (exponent - Math.trunc(exponent / 2));
  const { r } = factors("float64", matrix(a.values.map(scale), 20, 20));
  const meant = factors("float64", a).r as Float64Array;
  const size = meant.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  for (let k = 0; k < 400; k++)
    expect(Math.abs(r[k]! - scale(meant[k]!))).toBeLessThanOrEqual(
      Math.max(100 * 2 ** -1074, scale(size) * 1e-14),
    );
});

test("what does not fit says so", () => {
  const of = (rows: number, columns: number, dtype: DType = "float64") => fill(dtype, rows, columns, 1);
  const workspace = new Float64Array(qrWorkspace("float64", 4, 3));
  expect(() => qr(of(4, 4), of(3, 3), of(4, 3), workspace)).toThrow("q must be 4 x 3; got 4 x 4");
  expect(() => qr(of(4, 3), of(4, 3), of(4, 3), workspace)).toThrow("r must be 3 x 3; got 4 x 3");
  expect(() => qr(of(4, 3), of(3, 3, "float32"), of(4, 3), workspace)).toThrow(
    "a, q and r must have elements of one type; got float64, float64, float32",
  );
  expect(() => qr(of(4, 3), of(3, 3), of(4, 3), workspace.subarray(1))).toThrow(
    /^the workspace must have at least/,
  );
});
