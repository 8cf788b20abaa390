/** MADGRAD where a cube root and a rate of 0 need care. */
import { describe, expect, test } from "vitest";
import { madgrad } from "../index.ts";

describe.each(["js", "wasm"] as const)("on %s", (device) => {
  test("without eps, gradients that have always been 0 make no step and no NaN", async () => {
    for (const like of [undefined, "torch", "optax", "paper"] as const) {
      const descent = await madgrad({ eps: 0, like }).init([3, 5], { device });
      descent.step([0, 1]);
      expect(descent.params[0], String(like)).toBe(3);
      expect(descent.params[1], String(like)).toBeLessThan(5);
      descent.dispose();
    }
  });

  test("a rate of 0 moves nothing in torch; optax adds eps to it all the same", async () => {
    const at0 = async (like: "torch" | "optax" | "paper") => {
      const descent = await madgrad({ learningRate: 0, like }).init([3], { device });
      descent.step([1]);
      const [found] = descent.params;
      descent.dispose();
      return found;
    };
    expect(await at0("torch")).toBe(3);
    expect(await at0("paper")).toBe(3);
    expect(await at0("optax")).toBeCloseTo(3 - (0.1 * 1e-6) / (1e-2 + 1e-6), 10);
  });

  test("comes back to the start where gradients cancel: it averages from there", async () => {
    const descent = await madgrad({ momentum: 0, learningRate: () => 1 }).init([3], { device });
    descent.step([2]);
    descent.step([-2 / Math.SQRT2]);
    expect(descent.params[0]).toBeCloseTo(3, 12);
    descent.dispose();
  });
});
