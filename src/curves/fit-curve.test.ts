/** `fitCurve`: names, transformed responses, predictions, bad input. Its numbers are tested on NIST's problems in test/curves. */
import { describe, expect, test } from "vitest";
import { OptionError } from "../options/option.ts";
import { CurveError } from "./curve-error.ts";
import { fitCurve } from "./fit-curve.ts";
import { FormulaError } from "./formula-error.ts";
import { leastSquares } from "./least-squares.ts";

const x = [0, 1, 2, 3, 4, 5];
const y = [5.1, 3.2, 2.3, 1.4, 1.1, 0.8];
const table = { x, y };
const start = { a: 4, b: 0.5 };
const formula = "y ~ a*exp(-b*x)";

test("is what leastSquares finds", () => {
  const fit = fitCurve(formula, table, { start });
  const plain = leastSquares(([a, b]) => x.map((at, i) => y[i]! - a! * Math.exp(-b! * at)), [4, 0.5]);
  expect(fit.parameters.a.value).toBeCloseTo(plain.x[0]!, 9);
  expect(fit.parameters.b.standardError).toBeCloseTo(plain.parameters[1]!.standardError!, 8);
  for (const [i, residual] of fit.residuals.entries()) {
    expect(residual).toBeCloseTo(plain.residuals[i]!, 9);
    expect(residual + fit.fitted[i]!).toBeCloseTo(y[i]!, 14);
  }
  const mean = y.reduce((sum, value) => sum + value, 0) / 6;
  const total = y.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  expect(fit.rSquared).toBeCloseTo(1 - plain.loss / total, 12);
});

test("says what are parameters and predictors, first of all", () => {
  const { text, names, predictors } = fitCurve(formula, table, { start });
  expect([names, predictors]).toEqual([["a", "b"], ["x"]]);
  expect(text.split("\n")[0]).toBe(`${formula}: parameters a, b; predictor x`);
  expect(text).toMatch(/^a +5\.\d+ +0\.\d+ +\d+\.?\d* +\S+$/m);
  expect(text).toMatch(/^residual standard deviation 0\.\d+, 4 degrees of freedom, R² 0\.99\d+$/m);
  expect(text).toMatch(/^converged after \d+ evaluations: /m);
});

describe("names", () => {
  test("several predictors, names in backquotes, names that rules have for themselves", () => {
    const t = [1, 2, 3, 4, 5, 6];
    const dose = [3, 1, 4, 1, 5, 9];
    const seen = t.map((at, i) => 2 * at + 3 * dose[i]! + 1 + (i % 2 ? 0.01 : -0.01));
    const fit = fitCurve(
      "`seen (%)` ~ g*t + p*`Dose (mg)` + u",
      { t, "Dose (mg)": dose, "seen (%)": seen },
      { start: { g: 1, p: 1, u: 0 } },
    );
    expect(fit.parameters.g.value).toBeCloseTo(2, 1);
    expect(fit.parameters.p.value).toBeCloseTo(3, 1);
    expect(fit.predictors).toEqual(["t", "Dose (mg)"]);
    expect(fit.response).toBe("`seen (%)`");
  });

  test("pi is the circle's constant where nothing else has the name", () => {
    const wave = { x, y: x.map((at) => 3 * Math.sin((Math.PI * at) / 4)) };
    expect(fitCurve("y ~ a*sin(pi*x/4)", wave, { start: { a: 1 } }).parameters.a.value).toBeCloseTo(3, 12);
    expect(fitCurve("y ~ a*sin(pi*x/4)", wave, { start: { a: 1, pi: 3 } }).parameters.pi.value).toBeCloseTo(
      Math.PI,
      9,
    );
  });

  test.each<[string, Record<string, number>, string]>([
    [
      "y ~ a*exp(-c*x)",
      start,
      'unknown name "c": neither a column of the table nor a parameter. columns: x, y (nearest: x); parameters: a, b (nearest: a)\n    y ~ a*exp(-c*x)\n               ^',
    ],
    [
      "y ~ a*exp(-b*x)",
      { ...start, x: 1 },
      '"x" is a column of the table and a parameter; rename one of them\n    y ~ a*exp(-b*x)\n                 ^',
    ],
    ["y ~ a*x", start, "the model does not use the parameter b; it uses a"],
    ["z ~ a*exp(-b*x)", start, 'unknown name "z"; left of "~" stand columns of the table: x, y'],
    ["a ~ a*exp(-b*x)", start, '"a" is a parameter; left of "~" stand columns'],
    ["2 ~ a*exp(-b*x)", start, "a response is a column of the table"],
    [
      "y ~ a*exp(-b*x",
      start,
      'expected ")", found the end of the line\n    y ~ a*exp(-b*x\n                  ^',
    ],
    ["y ~ a*\n  epx(-b*x)", start, 'unknown function "epx" (did you mean exp?)'],
    ["y = a*exp(-b*x)", start, 'a formula is "response ~ model"; found no "~"'],
    ["y ~ a ~ b", start, 'a formula has one "~"'],
    ["y ~ a*`x", start, "a name in backquotes ends with one in the same line"],
    ["y ~ mean(x)*a + b", start, "mean() takes rows together"],
    ["y ~ a + b > x", start, "each side is a number, found a boolean"],
    ["y ~ a*exp + b*x", start, '"exp"'],
  ])("%s: an error at its place", (text, from, message) => {
    const call = () => fitCurve(text, table, { start: from });
    expect(call).toThrow(FormulaError);
    expect(call).toThrow(message);
  });

  test("an error has its line and column", () => {
    try {
      fitCurve("y ~ a*\n  exp(-c*x)", table, { start });
    } catch (error) {
      expect(error).toMatchObject({ line: 2, column: 8 });
    }
    expect.assertions(1);
  });

  test("names of operations are no parameters", () => {
    expect(() => fitCurve("y ~ exp*x", table, { start: { exp: 1 } })).toThrow(
      "exp is an operation of the language",
    );
  });
});

