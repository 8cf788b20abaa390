/** Fits without a start: what is a parameter, which are linear, what is said of the search; common models by name. */
import { describe, expect, test } from "vitest";
import { CurveError } from "./curve-error.ts";
import { fitCurve } from "./fit-curve.ts";
import { formulaOf } from "./formula.ts";
import { FormulaError } from "./formula-error.ts";
import { models, namedModel } from "./models.ts";
import { gridOf, linearIn } from "./starts.ts";

const x = [0, 1, 2, 3, 4, 5, 6, 7];
const y = x.map((at, i) => 3 * Math.exp(-0.8 * at) + 1 + (i % 2 ? 0.01 : -0.01));
const table = { x, y };
const formula = "y ~ a*exp(-b*x) + c";

test("every name that is no column is a parameter; the search and its start are stated", () => {
  const fit = fitCurve(formula, table);
  const given = fitCurve(formula, table, { start: { a: 1, b: 1, c: 0 } });
  expect(fit.names).toEqual(["a", "b", "c"]);
  expect(fit.loss).toBeLessThanOrEqual(given.loss * (1 + 1e-12));
  expect(fit.text.split("\n")[0]).toBe(`${formula}: parameters a, b, c; predictor x`);
  expect(fit.text).toMatch(
    /^start: a = \S+, b = \S+, c = \S+, one of \d+ points tried on the scale of the data, chosen by \d+ evaluations$/m,
  );
  expect(fitCurve("y ~ a + b*x", table).text).toMatch(
    /^start: .*, the only point tried on the scale of the data, chosen by \d+ evaluations$/m,
  );
  const few = fitCurve("y ~ a*x", { x: [1, 2], y: [1, 3] });
  expect(few.text).toContain(", 1 degree of freedom, ");
  expect(fit.start.isGiven).toBe(false);
  expect(fit.start.points).toBeGreaterThan(10);
  expect(fit.start.minima[0]!.loss).toBe(fit.loss);
  expect(given.start).toMatchObject({ isGiven: true, points: 1, values: { a: 1, b: 1, c: 0 } });
  expect(given.text).not.toContain("start:");
});

test("the same bits each time, also for many rows, of which some choose the start", () => {
  expect(fitCurve(formula, table).parameters).toEqual(fitCurve(formula, table).parameters);
  const many = Array.from({ length: 2000 }, (_, i) => i / 250);
  const values = many.map((at, i) => 3 * Math.exp(-0.8 * at) + 1 + 0.1 * Math.sin(i * i));
  const fit = fitCurve(formula, { x: many, y: values });
  expect(fit.loss).toBeCloseTo(
    fitCurve(formula, { x: many, y: values }, { start: { a: 1, b: 1, c: 0 } }).loss,
    9,
  );
});

test("bounds and fixed parameters hold", () => {
  const fit = fitCurve(formula, table, { bounds: { b: { min: 1, max: 2 } }, fixed: { c: 1.1 } });
  expect(fit.parameters.b).toMatchObject({ value: 1, state: "at its lower bound" });
  expect(fit.parameters.c).toMatchObject({ value: 1.1, state: "fixed" });
  expect(() => fitCurve(formula, table, { fixed: { d: 1 } })).toThrow(
    'fixed of "d", which is no parameter; there are: a, b, c',
  );
});

test("searches that end elsewhere are reported", () => {
  // Two waves: either may be the one.
  const times = Array.from({ length: 60 }, (_, i) => i / 6);
  const waves = { x: times, y: times.map((at) => Math.sin(1.3 * at) + 0.9 * Math.sin(2.9 * at)) };
  const fit = fitCurve("y ~ a*sin(w*x + phase)", waves);
  expect(fit.start.minima.length).toBeGreaterThan(1);
  expect(fit.cautions.join("\n")).toMatch(/of \d+ searches \d+ ended here, others in a = /);
  const losses = fit.start.minima.map(({ loss }) => loss);
  expect(losses).toEqual([...losses].sort((a, b) => a - b));
});

test("where the model does not move with its parameters no minimum is reported", () => {
  const at = Array.from({ length: 25 }, (_, i) => i * 0.4);
  const peak = at.map((t, i) => 2 * Math.exp(-0.5 * ((t - 4) / 0.6) ** 2) + 0.05 * Math.sin(9 * i));
  const data = { x: at, y: peak };
  const two = "y ~ h*exp(-0.5*((x - c)/w)^2) + g*exp(-0.5*((x - d)/v)^2)";
  // The second peak lies between two points of the data.
  const between = { h: 2, c: 4, w: 0.6, g: 7.4, d: 9.86, v: 0.02 };
  const flat = fitCurve(two, data, { start: between });
  expect(flat.converged).toBe(true);
  expect(flat.parameters.g.state).toBe("undetermined");
  const { minima } = fitCurve(two, data).start;
  expect(minima[0]!.loss).toBeLessThan(flat.loss * 0.95);
  for (const { loss } of minima) expect(Math.abs(loss / flat.loss - 1)).toBeGreaterThan(1e-6);
});

