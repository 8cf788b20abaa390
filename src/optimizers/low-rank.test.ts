/** Steps of gradients whose rank is below that of their matrices, in float32 beside float64: what the pages of soap and dion say of them. */
import { describe, expect, test } from "vitest";
import { dion, type Optimizer, soap, tensor } from "../index.ts";

type Type = typeof Float32Array | typeof Float64Array;
type Gradients = readonly [rows: number, columns: number, at: (t: number) => Float64Array];

/** Eighths, whose products and sums of few are exact in float32. */
function eighths(size: number, seed: number): Float64Array {
  let x = seed;
  return Float64Array.from({ length: size }, () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return Math.round((x / 2 ** 31 - 1) * 8) / 8;
  });
}

/** Matrices of some rank whose rows lie in one subspace. */
function ofRank(rank: number, rows: number, columns: number): Gradients {
  const base = eighths(rank * columns, 7);
  const at = (t: number): Float64Array => {
    const weights = eighths(rows * rank, 50 + t);
    return Float64Array.from({ length: rows * columns }, (_, i) =>
      base
        .subarray(0, rank)
        .reduce(
          (sum, __, k) =>
            sum + weights[Math.floor(i / columns) * rank + k]! * base[k * columns + (i % columns)]!,
          0,
        ),
    );
  };
  return [rows, columns, at];
}

const row: Gradients = [1, 5, () => Float64Array.of(1, 2, 3, 4, 5)];
const column: Gradients = [5, 1, row[2]];
const low = ofRank(4, 32, 48);

const lengthOf = (step: ArrayLike<number>): number => Math.hypot(...Array.from(step));

/** The changes of each step. */
async function stepsOf(optimizer: Optimizer, [rows, columns, at]: Gradients, type: Type, count = 4) {
  const descent = await optimizer.init({ w: tensor(new type(rows * columns), [rows, columns]) });
  const steps: Float64Array[] = [];
  for (let t = 1; t <= count; t++) {
    const before = descent.params.w.data.slice();
    descent.step({ w: type.from(at(t)) } as never);
    steps.push(Float64Array.from(descent.params.w.data, (value, i) => value - before[i]!));
  }
  descent.dispose();
  return steps;
}

const distance = (a: Float64Array, b: Float64Array): number =>
  lengthOf(a.map((value, i) => value - b[i]!)) / lengthOf(b);

/** Those of float32, and of float64. */
const bothOf = async (optimizer: Optimizer, gradients: Gradients) =>
  [
    await stepsOf(optimizer, gradients, Float32Array),
    await stepsOf(optimizer, gradients, Float64Array),
  ] as const;

describe("soap", () => {
  test("divides rounding by its own root where eps is below it", async () => {
    for (const gradients of [row, column, low]) {
      const [single, double] = await bothOf(soap(), gradients);
      for (const step of [2, 3]) expect(lengthOf(single[step]!)).toBeGreaterThan(2 * lengthOf(double[step]!));
    }
  });

  test("has the lengths of float64 with an eps of 1e-6 of the gradient's norm", async () => {
    for (const gradients of [row, column, low]) {
      const eps = 1e-6 * lengthOf(gradients[2](1));
      const [single, double] = await bothOf(soap({ eps }), gradients);
      for (const step of [1, 2, 3])
        expect(Math.abs(lengthOf(single[step]!) / lengthOf(double[step]!) - 1)).toBeLessThan(0.05);
    }
  });

  test.each([row, column])("of %d x %d has the steps of float64 with one of 1e-5", async (...gradients) => {
    const [single, double] = await bothOf(soap({ eps: 1e-5 * lengthOf(gradients[2](1)) }), gradients);
    for (const step of [1, 2, 3]) expect(distance(single[step]!, double[step]!)).toBeLessThan(0.01);
  });
});

describe("dion", () => {
  const options = { matrices: "w", layout: "out,in" } as const;

  test("has columns of rounding, each as long as others, where its rank is above the gradient's", async () => {
    const [single, double] = await bothOf(dion(options), low);
    // 32 directions for 4.
    for (const [t, step] of single.entries())
      expect(lengthOf(step) / lengthOf(double[t]!)).toBeCloseTo(Math.sqrt(32 / 4), 1);
  });

  test("has the steps of float64 at the gradient's rank", async () => {
    for (const [gradients, rankFraction] of [
      [low, 4 / 32],
      [row, 1],
      [column, 1],
    ] as const) {
      const [single, double] = await bothOf(dion({ ...options, rankFraction }), gradients);
      for (const [t, step] of single.entries()) expect(distance(step, double[t]!)).toBeLessThan(1e-5);
    }
  });
});
