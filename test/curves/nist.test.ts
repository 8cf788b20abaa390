/** NIST's problems with default options, from both starts: by a plain function with differences. */
import { expect, test } from "vitest";
import { leastSquares } from "../../src/curves/index.ts";
import { digitsOf, models, present, problemOf } from "./nist.ts";

/** Data without error but for the last digit: their standard errors are those of rounding. */
const leastOfErrors = (name: string): number => (name === "Lanczos1" ? 2.5 : 6);

test.skipIf(present.length === 0)("files of NIST are read (needs nist in GLISSADE_DATA)", () => {
  for (const name of present) {
    const { starts, certified, errors, y, columns } = problemOf(name);
    expect(certified.length, name).toBe(errors.length);
    expect([...starts.flat(), ...certified, ...errors, ...y, ...columns.flat()].every(Number.isFinite)).toBe(
      true,
    );
  }
});

const runs = present.flatMap((name) =>
  [0, 1].flatMap((start) => (["central", "forward"] as const).map((jacobian) => ({ name, start, jacobian }))),
);

test.each(runs)(
  "$name from start $start + 1 with $jacobian differences (needs nist in GLISSADE_DATA)",
  ({ name, start, jacobian }) => {
    const { starts, certified, errors, y, columns } = problemOf(name);
    const [x = [], z = []] = columns;
    const residuals = (parameters: Float64Array): number[] => {
      const b = [0, ...parameters];
      return y.map((observed, i) => models[name]!(b, x[i]!, z[i]!) - observed);
    };
    const fit = leastSquares(residuals, starts[start]!, jacobian === "central" ? {} : { jacobian });
    expect(fit.converged, fit.reason).toBe(true);
    expect(digitsOf([...fit.x], certified)).toBeGreaterThanOrEqual(6);
    const found = fit.parameters.map(({ standardError }) => standardError ?? Number.NaN);
    expect(digitsOf(found, errors)).toBeGreaterThanOrEqual(leastOfErrors(name));
    expect(fit.cautions).toEqual([]);
    expect(fit.degreesOfFreedom).toBe(y.length - certified.length);
  },
);
