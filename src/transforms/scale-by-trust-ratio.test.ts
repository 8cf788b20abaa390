/** Trust ratio and sign: values by hand, tensors apart from each other, norms of 0. */
import { describe, expect, test } from "vitest";
import { HyperparameterError, type Optimizer, scaleBySign, scaleByTrustRatio } from "../index.ts";

/** What one step adds to a parameter of `p` at gradient `g`. */
async function update(
  optimizer: Optimizer,
  p: readonly number[],
  g: readonly number[],
  device: "js" | "wasm",
): Promise<number[]> {
  // A second tensor, which must have no part in the first one's norms.
  const params = { x: Float64Array.from(p), other: Float64Array.of(1e6) };
  const descent = await optimizer.init(params, { device });
  descent.step({ x: Float64Array.from(g), other: Float64Array.of(-1e6) });
  const found = [...descent.params.x].map((value, index) => value - p[index]!);
  descent.dispose();
  return found;
}

describe.each(["js", "wasm"] as const)("on %s", (device) => {
  test("the update gets the norm of the parameter", async () => {
    expect(await update(scaleByTrustRatio(), [0, 10], [3, 4], device)).toEqual([6, 8]);
    expect(await update(scaleByTrustRatio(), [6, -8], [0, -20], device)).toEqual([0, -10]);
  });

  test("the coefficient multiplies, and eps joins the norm of the update alone", async () => {
    const options = { trustCoefficient: 0.5, eps: 11 };
    expect(await update(scaleByTrustRatio(options), [0, 16], [3, 4], device)).toEqual([1.5, 2]);
  });

  test("the ratio is 1 where either norm is 0, whatever the coefficient", async () => {
    for (const options of [{}, { trustCoefficient: 0.5, eps: 1 }]) {
      expect(await update(scaleByTrustRatio(options), [0, 0], [3, 4], device)).toEqual([3, 4]);
      expect(await update(scaleByTrustRatio(options), [5, 1], [0, 0], device)).toEqual([0, 0]);
    }
  });

  test("norms count as at least minNorm, those of 0 too", async () => {
    const optimizer = scaleByTrustRatio({ minNorm: 10 });
    expect(await update(optimizer, [0, 40], [3, 4], device)).toEqual([12, 16]);
    expect(await update(optimizer, [0, 0], [30, 40], device)).toEqual([6, 8]);
    expect(await update(optimizer, [3, 0], [0, 4], device)).toEqual([0, 4]);
  });

  test("passes NaN on", async () => {
    expect(await update(scaleByTrustRatio(), [3, 4], [Number.NaN, 1], device)).toEqual([
      Number.NaN,
      Number.NaN,
    ]);
  });

  test("the sign is 1, -1, and 0 at 0 of either sign; NaN stays", async () => {
    const grads = [-3, 5e-324, 0, -0, Infinity, -Infinity, Number.NaN];
    const found = await update(scaleBySign(), new Array(7).fill(0), grads, device);
    expect(found).toEqual([-1, 1, 0, 0, 1, -1, Number.NaN]);
  });
});

test("hyperparameters below 0 are refused", () => {
  expect(() => scaleByTrustRatio({ minNorm: -1 })).toThrow(
    new HyperparameterError("scaleByTrustRatio: minNorm must be in [0, inf); got -1"),
  );
  expect(() => scaleByTrustRatio({ trustCoefficient: -1 })).toThrow(
    new HyperparameterError("scaleByTrustRatio: trustCoefficient must be in [0, inf); got -1"),
  );
});