test("a transformed response: everything is on its scale, and says so", () => {
  const fit = fitCurve("log(y) ~ c - b*x", table, { start: { c: 1, b: 1 } });
  const line = fitCurve("logY ~ c - b*x", { x, logY: y.map(Math.log) }, { start: { c: 1, b: 1 } });
  expect(fit.parameters.b.value).toBeCloseTo(line.parameters.b.value, 12);
  const { scale, values } = fit.predict({ x: [1] });
  expect(scale).toBe("log(y)");
  expect(values[0]).toBeCloseTo(fit.parameters.c.value - fit.parameters.b.value, 12);
  expect(() => fitCurve("log(y - 1.1) ~ c - b*x", table, { start: { c: 1, b: 1 } })).toThrow(
    "log(y - 1.1) must be a finite number in each row; row 5 has -Infinity",
  );
});

test("a dose of 0 has a derivative with respect to the exponent: its limit", () => {
  const dose = [0, 0, 1, 2, 4, 8, 16, 32];
  const effect = [0.1, -0.1, 9, 22, 48, 71, 90, 95];
  const fit = fitCurve(
    "effect ~ top*dose^n/(k^n + dose^n)",
    { dose, effect },
    { start: { top: 100, k: 4, n: 1 } },
  );
  expect(fit.converged).toBe(true);
  // Where the dose is 0 nothing depends on any parameter.
  expect(fit.predict({ dose: [0] }).confidence!.low[0]).toBe(0);
});

describe("predictions", () => {
  // A line, whose bands the textbook has in closed form.
  const line = { x, y: [1.1, 1.9, 3.2, 3.9, 5.1, 5.8] };
  const t = 2.7764451051977987;

  test("have the bands of the curve and of an observation", () => {
    const fit = fitCurve("y ~ a + b*x", line, { start: { a: 0, b: 0 } });
    const { values, confidence, prediction } = fit.predict({ x: [2.5, 7] });
    const s = fit.residualStandardDeviation!;
    for (const [i, at] of [2.5, 7].entries()) {
      const spread = 1 / 6 + (at - 2.5) ** 2 / 17.5;
      expect(confidence!.high[i]! - values[i]!).toBeCloseTo(t * s * Math.sqrt(spread), 10);
      expect(values[i]! - prediction!.low[i]!).toBeCloseTo(t * s * Math.sqrt(1 + spread), 10);
    }
    const narrow = fit.predict({ x: [2.5] }, { confidence: 0.5 }).confidence!;
    expect(narrow.high[0]).toBeLessThan(confidence!.high[0]!);
    expect(fit.predict().values).toEqual(fit.fitted);
  });

  test("take the weight of an observation from the table", () => {
    const weighted = { ...line, w: [1, 2, 1, 4, 1, 1] };
    const fit = fitCurve("y ~ a + b*x", weighted, { start: { a: 0, b: 0 }, weights: "w" });
    const half = (values: Parameters<typeof fit.predict>[0]) => {
      const found = fit.predict(values);
      return found.prediction!.high[0]! - found.values[0]!;
    };
    const curve = fit.predict({ x: [3] });
    const own = curve.confidence!.high[0]! - curve.values[0]!;
    const s = fit.residualStandardDeviation!;
    expect(half({ x: [3] })).toBeCloseTo(Math.sqrt(own ** 2 + (t * s) ** 2), 10);
    expect(half({ x: [3], w: [4] })).toBeCloseTo(Math.sqrt(own ** 2 + (t * s) ** 2 / 4), 10);
    const other = fitCurve(
      "y ~ a + b*x",
      { ...line, sd: weighted.w.map((w) => 1 / Math.sqrt(w)) },
      { start: { a: 0, b: 0 }, sigmas: "sd" },
    );
    expect(other.parameters.b.value).toBeCloseTo(fit.parameters.b.value, 12);
    expect(other.predict({ x: [3], sd: [0.5] }).prediction!.high[0]).toBeCloseTo(
      curve.values[0]! + half({ x: [3], w: [4] }),
      10,
    );
  });

  test("need the predictors, and say what a table lacks", () => {
    const fit = fitCurve("y ~ a + b*x", line, { start: { a: 0, b: 0 } });
    expect(() => fit.predict({ z: [1] })).toThrow('predict: the table has no column "x"; it has: z');
    expect(() => fit.predict({ x: [Number.NaN] })).toThrow(
      'the column "x" must hold finite numbers; row 1 has NaN',
    );
    expect(() => fit.predict({ x: [1] }, { level: 0.9 } as never)).toThrow(OptionError);
  });
});

