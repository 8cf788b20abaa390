/** Dropping NaN from updates: which elements change, and that the step is taken. */
import { expect, test } from "vitest";
import { chain, scale, trace, zeroNans } from "../index.ts";

test.each(["js", "wasm"] as const)(
  "on %s NaN becomes 0, and infinite and finite elements stay",
  async (device) => {
    const grads = [Number.NaN, 1, -Infinity, Infinity, 5e-324, Number.NaN, -2];
    const descent = await zeroNans().init(new Float64Array(7), { device });
    descent.step(grads);
    expect([...descent.params]).toEqual([0, 1, -Infinity, Infinity, 5e-324, 0, -2]);
    expect([descent.count, descent.skipped]).toEqual([1, 0]);
    descent.dispose();
  },
);

test.each(["js", "wasm"] as const)("on %s a sum behind it is not lost", async (device) => {
  const descent = await chain(zeroNans(), trace({ momentum: 0.5 }), scale(-1)).init([0], { device });
  for (const gradient of [4, Number.NaN, 1]) descent.step([gradient]);
  expect(descent.params[0]).toBe(-(4 + 2 + 2));
  descent.dispose();
});
