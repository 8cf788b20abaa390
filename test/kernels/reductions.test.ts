/**
 * Sums over a tensor and over all: the same bits on both targets, close to a compensated sum, nothing of the padding
 * between tensors. What rules do with them is tested elsewhere.
 */
import { describe, expect, test } from "vitest";
import { rule } from "../../src/index.ts";
import { arrays, type DType, type Elements, random, targets } from "./compute.ts";
import { tolerances } from "./tolerances.ts";

const sizes = [
  ...Array.from({ length: 20 }, (_, index) => index + 1),
  255,
  256,
  257,
  4095,
  4096,
  4097,
  10_000,
];

const sums = rule({
  name: "sums",
  state: { s: 0, q: 0, n: 0, m: 0, gs: 0, gq: 0, gn: 0, gm: 0 },
  text: `
    s = sum(g)
    q = sumSquares(g)
    n = norm(g)
    m = mean(g)
    gs = globalSum(g)
    gq = globalSumSquares(g)
    gn = globalNorm(g)
    gm = globalMean(g)
    u = g`,
});

/** Neumaier's sum: what rounding loses is kept beside it. */
function compensated(values: readonly number[]): number {
  let [sum, lost] = [0, 0];
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** Numbers of both signs over twelve orders of magnitude. */
function numbers(size: number, dtype: DType, seed: number): Elements {
  const next = random(seed);
  return new arrays[dtype](size).map(() => (next() - 0.5) * 10 ** (12 * next() - 6));
}

type Sums = Record<"s" | "q" | "n" | "m", Record<string, number>> & Record<"gs" | "gq" | "gn" | "gm", number>;

async function reduce(grads: Readonly<Record<string, Elements>>, device: "js" | "wasm"): Promise<Sums> {
  const zeros = Object.fromEntries(
    Object.entries(grads).map(([path, { length }]) => [
      path,
      new arrays[grads[path] instanceof Float32Array ? "float32" : "float64"](length),
    ]),
  );
  const descent = await sums().init(zeros, { device });
  descent.step(grads);
  const state = JSON.parse(JSON.stringify(descent.state)) as Sums;
  descent.dispose();
  return state;
}

const near = (found: number, expected: number, scale: number) =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(tolerances.sum * scale);

describe.each(["float32", "float64"] as const)("in %s", (dtype) => {
  test.each(sizes)(
    "%d elements add up to the same bits on both targets, within the bound of sums",
    async (size) => {
      const x = numbers(size, dtype, size);
      const [js, wasm] = await Promise.all([reduce({ x }, "js"), reduce({ x }, "wasm")]);
      expect(wasm).toEqual(js);
      const values = [...x];
      const absolute = compensated(values.map(Math.abs));
      const squares = compensated(values.map((value) => value * value));
      near(js.s.x!, compensated(values), absolute);
      near(js.q.x!, squares, squares);
      expect(js.n.x).toBe(Math.sqrt(js.q.x!));
      expect(js.m.x).toBe(js.s.x! / size);
      expect([js.gs, js.gq, js.gn, js.gm]).toEqual([js.s.x, js.q.x, js.n.x, js.m.x]);
    },
  );

  test("every element counts once, whatever its place and its neighbours", async () => {
    const lengths = { a: 3, b: 4097, c: 9, d: 1 };
    const grads = Object.fromEntries(
      Object.entries(lengths).map(([path, length], index) => [
        path,
        new arrays[dtype](length).fill(10 ** index),
      ]),
    );
    for (const device of ["js", "wasm"] as const) {
      const { s, gs, gm } = await reduce(grads, device);
      expect(s).toEqual({ a: 3, b: 40_970, c: 900, d: 1000 });
      expect([gs, gm]).toEqual([42_873, 42_873 / 4110]);
    }
  });

  test("NaN and infinity reach the sums of their tensor and no other's", async () => {
    const [a, b, c] = [9, 4100, 3].map((length) => new arrays[dtype](length).fill(1));
    a![8] = Number.NaN;
    b![4099] = Number.POSITIVE_INFINITY;
    for (const device of ["js", "wasm"] as const) {
      const { s, q } = await reduce({ a: a!, b: b!, c: c! }, device);
      // JSON has no numbers for these.
      expect([s, q]).toEqual([
        { a: null, b: null, c: 3 },
        { a: null, b: null, c: 3 },
      ]);
    }
  });
});

test("over all adds groups of different dtypes", async () => {
  const grads = { a: Float32Array.of(1, 2, 3), b: Float64Array.of(10, 20), c: Float32Array.of(100) };
  for (const device of ["js", "wasm"] as const) {
    const { s, gs, gq, gm } = await reduce(grads, device);
    expect([s, gs, gq, gm]).toEqual([{ a: 6, b: 30, c: 100 }, 136, 10_514, 136 / 6]);
  }
});

test("squares of float32 numbers are added in float64: they neither overflow nor vanish", async () => {
  for (const device of ["js", "wasm"] as const) {
    const { n } = await reduce({ a: Float32Array.of(3e30, 4e30), b: Float32Array.of(3e-30, 4e-30) }, device);
    expect(n.a! / 5e30).toBeCloseTo(1, 6);
    expect(n.b! / 5e-30).toBeCloseTo(1, 6);
  }
});

test.each(targets)("in %s on %s what lies between tensors is never added", async (dtype, device) => {
  // 0/0 turns the padding of the parameters into NaN in the first step; their norm must not see it in the second.
  const wild = rule({
    name: "wild",
    state: { n: 0, c: 0 },
    text: "n = norm(p)\n c = globalSum(p)\n u = g/abs(g)",
  });
  const ones = (length: number) => new arrays[dtype](length).fill(1);
  const descent = await wild().init({ a: ones(1), b: ones(5), c: ones(4097) }, { device });
  for (let step = 0; step < 2; step++) descent.step({ a: ones(1), b: ones(5), c: ones(4097) });
  expect(descent.state).toEqual({ n: { a: 2, b: Math.sqrt(20), c: Math.sqrt(4 * 4097) }, c: 2 * 4103 });
  descent.dispose();
});
