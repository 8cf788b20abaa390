/** Averages of the parameters over millions of steps in float32, and where they start. */
import { describe, expect, it, test } from "vitest";
import {
  type EmaParamsOptions,
  emaParams,
  HyperparameterError,
  type Optimizer,
  polyakAverage,
  rule,
  sgd,
} from "../index.ts";

/** Goes where the gradient says. */
const stay = () => rule({ name: "move", text: "u = g - p" })();

/** Where each of four parameters is after a step: it shifts at the start, half-way, by little, all the time. */
const courses = (steps: number): ((t: number) => number)[] => [
  () => 0.7,
  (t) => (t <= steps / 2 ? 1 : 0.7),
  (t) => (t <= steps / 2 ? 0.7 : 0.701),
  (t) => 0.7 + 1e-3 * (t % 3),
];

/** The average in float32 beside that of the same parameters in float64. */
async function averaged(
  optimizer: Optimizer,
  steps: number,
  share: (t: number) => number,
  device: "js" | "wasm",
): Promise<{ found: readonly number[]; meant: readonly number[] }> {
  const start = [1, 1, 0.7, 0.7];
  const descent = await optimizer.init({ x: Float32Array.from(start) }, { device });
  const places = courses(steps);
  const meant = Float64Array.from(start, Math.fround);
  const { x } = descent.params;
  const gradients = descent.grads.x;
  for (let t = 1; t <= steps; t++) {
    for (let i = 0; i < 4; i++) gradients[i] = places[i]!(t);
    descent.step();
    const weight = share(t);
    for (let i = 0; i < 4; i++) meant[i] = meant[i]! + weight * (x[i]! - meant[i]!);
  }
  const found = [...(await descent.evalParams()).x];
  descent.dispose();
  return { found, meant: [...meant] };
}

describe.each(["wasm", "js"] as const)("on %s in float32", (device) => {
  // WebAssembly is fast enough for the lengths at which plain sums fail; the other backend has the same bits.
  const length = device === "wasm" ? 1 : 0.03;

  it("an exponential average of 3 million steps is that of float64", async () => {
    const optimizer = emaParams(stay(), { decay: 0.99999 });
    const { found, meant } = await averaged(optimizer, 3e6 * length, () => 1 - 0.99999, device);
    for (const [i, value] of meant.entries()) expect(Math.abs(found[i]! - value)).toBeLessThan(1e-7);
  });

  it("a mean of 2 million steps is that of float64", async () => {
    const { found, meant } = await averaged(polyakAverage(stay()), 2e6 * length, (t) => 1 / t, device);
    for (const [i, value] of meant.entries()) expect(Math.abs(found[i]! - value)).toBeLessThan(1e-7);
  });
});

/** The averages after steps to 1, 2, 3, from 1 on. */
async function evaluations(options: EmaParamsOptions): Promise<number[]> {
  const descent = await emaParams(stay(), options).init({ x: [1] });
  const found: number[] = [];
  for (const g of [2, 3, 4]) {
    descent.step({ x: [g] });
    found.push((await descent.evalParams()).x[0]!);
  }
  descent.dispose();
  return found;
}

describe("an average of the parameters 1, then 2, 3, 4", () => {
  test.each([
    [{ decay: 0.9 }, [1.1, 1.29, 1.561]],
    [{ decay: 0.9, like: "torch" }, [2, 2.1, 2.29]],
    [{ decay: 0.9, like: "keras" }, [2, 2.1, 2.29]],
    [{ like: "keras" }, [2, 2.01, 2.0299]],
    [{ like: "torch" }, [2, 2.001, 2.002999]],
    [{ decay: 0.9, debias: true }, [2, 4.8 / 1.9, 8.32 / 2.71]],
  ] as const)("with %j starts where it says", async (options, expected) => {
    for (const [i, value] of (await evaluations(options)).entries())
      expect(value).toBeCloseTo(expected[i]!, 12);
  });

  it("is not corrected for a start at 0 that it has not", () => {
    expect(() => emaParams(sgd(), { like: "torch", debias: true })).toThrow(
      new HyperparameterError('emaParams: debias needs no like; got like: "torch"'),
    );
    expect(() => emaParams(sgd(), { like: "optax" })).toThrow(/like must be one of "torch", "keras"/);
  });
});
