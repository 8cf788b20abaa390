/** NIST's problems with default options, from both starts: by the formula that the file states. */
import { describe, expect, test } from "vitest";
import { fitCurve } from "../../src/curves/index.ts";
import { digitsOf, present, problemOf } from "./nist.ts";

const digits: number[] = [];

describe.skipIf(present.length === 0)("by formula (needs nist in GLISSADE_DATA)", () => {
  const runs = present.flatMap((name) => [0, 1].map((start) => ({ name, start })));
  test.each(runs)("$name from start $start + 1", ({ name, start }) => {
    const { starts, certified, errors, response, observed, columns, formula } = problemOf(name);
    const names = certified.map((_, j) => `b${j + 1}`);
    const table = {
      y: observed,
      ...Object.fromEntries(columns.map((values, k) => [columns.length > 1 ? `x${k + 1}` : "x", values])),
    };
    const from = Object.fromEntries(names.map((parameter, j) => [parameter, starts[start]![j]!]));
    const fit = fitCurve(`${response} ~ ${formula}`, table, { start: from });
    expect(fit.converged, fit.reason).toBe(true);
    const found = names.map((parameter) => fit.parameters[parameter]!);
    const values = digitsOf(
      found.map(({ value }) => value),
      certified,
    );
    const ofErrors = digitsOf(
      found.map(({ standardError }) => standardError ?? Number.NaN),
      errors,
    );
    expect(values).toBeGreaterThanOrEqual(6);
    expect(ofErrors).toBeGreaterThanOrEqual(name === "Lanczos1" ? 2.5 : 6);
    expect(fit.cautions).toEqual([]);
    digits.push(values);
  });

  test("in all but two of 28 runs to 8 digits", () => {
    const missed = digits.filter((found) => found < 8).length;
    expect(missed).toBeLessThanOrEqual(Math.max(2, (2 * digits.length) / 28));
  });
});
