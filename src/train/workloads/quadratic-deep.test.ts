/** quadratic_deep: the generator and the problem against numpy's, runs against a program in numpy and the public results. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { accumulate, adam, emaParams, sam, sgd } from "../../index.ts";
import { numpyRandom } from "./numpy-random.ts";
import {
  quadraticDeep,
  quadraticDeepBaselines,
  quadraticDeepOverSeeds,
  quadraticDeepProblem,
  quadraticDeepStart,
} from "./quadratic-deep.ts";
import { quadraticProblem } from "./quadratic-problem.ts";

/** What numpy gives, the generator's numbers in full, the rest to twelve digits: `tools/golden/quadratic_deep.py` wrote it. */
const golden = JSON.parse(
  readFileSync(new URL("../../../test/golden/quadratic-deep.json", import.meta.url), "utf8"),
) as {
  readonly generator: readonly {
    readonly seed: number;
    readonly uniform: readonly number[];
    readonly normal: readonly number[];
    readonly permutation: readonly number[];
    readonly normalAfter: readonly number[];
    readonly uniformAfter: readonly number[];
  }[];
  readonly matrix: {
    readonly firstRow: number[];
    readonly diagonal: number[];
    readonly sumOfSquares: number;
  };
  readonly start: number;
  readonly losses: Readonly<Record<string, readonly number[]>>;
  readonly curveOfSeed0: Readonly<Record<string, readonly number[]>>;
};

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
const worst = (found: readonly number[], expected: readonly number[]) => {
  expect(found.length).toBe(expected.length);
  return Math.max(
    ...expected.map((value, i) => Math.abs(found[i]! - value) / Math.max(1e-3, Math.abs(value))),
  );
};

test.each(golden.generator)("numpy's generator with the seed $seed", (expected) => {
  const random = numpyRandom(expected.seed);
  expect(times(5, () => random.uniform(-2, 3))).toEqual(expected.uniform);
  expect(
    worst(
      times(7, () => random.normal(0.6)),
      expected.normal,
    ),
  ).toBeLessThan(1e-15);
  expect([...random.permutation(20)]).toEqual(expected.permutation);
  expect(
    worst(
      times(4, () => random.normal(0.6)),
      expected.normalAfter,
    ),
  ).toBeLessThan(1e-15);
  expect(times(2, () => random.uniform(0, 1))).toEqual(expected.uniformAfter);
});

test("the matrix", () => {
  const { matrix } = quadraticProblem();
  const { firstRow, diagonal, sumOfSquares } = golden.matrix;
  expect(worst([...matrix.subarray(0, 100)], firstRow)).toBeLessThan(1e-11);
  expect(
    worst(
      times(100, () => 0).map((_, i) => matrix[i * 101]!),
      diagonal,
    ),
  ).toBeLessThan(1e-11);
  expect(matrix.reduce((sum, value) => sum + value * value, 0) / sumOfSquares).toBeCloseTo(1, 11);
});

test.each(quadraticDeepBaselines())(
  "$name: the program in numpy seed by seed, the public mean",
  async (baseline) => {
    const { name, optimizer } = baseline;
    const curves: (readonly number[])[] = [];
    const found = await quadraticDeepOverSeeds({ optimizer, onRun: (_, { curve }) => curves.push(curve) });
    expect(worst(found.losses, golden.losses[name]!)).toBeLessThan(1e-11);
    expect(
      worst(
        curves[0]!.filter((_, epoch) => epoch % 10 === 0),
        golden.curveOfSeed0[name]!,
      ),
    ).toBeLessThan(1e-11);
    expect(Math.abs(found.mean - baseline.mean)).toBeLessThan(baseline.deviation);
    for (const [start] of curves) {
      expect(start).toBeCloseTo(golden.start, 9);
      expect(start).toBeCloseTo(quadraticDeepStart, 3);
    }
  },
);

test("optimizers that take two gradients, several, or keep averages", async () => {
  const descend = sgd({ learningRate: 0.01 });
  const { loss } = await quadraticDeep({ optimizer: descend, epochs: 20 });
  for (const optimizer of [
    sam(descend),
    accumulate(descend, { every: 2 }),
    emaParams(descend, { decay: 0.9 }),
  ]) {
    const found = await quadraticDeep({ optimizer, epochs: 20 });
    expect(found.loss).not.toBe(loss);
    expect(found.loss).toBeLessThan(100);
  }
});

test("the problem alone: its gradient is that of differences, batches come again in every epoch", () => {
  const { start, batchCount, testLoss, gradient } = quadraticDeepProblem({ seed: 3, batchSize: 200 });
  expect(batchCount).toBe(5);
  expect(testLoss(start)).toBeGreaterThan(300);
  const [into, unused] = [new Float64Array(100), new Float64Array(100)];
  const loss = gradient(start, 2, into);
  for (const i of [0, 42, 99]) {
    const at = (away: number) => gradient(start.with(i, 1 + away), 2, unused);
    expect(into[i]).toBeCloseTo((at(1e-3) - at(-1e-3)) / 2e-3, 6);
  }
  expect(gradient(start, 7, unused)).toBe(loss);
  expect(gradient(start, 3, unused)).not.toBe(loss);
});

test("wrong options", async () => {
  const optimizer = adam();
  await expect(quadraticDeep({ optimizer, seed: -1 })).rejects.toThrow(
    "quadraticDeep: seed must be a whole number from 0 to 2^32 - 1; got -1",
  );
  await expect(quadraticDeep({ optimizer, seeds: [1] } as never)).rejects.toThrow(
    'quadraticDeep has no option "seeds"; it has: optimizer, seed, epochs, onEpoch; did you mean seed?',
  );
  await expect(quadraticDeep({} as never)).rejects.toThrow("optimizer must be an optimizer such as adam()");
  expect(() => quadraticDeepProblem({ batchSize: 1001 })).toThrow(
    "batchSize must be a whole number in [1, 1000]",
  );
  await expect(quadraticDeepOverSeeds({ optimizer, seeds: [0.5] })).rejects.toThrow(
    "seed must be a whole number",
  );
});