test("fixed parameters need no start, and bounds go by names", () => {
  const fit = fitCurve(formula, table, { start: { a: 4 }, fixed: { b: 0.5 } });
  expect(fit.parameters.b).toMatchObject({ value: 0.5, state: "fixed", standardError: null });
  expect(fit.text).toMatch(/^b +0\.5 +fixed$/m);
  const held = fitCurve(formula, table, {
    start: { a: 4, b: 0.3 },
    bounds: { b: { min: 0, max: 0.4 }, a: { min: 0 } },
  });
  expect(held.parameters.b).toMatchObject({ value: 0.4, state: "at its upper bound" });
  expect(() => fitCurve(formula, table, { start, bounds: { c: { min: 0 } } })).toThrow(
    'bounds of "c", which is no parameter; there are: a, b',
  );
});

test("a constant predictor is a caution, with what the data cannot tell apart", () => {
  const fit = fitCurve("y ~ a + b*x", { x: [2, 2, 2, 2], y: [1, 2, 3, 4] }, { start: { a: 0, b: 0 } });
  expect(fit.cautions).toEqual([
    "the data cannot tell a, b apart: a change of one is made good by the others; fix one of them",
    "the predictor x is 2 in all rows: the data say nothing of how the response depends on it",
  ]);
  expect(fit.parameters.a.state).toBe("undetermined");
});

test("rows in blocks have the values of rows alone", () => {
  const many = Array.from({ length: 1300 }, (_, i) => i / 300);
  const noisy = many.map((at, i) => 3 * Math.exp(-0.7 * at) + 0.1 * Math.sin(i * i));
  const fit = fitCurve("y ~ a*exp(-b*x)", { x: many, y: noisy }, { start });
  for (const row of [0, 511, 512, 1299])
    expect(fit.predict({ x: [many[row]!] }).values[0]).toBe(fit.fitted[row]);
});

test.each<[string, () => unknown, string]>([
  [
    "NaN in the data",
    () => fitCurve(formula, { x, y: [1, 2, Number.NaN, 4, 5, 6] }, { start }),
    'the column "y" must hold finite numbers; row 3 has NaN',
  ],
  [
    "a text in the data",
    () => fitCurve(formula, { x: ["1", 2, 3, 4, 5, 6] as never, y }, { start }),
    'the column "x" must hold finite numbers; row 1 has "1"',
  ],
  [
    "columns of other lengths",
    () => fitCurve(formula, { x: [1], y }, { start }),
    'columns must be of one length; "y" has 6 rows, "x" 1',
  ],
  [
    "a column that is none",
    () => fitCurve(formula, { x: 3 as never, y }, { start }),
    'the column "x" must be a list of numbers; got 3',
  ],
  [
    "no table",
    () => fitCurve(formula, [1] as never, { start }),
    "takes a table: an object with a list of numbers for each column; got an array",
  ],
  [
    "a model without values at the start",
    () => fitCurve("y ~ a*log(x - b)", table, { start: { a: 1, b: 2 } }),
    "fitCurve: the model is NaN at the start in row 1 (x = 0); choose another start",
  ],
  [
    "fewer rows than parameters",
    () => fitCurve(formula, { x: [1], y: [1] }, { start }),
    "got 1 row of weight above 0 and 2 free parameters",
  ],
  [
    "zero weights only",
    () => fitCurve(formula, table, { start, weights: [0, 0, 0, 0, 0, 0] }),
    "all weights are 0",
  ],
  [
    "a start outside its bounds",
    () => fitCurve(formula, table, { start, bounds: { a: { max: 1 } } }),
    "the start of a must be within its bounds, -Infinity to 1; got 4",
  ],
  [
    "weights that are no column",
    () => fitCurve(formula, table, { start, weights: "w" }),
    'the table has no column "w"',
  ],
])("%s", (_, call, message) => {
  expect(call).toThrow(CurveError);
  expect(call).toThrow(message);
});

test("rows of weight 0 may hold anything", () => {
  const fit = fitCurve(
    formula,
    { x: [...x, Number.NaN], y: [...y, 1] },
    { start, weights: [1, 1, 1, 1, 1, 1, 0] },
  );
  expect(fit.parameters.a.value).toBe(fitCurve(formula, table, { start }).parameters.a.value);
});
