/** Fits and distributions beside those of scipy (tools/golden/curves.py). */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type LeastSquaresOptions, leastSquares } from "../../src/curves/index.ts";
import type { Loss } from "../../src/curves/losses.ts";
import { quantileOfT, tailsOfT } from "../../src/curves/student.ts";

interface Fit {
  readonly x: readonly number[];
  readonly covariance: readonly (readonly number[])[];
}
interface Golden {
  readonly start: readonly number[];
  readonly data: Readonly<Record<"x" | "y" | "outliers" | "sigmas", readonly number[]>>;
  readonly plain: Fit;
  readonly relative: Fit;
  readonly absolute: Fit;
  readonly losses: Readonly<Record<Exclude<Loss, "linear">, Readonly<Record<string, Fit>>>>;
  readonly weightedLoss: Fit;
  readonly bounds: readonly (Fit & { readonly min: readonly number[]; readonly max: readonly number[] })[];
  readonly quantiles: readonly (readonly [number, number, number])[];
  readonly normal: readonly (readonly [number, number])[];
  readonly tails: readonly (readonly [number, number, number])[];
}
const golden: Golden = JSON.parse(readFileSync(new URL("../golden/curves.json", import.meta.url), "utf8"));
const { x, y, outliers, sigmas } = golden.data;

const residualsOf =
  (values: readonly number[]) =>
  ([a, b, c]: Float64Array): number[] =>
    x.map((at, i) => a! * Math.exp(-b! * at) + c! - values[i]!);
const derivatives = ([a, b]: Float64Array): number[][] =>
  x.map((at) => [Math.exp(-b! * at), -a! * at * Math.exp(-b! * at), 1]);

const fitOf = (values: readonly number[], options: LeastSquaresOptions, start = golden.start) => ({
  exact: leastSquares(residualsOf(values), start, { ...options, jacobian: derivatives }),
  central: leastSquares(residualsOf(values), start, options),
});

function expectEqual(fits: ReturnType<typeof fitOf>, { x: values, covariance }: Fit, digits: number): void {
  for (const [kind, fit] of Object.entries(fits)) {
    const close = kind === "exact" ? 10 ** -digits : 1e-6;
    expect(fit.converged, fit.reason).toBe(true);
    for (const [j, value] of values.entries()) {
      expect(Math.abs(fit.x[j]! - value), `${kind} ${j}`).toBeLessThan(close * Math.abs(value));
      for (const [k, other] of covariance[j]!.entries())
        expect(Math.abs(fit.covariance[j]![k]! - other)).toBeLessThan(close * Math.abs(other) * 10);
    }
  }
}

test("without weights, with relative and with absolute sigmas", () => {
  expectEqual(fitOf(y, {}), golden.plain, 8);
  expectEqual(fitOf(y, { sigmas }), golden.relative, 8);
  expectEqual(fitOf(y, { sigmas, absolute: true }), golden.absolute, 8);
  expectEqual(fitOf(y, { weights: sigmas.map((sigma) => 1 / (sigma * sigma)) }), golden.relative, 8);
});

describe.each(["soft_l1", "huber", "cauchy", "arctan"] as const)("the loss %s", (loss) => {
  test.each(["0.1", "1"])("with fScale %s", (scale) => {
    expectEqual(fitOf(outliers, { loss, fScale: Number(scale) }), golden.losses[loss][scale]!, 7);
  });
});

test("a loss with sigmas", () => {
  expectEqual(fitOf(outliers, { sigmas, loss: "soft_l1", fScale: 2 }), golden.weightedLoss, 7);
});

test.each(golden.bounds)("bounds $min to $max", ({ min, max, x: values }) => {
  const start = golden.start.map((value, j) => Math.min(Math.max(value, min[j]!), max[j]!));
  const { exact, central } = fitOf(y, { bounds: { min, max } }, start);
  for (const fit of [exact, central]) {
    expect(fit.converged, fit.reason).toBe(true);
    for (const [j, value] of values.entries()) {
      const isOnBound = value === min[j] || value === max[j];
      const { state, standardError } = fit.parameters[j]!;
      if (isOnBound) expect([fit.x[j], standardError]).toEqual([value, null]);
      else expect(Math.abs(fit.x[j]! / value - 1)).toBeLessThan(1e-7);
      expect(state.startsWith("at its")).toBe(isOnBound);
    }
    // The errors of the others are those with it fixed.
    const held = values.flatMap((value, j) => (value === min[j] || value === max[j] ? [j] : []));
    const fixed = leastSquares(residualsOf(y), fit.x, { fixed: held });
    for (const [j, { standardError }] of fixed.parameters.entries()) {
      const found = fit.parameters[j]!.standardError;
      if (standardError === null) expect(found).toBeNull();
      else expect(Math.abs(found! / standardError - 1)).toBeLessThan(1e-6);
    }
  }
});

test("Student's t", () => {
  for (const [confidence, freedom, value] of golden.quantiles)
    expect(Math.abs(quantileOfT(confidence, freedom) / value - 1), `${confidence} ${freedom}`).toBeLessThan(
      1e-12,
    );
  for (const [value, freedom, tails] of golden.tails)
    if (tails > 1e-300)
      expect(Math.abs(tailsOfT(value, freedom) / tails - 1), `${value} ${freedom}`).toBeLessThan(1e-12);
  for (const [confidence, value] of golden.normal)
    expect(Math.abs(quantileOfT(confidence, Infinity) / value - 1)).toBeLessThan(1e-9);
});
