/**
 * Gradients that never or hardly change, so that a variance is the difference of two nearly equal numbers: parameters stay
 * finite, in both dtypes, for any such gradient.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chain, rmsprop, scaleByLearningRate, scaleByStddev } from "../../src/index.ts";
import { changing, devices, dtypes, everyRow } from "./cases.ts";
import { mixed, trajectory } from "./descents.ts";
import { steady } from "./problems.ts";

everyRow("stays finite where gradients hardly change", async (row) => {
  for (const dtype of [
    mixed,
    (name: string) => (mixed(name) === "float32" ? "float64" : "float32"),
  ] as const) {
    const found = await trajectory(changing(row), steady(), { dtype });
    const step = found.findIndex((values) => !values.every(Number.isFinite));
    expect(step, "the first step that is not finite").toBe(-1);
  }
});

describe.each(devices.flatMap((device) => dtypes.map((dtype) => ({ device, dtype }))))(
  "on $device in $dtype",
  ({ device, dtype }) => {
    const arrays = { float32: Float32Array, float64: Float64Array };
    const run = async (optimizer: ReturnType<typeof rmsprop>, value: number, change: number) => {
      const descent = await optimizer.init({ x: new arrays[dtype](4) }, { device });
      for (let t = 0; t < 400; t++) {
        descent.grads.x.fill(value * (1 + change * ((t * 5) % 3)));
        descent.step();
        if (!descent.params.x.every(Number.isFinite)) return t + 1;
      }
      descent.dispose();
      return undefined;
    };

    test.each([undefined, "torch", "optax", "keras"] as const)(
      "the variance of like %s is never less than 0",
      async (like) => {
        const value = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
        const change = fc.constantFrom(0, 0, 2 ** -52, 2 ** -24, 2 ** -23, 1e-6);
        await fc.assert(
          fc.asyncProperty(value, change, fc.constantFrom(0.5, 0.9, 0.99), async (size, by, decay) => {
            const rate = scaleByLearningRate(1e-3);
            expect(await run(rmsprop({ like, centered: true, decay }), size, by)).toBeUndefined();
            expect(await run(chain(scaleByStddev({ like, decay }), rate), -size, by)).toBeUndefined();
          }),
          { numRuns: 25, examples: [[3.9, 0, 0.9]] },
        );
      },
    );
  },
);
