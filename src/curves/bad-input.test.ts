/** Rows with missing values, and what is said of data that cannot be fitted or say too little. */
import { expect, test } from "vitest";
import { CurveError, fitCurve, leastSquares } from "./index.ts";

const x = [0, 1, 2, 3, 4, 5, 6];
const y = [4, 2.5, 1.7, Number.NaN, 0.8, 0.5, 0.4];
const formula = "y ~ a*exp(-b*x)";
const start = { a: 4, b: 0.5 };

test("rows with missing values are refused, or left out where that is asked for", () => {
  expect(() => fitCurve(formula, { x, y }, { start })).toThrow(
    'the column "y" must hold finite numbers; row 4 has NaN',
  );
  const fit = fitCurve(formula, { x, y }, { start, missing: "omit" });
  const there = (values: readonly number[]) => values.filter((_, row) => row !== 3);
  const same = fitCurve(formula, { x: there(x), y: there(y) }, { start });
  expect(fit.parameters).toEqual(same.parameters);
  expect(fit.residuals).toEqual(same.residuals);
  expect(fit.omitted).toEqual([3]);
  expect(fit.cautions).toEqual(["a row with missing values was left out: 4"]);
  expect(same.omitted).toEqual([]);
});

test("columns that the formula does not use may miss values; weights that it uses count", () => {
  const z = x.map(() => Number.NaN);
  const w = [1, 1, 1, 1, Number.NaN, 1, 1];
  expect(fitCurve(formula, { x, y, z }, { start, missing: "omit" }).omitted).toEqual([3]);
  expect(fitCurve(formula, { x, y, w }, { start, missing: "omit", weights: "w" }).omitted).toEqual([3, 4]);
  const weights = [1, 2, 3, 4, 5, 6, 7];
  const byList = fitCurve(formula, { x, y }, { start, missing: "omit", weights });
  expect(byList.parameters).toEqual(
    fitCurve(formula, { x, y, weights }, { start, missing: "omit", weights: "weights" }).parameters,
  );
  expect(() => fitCurve(formula, { x, y }, { start, missing: "omit", weights: weights.slice(1) })).toThrow(
    "weights must be 7 numbers, one for each row; got 6",
  );
  const long = { x, y, weights: [...weights, 8] };
  expect(() => fitCurve(formula, long, { start, missing: "omit", weights: "weights" })).toThrow(
    "weights must be 7 numbers, one for each row; got 8",
  );
});

test("messages say rows as they stand in the table", () => {
  const infinite = [4, 2.5, 1.7, Number.NaN, 0.8, Number.POSITIVE_INFINITY, 0.4];
  const refused = () => fitCurve(formula, { x, y: infinite }, { start, missing: "omit" });
  expect(refused).toThrow(CurveError);
  expect(refused).toThrow("row 6 has Infinity");
  expect(() =>
    fitCurve("y ~ a*log(x)", { x: [1, 2, 3, 4, 0, 6, 7], y }, { start: { a: 1 }, missing: "omit" }),
  ).toThrow("the model is -Infinity at the start in row 5 (x = 0)");
  expect(() => fitCurve("log(y) ~ a + b*x", { x, y: [1, 2, 0, 3, 4, 5, 6] })).toThrow(
    "log(y) must be a finite number in each row; row 3 has -Infinity",
  );
});

test("too few rows are left", () => {
  const few = [1, Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN];
  expect(() => fitCurve(formula, { x, y: few }, { start, missing: "omit" })).toThrow(
    "got 1 row of weight above 0 and 2 free parameters, 6 rows left out for missing values; fix some, or add rows",
  );
});

test("a derivative that is no number at the start names the row and the parameter", () => {
  expect(() =>
    fitCurve("y ~ a*sqrt(x - b)", { x: [1, 2, 3], y: [1, 2, 3] }, { start: { a: 1, b: 1 } }),
  ).toThrow("the derivative with respect to b is -Infinity at the start in row 1 (x = 1)");
});

