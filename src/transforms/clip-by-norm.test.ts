/** Clipping tensor by tensor, by norm and by root mean square; clipping of all together has clip.test.ts. */
import { describe, expect, test } from "vitest";
import {
  chain,
  clipByBlockRms,
  clipByNorm,
  HyperparameterError,
  type Optimizer,
  scale,
  tensor,
} from "../index.ts";

const devices = ["js", "wasm"] as const;

/** The updates that a transformation makes of gradients, by parameter. */
async function updateOf(
  optimizer: Optimizer,
  grads: Record<string, Float32Array | Float64Array>,
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

describe.each(devices)("on %s", (device) => {
  test("clipByNorm brings each tensor down by its own norm and leaves those within, to the bit", async () => {
    const grads = {
      long: Float64Array.of(3, 4),
      short: Float64Array.of(0.1, -1 / 3),
      exact: Float64Array.of(0, -2.5),
      single: Float32Array.of(-40, 30),
    };
    expect(await updateOf(clipByNorm(2.5), grads, device)).toEqual({
      long: [1.5, 2],
      short: [0.1, -1 / 3],
      exact: [0, -2.5],
      single: [-2, 1.5],
    });
  });

  test("clipByBlockRms counts the elements: the same values clip alike in tensors of all sizes", async () => {
    // Root mean squares 4 and 4, whose norms are 8 and 4; 5/8 and 0.
    const grads = {
      four: Float64Array.of(4, -4, 4, -4),
      one: Float32Array.of(4),
      within: Float64Array.of(0.625, -0.625),
      zero: Float64Array.of(0, 0, 0),
    };
    expect(await updateOf(clipByBlockRms(1), grads, device)).toEqual({
      four: [1, -1, 1, -1],
      one: [1],
      within: [0.625, -0.625],
      zero: [0, 0, 0],
    });
  });

  test("a matrix is one tensor, not one of each row", async () => {
    const params = { w: tensor(new Float64Array(4), [2, 2]) };
    const descent = await clipByNorm(1).init(params, { device });
    descent.step({ w: tensor(Float64Array.of(3, 0, 0, 4), [2, 2]) });
    expect([...descent.params.w.data]).toEqual([expect.closeTo(0.6, 15), 0, 0, expect.closeTo(0.8, 15)]);
    descent.dispose();
  });

  test.each([
    ["clipByNorm", clipByNorm(1), Math.sqrt(5000)],
    ["clipByBlockRms", clipByBlockRms(1), 1],
  ])("%s does not overflow at float32 gradients of 1e20", async (_, optimizer, size) => {
    const { a } = await updateOf(optimizer, { a: new Float32Array(5000).fill(1e20) }, device);
    for (const value of a!) expect(value * size).toBeCloseTo(1, 5);
  });

  test.each([
    ["clipByNorm", clipByNorm(1)],
    ["clipByBlockRms", clipByBlockRms(1)],
  ])("%s makes only the tensor NaN that a NaN stands in", async (_, optimizer) => {
    const grads = { bad: Float64Array.of(Number.NaN, 1), good: Float64Array.of(0.5) };
    expect(await updateOf(optimizer, grads, device)).toEqual({ bad: [Number.NaN, Number.NaN], good: [0.5] });
  });

  test("limits follow schedules, and clip what reaches them", async () => {
    const doubling = (count: number) => 2 ** count;
    for (const optimizer of [clipByNorm(doubling), clipByBlockRms(doubling)]) {
      const descent = await chain(scale(100), optimizer).init([0], { device });
      for (const expected of [1, 1 + 2, 1 + 2 + 4]) {
        descent.step([1]);
        expect(descent.params[0]).toBe(expected);
      }
      descent.dispose();
    }
  });
});

test("limits of 0 and below are refused", () => {
  expect(() => clipByNorm(0)).toThrow(
    new HyperparameterError("clipByNorm: maxNorm must be in (0, inf); got 0"),
  );
  expect(() => clipByBlockRms(-1)).toThrow(
    new HyperparameterError("clipByBlockRms: threshold must be in (0, inf); got -1"),
  );
});