test.each([
  ["y ~ a*exp(-b*x) + c", ["a", "c"]],
  ["y ~ a*b*x", ["a"]],
  ["y ~ (a + b*x)/(1 + c*x)", ["a", "b"]],
  ["y ~ exp(-b*x)/(a + c*x)", []],
  ["y ~ where(x > c, a, b)", ["a", "b"]],
])("%s is linear in %j", (text, names) => {
  const read = formulaOf(text, ["x", "y"], undefined);
  const all = read.parameters.map((_, j) => j);
  expect(linearIn(read, all).map((j) => read.parameters[j])).toEqual(names);
});

test("a grid has every point, or evenly spread ones", () => {
  expect([
    ...gridOf(
      [
        [1, 2],
        [3, 4],
      ],
      10,
    ),
  ]).toEqual([
    [1, 3],
    [2, 3],
    [1, 4],
    [2, 4],
  ]);
  expect([...gridOf([], 10)]).toEqual([[]]);
  const digits = Array.from({ length: 10 }, (_, i) => i);
  const some = [...gridOf([digits, digits, digits], 200)];
  expect(some).toHaveLength(200);
  for (const j of [0, 1, 2])
    for (const digit of digits) expect(some.filter((point) => point[j] === digit).length).toBeGreaterThan(10);
});

describe("names", () => {
  test.each<[string, Record<string, number[]>, string]>([
    [
      "y ~ a*exp(-b)",
      table,
      "a model uses a column of the table: x, y; this one has parameters only\n    y ~ a*exp(-b)\n        ^",
    ],
    [
      "y ~ a*exp(-b*pressur)",
      { y, pressure: x },
      '"pressur" would be a parameter, but it is nearly the column pressure',
    ],
    ["y ~ 2*x", table, "there is nothing to fit: the model has no parameters"],
    ["y ~ a*exp + x", table, '"exp" is an operation of the language and cannot be a parameter'],
  ])("%s", (text, data, message) => {
    expect(() => fitCurve(text, data)).toThrow(FormulaError);
    expect(() => fitCurve(text, data)).toThrow(message);
  });

  test("a name near a column that is used is a parameter", () => {
    expect(fitCurve("y ~ rates*rate", { y, rate: x.map((at) => at + 1) }).names).toEqual(["rates"]);
  });
});

test("a model without values anywhere says so", () => {
  expect(() => fitCurve("y ~ a*log(-x - 1) + b", table)).toThrow(CurveError);
  expect(() => fitCurve("y ~ a*log(-x - 1) + b", table)).toThrow(
    /has no values at any of \d+ points? on the scale of the data; give a start/,
  );
});

describe("models by name", () => {
  test("stand for formulas", () => {
    expect(namedModel("`log y` ~ hill(`Dose (mg)`)")).toEqual({
      text: "`log y` ~ top*`Dose (mg)`^n/(half^n + `Dose (mg)`^n)",
      parameters: ["top", "half", "n"],
    });
    for (const text of ["y ~ exp(x)", "y ~ hill(x) + 1", "y ~ hill(2*x)", "y ~ toString(x)", "hill(x)"])
      expect(namedModel(text)).toBeUndefined();
    for (const [name, { formula: model, parameters }] of Object.entries(models)) {
      const read = formulaOf(`y ~ ${model.replaceAll("#", "x")}`, ["x", "y"], undefined);
      expect([...read.parameters].sort(), name).toEqual([...parameters].sort());
    }
  });

  test("a column with the name of a parameter is an error", () => {
    expect(() => fitCurve("y ~ hill(x)", { ...table, n: x })).toThrow(
      '"n" is a column of the table and a parameter; rename one of them',
    );
  });

  test("fit, with a start or without", () => {
    const rate = { conc: [0.02, 0.06, 0.11, 0.22, 0.56, 1.1], rate: [76, 97, 123, 159, 191, 207] };
    const fit = fitCurve("rate ~ michaelisMenten(conc)", rate);
    expect(fit.formula).toBe("rate ~ vmax*conc/(km + conc)");
    const given = fitCurve("rate ~ michaelisMenten(conc)", rate, { start: { vmax: 200, km: 0.1 } });
    expect(fit.parameters.vmax!.value).toBeCloseTo(given.parameters.vmax.value, 6);
  });
});
