/** Adaptive clipping of tensors that are vectors by another name: by columns one unit, by rows what the layer's outputs are. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { adaptiveGradClip, chain, scaleByLearningRate, tensor } from "../index.ts";

/** The parameters after a step. */
async function after(values: readonly number[], shape: readonly number[], units: "rows" | "columns") {
  const optimizer = chain(adaptiveGradClip(0.1, { units }), scaleByLearningRate(1));
  const descent = await optimizer.init({ x: tensor(Float64Array.from(values), [...shape]) });
  descent.step({ x: Float64Array.from(values, (value, i) => value * (i + 1) + 1) });
  const found = [...descent.params.x.data];
  descent.dispose();
  return found;
}

test("by columns, whatever has one axis longer than 1 is a vector", async () => {
  const values = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 2, maxLength: 9 });
  await fc.assert(
    fc.asyncProperty(values, async (given) => {
      const { length: n } = given;
      const meant = await after(given, [n], "columns");
      for (const shape of [
        [1, n],
        [n, 1],
        [1, 1, n],
        [1, n, 1],
        [n, 1, 1],
      ]) {
        const found = await after(given, shape, "columns");
        for (const [i, value] of meant.entries()) expect(found[i], `${shape}`).toBeCloseTo(value, 12);
      }
    }),
    { numRuns: 20 },
  );
});

test("by rows, [n, 1] has n units and [1, n] has one", async () => {
  const values = [1, -2, 3];
  const alone = await Promise.all(values.map((value) => after([value], [1], "rows")));
  expect(await after(values, [1, 3], "rows")).toEqual(await after(values, [3], "rows"));
  const [first] = await after(values, [3, 1], "rows");
  expect(first).toBe(alone[0]![0]);
});
