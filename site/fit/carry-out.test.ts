/** Fits as the worker carries them out: against NIST's certified values, with what the page shows of them. */
import { expect, test } from "vitest";
import { carryOut } from "./carry-out.ts";
import { examples } from "./examples.ts";
import type { FitFailure, Found } from "./outcome.ts";
import { type FitSetup, setupOf, usual } from "./setup.ts";

function found(setup: FitSetup): Found {
  const reply = carryOut(setup);
  if (reply.kind === "failed") throw new Error(reply.failure.message);
  return reply.found;
}

function failed(setup: FitSetup): FitFailure {
  const reply = carryOut(setup);
  if (reply.kind === "fitted") throw new Error("it was fitted");
  return reply.failure;
}

const example = (name: string): FitSetup => {
  const { setup } = examples.find((each) => each.name === name) ?? {};
  if (!setup) throw new Error(`no example ${name}`);
  return setup;
};
const table = { name: "t", columns: { x: [1, 2, 3, 4], y: [2.1, 3.9, 6.2, 7.8] } };

test("Misra1a, Eckerle4 and Rat42 have the values that NIST certifies", () => {
  const misra = found(example("formula"));
  expect(misra.parameters[0]?.value).toBeCloseTo(238.94212918, 7);
  expect(misra.parameters[0]?.standardError).toBeCloseTo(2.7070075241, 8);
  expect(misra.residualStandardDeviation).toBeCloseTo(0.1018787633, 10);
  const [height, center, width] = found(example("peak")).parameters;
  expect(center?.value).toBeCloseTo(451.54121844, 7);
  expect(width?.value).toBeCloseTo(4.0888321754, 8);
  // NIST's b1 is the height times the width.
  expect((height?.value ?? 0) * (width?.value ?? 0)).toBeCloseTo(1.5543827178, 9);
  const [top] = found(example("growth")).parameters;
  expect(top?.value).toBeCloseTo(72.462237576, 7);
  expect(top?.standardError).toBeCloseTo(1.7340283401, 8);
});

test("every example is fitted, and says what it is there for", () => {
  for (const { name, setup } of examples) expect(found(setup).converged, name).toBe(true);
  expect(found(example("undetermined")).cautions.join()).toContain("a, b");
  expect(found(example("outliers")).parameters[0]?.value).toBeCloseTo(19, 0);
});

test("the curve at the start is the model there", () => {
  const { along } = found(example("formula"));
  const [b1, b2] = [500, 0.0001];
  for (const at of [0, 150, 300])
    expect(along?.atStart?.[at]).toBeCloseTo(b1 * (1 - Math.exp(-b2 * (along?.x[at] ?? 0))), 10);
  expect(along?.x[0]).toBeLessThan(77.6);
  expect(along?.x.at(-1)).toBeGreaterThan(760);
});

test("no curve is drawn beyond 0 where the data stop there", () => {
  const columns = { x: [0, 1, 2, 4], y: [0, 1, 1.5, 1.9] };
  expect(found({ ...setupOf({ name: "t", columns }), formula: "y ~ a*x^b" }).along?.x[0]).toBe(0);
});

test("several predictors have no curve, but predictions", () => {
  const columns = { u: [1, 2, 3, 4, 5], v: [2, 1, 4, 3, 6], y: [4.1, 3.9, 9.2, 8.8, 14.1] };
  const two = found({ ...usual, table: { name: "t", columns }, formula: "y ~ a + b*u + c*v" });
  expect(two.along).toBeNull();
  expect(two.rows.values).toHaveLength(5);
});

test("bounds, what is held, weights and the confidence are the library's", () => {
  const setup: FitSetup = {
    ...setupOf(table),
    start: { a: 1, b: 1 },
    fixed: { a: 0.5 },
    bounds: { b: { min: 0, max: 1.5 } },
    confidence: 0.9,
  };
  const [a, b] = found(setup).parameters;
  expect([a?.value, a?.state]).toEqual([0.5, "fixed"]);
  expect([b?.value, b?.state]).toEqual([1.5, "at its upper bound"]);
  const weighted = { ...setupOf(table), weights: { column: "x", are: "sigmas" } } as const;
  expect(found(weighted).parameters[1]?.value).not.toBe(found(setupOf(table)).parameters[1]?.value);
});

test("what sliders reach around stays as the start moves", () => {
  const setup = example("formula");
  const { scale } = found(setup);
  expect(scale.b1?.[1]).toBeCloseTo(238.942, 2);
  expect(found({ ...setup, start: { b1: 100, b2: 0.001 } }).scale).toEqual(scale);
});

test("a wrong formula has its place, and the line with a caret", () => {
  const { message, place, quoted } = failed({ ...setupOf(table), formula: "y ~ a*expo(x)" });
  expect(message).toContain("expo");
  expect(place).toMatchObject({ line: 1, column: 7 });
  expect(quoted).toMatch(/y ~ a\*expo\(x\)\n +\^/);
});

test("data and options that cannot be fitted say why", () => {
  expect(failed({ ...setupOf(table), formula: "y ~ a" }).place).not.toBeNull();
  const few = { name: "t", columns: { x: [1], y: [2] } };
  expect(failed(setupOf(few)).message).toContain("at least as many rows as parameters");
  expect(
    failed({ ...setupOf(table), start: { a: 1, b: 1 }, bounds: { a: { min: 2, max: null } } }).message,
  ).toContain("within its bounds");
  expect(failed({ ...setupOf(table), formula: "y ~ log(a*x)", start: { a: -1 } }).message).toContain(
    "at the start",
  );
});
