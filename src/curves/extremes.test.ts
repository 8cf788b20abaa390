/** Data of any size, data on the curve, and models that do not move. */
import { expect, test } from "vitest";
import { fitCurve } from "./fit-curve.ts";
import { leastSquares } from "./least-squares.ts";

const x = [0, 1, 2, 3, 4, 5];
const y = [5.1, 3.2, 2.3, 1.4, 1.1, 0.8];
const table = { x, y };

test.each([1e150, 1e-150])("data of any size: times %d", (by) => {
  const scaled = (values: readonly number[]) => values.map((value) => value * by);
  const fit = fitCurve("y ~ a + b*x", { x: scaled(x), y: scaled(y) }, { start: { a: 0, b: 0 } });
  const plain = fitCurve("y ~ a + b*x", table, { start: { a: 0, b: 0 } });
  expect(fit.converged).toBe(true);
  expect(fit.parameters.b.value / plain.parameters.b.value).toBeCloseTo(1, 10);
  expect(fit.parameters.b.standardError! / plain.parameters.b.standardError!).toBeCloseTo(1, 8);
});

test("where all squares are too small for float64, nothing is said to have converged", () => {
  const tiny = (values: readonly number[]) => values.map((value) => value * 1e-200);
  for (const fit of [
    fitCurve("y ~ a*x", { x, y: tiny(y) }),
    fitCurve("y ~ a*x", { x: tiny(x), y: tiny(y) }, { start: { a: 0 } }),
    leastSquares(([a]) => tiny(y).map((value, i) => a! * x[i]! - value), [0]),
  ]) {
    expect(fit.converged).toBe(false);
    expect(fit.reason).toContain("too small for float64; give the response in a smaller unit");
  }
  expect(fitCurve("y ~ a*x", { x, y: y.map(() => 0) }).converged).toBe(true);
});

test("data on the curve are fitted exactly; where nothing moves, the search ends at once", () => {
  const exact = fitCurve("y ~ a + b*x", { x, y: x.map((at) => 2 * at + 1) }, { start: { a: 0, b: 0 } });
  expect(exact.parameters.b.value).toBeCloseTo(2, 14);
  expect(exact.rSquared).toBe(1);
  const jumps = fitCurve("y ~ floor(a*x)", table, { start: { a: 2 } });
  expect(jumps.evaluations.residuals).toBe(1);
  expect(jumps.cautions[0]).toContain("the data say nothing of a");
  const far = () => fitCurve("y ~ a*exp(b*x)", table, { start: { a: 1, b: 100 } });
  expect(far).toThrow(
    /the sum of squares at the start is too large for float64: the weighted residual, row 6, is 1\.4e\+217;/,
  );
});

test("sigmas and data whose squares float64 cannot hold are named", () => {
  const sigmas = x.map(() => 1e-160);
  const hint =
    "give the response in a larger unit, smaller weights or larger sigmas, or choose a nearer start";
  expect(() => fitCurve("y ~ a + b*x", table, { start: { a: 0, b: 0 }, sigmas })).toThrow(
    `fitCurve: the sum of squares at the start is too large for float64: the weighted residual, row 1, is -5.1e+160; ${hint}`,
  );
  const huge = y.map((value) => value * 1e200);
  expect(() => fitCurve("y ~ a + b*x", { x, y: huge }, { start: { a: 0, b: 0 } })).toThrow(
    "the weighted residual, row 1, is -5.1e+200",
  );
  expect(() => leastSquares(([a]) => huge.map((value) => a! - value), [0])).toThrow(
    `leastSquares: the sum of squares at the start is too large for float64: the weighted residual, element 0, is -5.1e+200; ${hint}`,
  );
  // Without a start none of the points that are tried has a sum of squares.
  expect(() => fitCurve("y ~ a*exp(b*x)", { x, y: huge })).toThrow(/fitCurve: .*too large for float64/);
});
