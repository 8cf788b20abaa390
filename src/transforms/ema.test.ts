/** The mean of updates: its recurrence by hand, with and without the correction of its start. */
import { describe, expect, test } from "vitest";
import { chain, ema, HyperparameterError, type Optimizer, scale } from "../index.ts";

/** Updates of one parameter that starts at 0, step by step. */
async function updates(optimizer: Optimizer, grads: readonly number[], device: "js" | "wasm") {
  const descent = await optimizer.init([0], { device });
  const found = grads.map((gradient) => {
    descent.params[0] = 0;
    descent.step([gradient]);
    return descent.params[0]!;
  });
  descent.dispose();
  return found;
}

describe.each(["js", "wasm"] as const)("on %s", (device) => {
  // The mean with decay 1/2: 4, 0; then 1/2 the last and 1/2 the newest.
  const grads = [8, -4, 6, 0];
  const mean = [4, 0, 3, 1.5];

  test("debiased, which is the default, divides by 1 - decay^t", async () => {
    const expected = mean.map((m, index) => m / (1 - 0.5 ** (index + 1))).map((u) => expect.closeTo(u, 12));
    for (const optimizer of [ema(0.5), ema(0.5, {}), ema(0.5, { debias: undefined })]) {
      expect(await updates(optimizer, grads, device)).toEqual(expected);
    }
    expect(await updates(ema(0.5, { debias: true }), [8], device)).toEqual([8]);
  });

  test("without debias is the mean itself", async () => {
    expect(await updates(ema(0.5, { debias: false }), grads, device)).toEqual(mean);
  });

  test("decay weighs the old mean, not the new update", async () => {
    expect(await updates(ema(0.75, { debias: false }), [8, 8], device)).toEqual([2, 3.5]);
    expect(await updates(ema(0), grads, device)).toEqual(grads);
  });

  test("averages what reaches it", async () => {
    expect(await updates(chain(scale(-2), ema(0.5, { debias: false })), grads, device)).toEqual(
      mean.map((m) => -2 * m + 0),
    );
  });
});

test("decay outside [0, 1) and unknown options are refused", () => {
  expect(() => ema(1)).toThrow(new HyperparameterError("ema: decay must be in [0, 1); got 1"));
  expect(() => ema(0.9, { nesterov: true } as object)).toThrow(
    new HyperparameterError('ema has no option "nesterov"; it has: debias, moments'),
  );
});