test("a constant predictor is a caution, also where rows of weight 0 differ", () => {
  const table = { x: [9, 2, 2, 2, 2], y: [7, 1, 2, 3, 2.5], w: [0, 1, 1, 1, 1] };
  const fit = fitCurve("y ~ a + b*x", table, { start: { a: 1, b: 1 }, weights: "w" });
  expect(fit.cautions.join("\n")).toContain("the predictor x is 2 in all rows");
  expect(fit.cautions.join("\n")).toContain("the data cannot tell a, b apart");
});

test("a formula without parameters, and zero weights only", () => {
  expect(() => fitCurve("y ~ x", { x, y: x })).toThrow(
    "there is nothing to fit: the model has no parameters",
  );
  const zero = x.map(() => 0);
  expect(() => fitCurve(formula, { x, y: x }, { start, weights: zero })).toThrow(
    "all weights are 0: no row counts",
  );
  expect(() => leastSquares(([a]) => x.map((at) => a! * at), [1], { weights: zero })).toThrow(
    "all weights are 0",
  );
});

test("a plain function whose residuals are no numbers names the element and the value", () => {
  expect(() => leastSquares(([a]) => [a!, a! / 0, 1], [1])).toThrow(
    "the residual, element 1, is Infinity at the start",
  );
  expect(() => leastSquares(() => [Number.NaN], [1])).toThrow("element 0, is NaN at the start");
});

test("a scale of outliers is refused where the loss has none", () => {
  const table = { x: [0, 1, 2], y: [3, 2, 1] };
  const message =
    'fScale needs a loss that counts outliers less, such as loss: "soft_l1"; got 2 with "linear"';
  expect(() => fitCurve(formula, table, { start, fScale: 2 })).toThrow(`fitCurve: ${message}`);
  expect(() => leastSquares(([a]) => [a!, 1], [0], { loss: "linear", fScale: 2 })).toThrow(
    `leastSquares: ${message}`,
  );
});

test("a value of start or fixed that is no number is named", () => {
  const table = { x: [0, 1, 2], y: [3, 2, 1] };
  const given = (values: object) => ({ ...start, ...values }) as Record<string, number>;
  for (const [value, said] of [
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
    ["2", '"2"'],
    [null, "null"],
  ] as const) {
    const message = `of b must be a finite number; got ${said}`;
    expect(() => fitCurve(formula, table, { start: given({ b: value }) })).toThrow(
      `fitCurve: start ${message}`,
    );
    const fixed = given({ b: value });
    expect(() => fitCurve(formula, table, { start, fixed })).toThrow(`fitCurve: fixed ${message}`);
  }
});

test("parameters that are only determined together take one degree of freedom", () => {
  const table = { x: [0, 1, 2, 3, 4, 5], y: [1.1, 2.9, 5.2, 6.8, 9.1, 11] };
  const together = fitCurve("y ~ a*b*x + c", table, { start: { a: 1, b: 1, c: 0 } });
  const one = fitCurve("y ~ k*x + c", table, { start: { k: 1, c: 0 } });
  expect(together.degreesOfFreedom).toBe(4);
  expect(together.parameters.a.state).toBe("undetermined");
  expect(together.residualStandardDeviation! / one.residualStandardDeviation!).toBeCloseTo(1, 12);
  expect(together.parameters.c.standardError! / one.parameters.c.standardError!).toBeCloseTo(1, 9);
  expect(together.parameters.c.p! / one.parameters.c.p!).toBeCloseTo(1, 9);
  const [wide, narrow] = [together, one].map((fit) => fit.predict({ x: [7] }).confidence!);
  expect(wide!.high[0]! - wide!.low[0]!).toBeCloseTo(narrow!.high[0]! - narrow!.low[0]!, 9);
  // A parameter that the model does not move with takes none.
  expect(fitCurve("y ~ k*x + c + 0*a", table, { start: { k: 1, c: 0, a: 1 } }).degreesOfFreedom).toBe(4);
});
