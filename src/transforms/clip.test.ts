/** Clipping by element and by the norm of all, with references in plain loops. */
import { describe, expect, test } from "vitest";
import {
  chain,
  clip,
  clipByGlobalNorm,
  HyperparameterError,
  type Optimizer,
  partition,
  scale,
  sgd,
} from "../index.ts";

const devices = ["js", "wasm"] as const;

/** The update that a transformation makes of gradients, by parameter. */
async function updateOf<T extends Record<string, Float32Array | Float64Array>>(
  optimizer: Optimizer,
  grads: T,
  device: (typeof devices)[number],
): Promise<Record<string, number[]>> {
  const zeros = Object.fromEntries(
    Object.entries(grads).map(([path, values]) => [path, values.slice().fill(0)]),
  );
  const descent = await optimizer.init(zeros, { device });
  descent.step(grads);
  const found = Object.fromEntries(Object.entries(descent.params).map(([path, view]) => [path, [...view]]));
  descent.dispose();
  return found;
}

describe.each(devices)("clip on %s", (device) => {
  test("limits every element to [-maxDelta, maxDelta] and leaves those within", async () => {
    const x = Float64Array.of(-3, -0.5, 0, 0.25, 0.5, 0.75, Infinity, -Infinity);
    const found = await updateOf(clip(0.5), { x }, device);
    expect(found.x).toEqual([-0.5, -0.5, 0, 0.25, 0.5, 0.5, 0.5, -0.5]);
  });

  test("passes NaN on: it does not turn a lost gradient into a step", async () => {
    expect((await updateOf(clip(0.5), { x: Float64Array.of(Number.NaN, 1) }, device)).x).toEqual([
      Number.NaN,
      0.5,
    ]);
  });

  test("follows a schedule", async () => {
    const descent = await clip((count) => count + 1).init([0], { device });
    descent.step([10]);
    descent.step([10]);
    expect(descent.params[0]).toBe(1 + 2);
    descent.dispose();
  });
});

describe.each(devices)("clipByGlobalNorm on %s", (device) => {
  const grads = { a: Float32Array.of(3, 0), b: Float64Array.of(4), c: Float32Array.of(0, 0, 12) };

  test("scales all tensors down together to the given norm", async () => {
    const found = await updateOf(clipByGlobalNorm(6.5), grads, device);
    expect(found).toEqual({ a: [1.5, 0], b: [2], c: [0, 0, 6] });
  });

  test("leaves gradients of that norm and below, to the bit", async () => {
    const below = { a: Float32Array.of(0.1, 1e-20, -0.3), b: Float64Array.of(1 / 3) };
    for (const maxNorm of [0.7, 1, 3]) {
      const found = await updateOf(clipByGlobalNorm(maxNorm), below, device);
      expect(found).toEqual({ a: [...below.a], b: [...below.b] });
    }
    expect(await updateOf(clipByGlobalNorm(13), grads, device)).toEqual({ a: [3, 0], b: [4], c: [0, 0, 12] });
  });

  test("leaves gradients of 0", async () => {
    const zero = { a: new Float32Array(3), b: new Float64Array(1) };
    expect(await updateOf(clipByGlobalNorm(1), zero, device)).toEqual({ a: [0, 0, 0], b: [0] });
    expect(await updateOf(clipByGlobalNorm(1, { like: "torch" }), zero, device)).toEqual({
      a: [0, 0, 0],
      b: [0],
    });
  });

  test("brings float32 gradients of 1e20 down: the sum of their squares does not overflow", async () => {
    const huge = { a: new Float32Array(5000).fill(1e20) };
    const { a } = await updateOf(clipByGlobalNorm(1), huge, device);
    const norm = Math.sqrt(a!.reduce((sum, value) => sum + value ** 2, 0));
    expect(norm).toBeCloseTo(1, 6);
  });

  test.each([0.5, 5, 12.9999, 13, 20])("like torch at max norm %d adds 1e-6 to the norm", async (maxNorm) => {
    const { b, c } = await updateOf(clipByGlobalNorm(maxNorm, { like: "torch" }), grads, device);
    const coefficient = Math.min(1, maxNorm / (13 + 1e-6));
    expect(b![0]).toBe(4 * coefficient);
    expect(c![2]).toBe(Math.fround(12 * Math.fround(coefficient)));
  });

  test("like optax is the form without", async () => {
    expect(await updateOf(clipByGlobalNorm(1, { like: "optax" }), grads, device)).toEqual(
      await updateOf(clipByGlobalNorm(1), grads, device),
    );
  });

  test("before a partition takes one norm of all, within a branch that branch's alone", async () => {
    const tree = { a: Float64Array.of(3), b: Float64Array.of(4) };
    const before = chain(
      clipByGlobalNorm(1),
      partition([
        ["a", scale(10)],
        ["*", chain()],
      ]),
    );
    expect(await updateOf(before, tree, device)).toEqual({
      a: [expect.closeTo(6, 12)],
      b: [expect.closeTo(0.8, 12)],
    });
    const within = partition([
      ["a", clipByGlobalNorm(1)],
      ["*", chain()],
    ]);
    expect(await updateOf(within, tree, device)).toEqual({ a: [1], b: [4] });
    const both = partition([
      ["a", clipByGlobalNorm(1)],
      ["*", clipByGlobalNorm(1)],
    ]);
    expect(await updateOf(both, tree, device)).toEqual({ a: [1], b: [1] });
  });

  test("makes updates NaN where a gradient is, and 0 or NaN where one is infinite", async () => {
    const spoilt = await updateOf(clipByGlobalNorm(1), { x: Float64Array.of(Number.NaN, 1) }, device);
    expect(spoilt.x).toEqual([Number.NaN, Number.NaN]);
    const infinite = await updateOf(clipByGlobalNorm(1), { x: Float64Array.of(Infinity, 1) }, device);
    expect(infinite.x).toEqual([Number.NaN, 0]);
  });

  test("clips what reaches it, after other rules", async () => {
    const found = await updateOf(
      chain(scale(100), clipByGlobalNorm(5), sgd({ learningRate: 1 })),
      { x: Float64Array.of(3, 4) },
      device,
    );
    expect(found.x).toEqual([expect.closeTo(-3, 12), expect.closeTo(-4, 12)]);
  });
});

test("limits of 0 and below, and forms that no library has, are refused", () => {
  expect(() => clip(0)).toThrow(new HyperparameterError("clip: maxDelta must be in (0, inf); got 0"));
  expect(() => clipByGlobalNorm(-1)).toThrow(
    new HyperparameterError("clipByGlobalNorm: maxNorm must be in (0, inf); got -1"),
  );
  expect(() => clipByGlobalNorm(1, { like: "keras" as "torch" })).toThrow(
    new HyperparameterError('clipByGlobalNorm: like must be one of "optax", "torch"; got "keras"'),
  );
});
