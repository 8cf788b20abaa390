/** Rprop where the oracle's table does not look: the rate is a start only, tiny gradients, intervals. */
import { expect, test } from "vitest";
import { HyperparameterError, rprop } from "../index.ts";

test.each(["js", "wasm"] as const)("on %s the learning rate is the first step's alone", async (device) => {
  const schedule = (count: number) => (count === 0 ? 1 : 100);
  const descent = await rprop({ learningRate: 50 }).init([0], { device });
  descent.set({ learningRate: schedule });
  for (let i = 0; i < 3; i++) descent.step([2]);
  expect(descent.params[0]).toBeCloseTo(-(1 + 1.2 + 1.44), 12);
  descent.set({ learningRate: 7 });
  descent.step([2]);
  expect(descent.params[0]).toBeCloseTo(-(1 + 1.2 + 1.44 + 1.728), 12);
  descent.dispose();
});

test.each(["js", "wasm"] as const)(
  "on %s gradients whose float32 product underflows still keep or change their sign",
  async (device) => {
    const descent = await rprop({ learningRate: 1 }).init(new Float32Array(1), { device });
    for (const gradient of [1e-30, 1e-30, -1e-30]) descent.step(Float32Array.of(gradient));
    // Steps 1 and 1.2; then the sign has changed, which halves the step and moves nothing.
    expect(descent.params[0]).toBeCloseTo(-2.2, 6);
    expect((descent.state.stepSize as Float32Array)[0]).toBeCloseTo(0.6, 6);
    descent.dispose();
  },
);

test.each([
  [{ etaMinus: 1 }, "etaMinus must be in (0, 1); got 1"],
  [{ etaPlus: 1 }, "etaPlus must be in (1, inf); got 1"],
  [{ minStepSize: -1 }, "minStepSize must be in [0, inf); got -1"],
  [{ maxStepSize: 0 }, "maxStepSize must be in (0, inf); got 0"],
])("refuses %j", (options, message) => {
  expect(() => rprop(options)).toThrow(new HyperparameterError(`rprop: ${message}`));
});
