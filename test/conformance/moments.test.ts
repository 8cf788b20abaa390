/** Moments in fewer bits: the same bits on every device, close to float32, refused where they cannot be. */
import { describe, expect, test } from "vitest";
import { adam, chain, clipByGlobalNorm, HyperparameterError, partition, sgd } from "../../src/index.ts";
import { random } from "../kernels/compute.ts";
import { missing } from "../native/available.ts";

const devices = missing === undefined ? (["js", "wasm", "native"] as const) : (["js", "wasm"] as const);
type DeviceName = (typeof devices)[number];

/** Parameters and states after some steps with gradients of many sizes. */
async function run(device: DeviceName, steps = 60) {
  const optimizer = chain(clipByGlobalNorm(1), adam({ moments: "bf16", learningRate: 0.01 }));
  const next = random(3);
  const x = Float32Array.from({ length: 5003 }, next);
  const descent = await optimizer.init({ x, y: new Float32Array([1, 2, 3]) }, { device });
  for (let t = 0; t < steps; t++) {
    for (const grads of [descent.grads.x, descent.grads.y])
      for (let i = 0; i < grads.length; i++) grads[i] = (next() - 0.5) * 2 ** ((i % 30) - 15);
    descent.step();
  }
  const { m, v } = descent.state as Record<"m" | "v", { x: Float32Array; y: Float32Array }>;
  const found = [descent.params.x, descent.params.y, m.x, m.y, v.x, v.y].map((values) => [...values]);
  descent.dispose();
  return found;
}

test("have the same bits on all devices", async () => {
  const js = await run("js");
  for (const device of devices) expect(await run(device)).toEqual(js);
});

test("take half of the bytes", async () => {
  const text = await adam({ moments: "bf16" }).explain();
  expect(text).toContain("20 bytes moved a parameter and step, 4 bytes of state a parameter");
});

describe("are refused", () => {
  test("for float64 parameters, by path", async () => {
    const optimizer = adam({ moments: "bf16" });
    await expect(optimizer.init({ w: new Float32Array(2), b: [1, 2] })).rejects.toThrow(
      'moments: "bf16" is for float32 parameters; "b" is float64: give it a Float32Array, or an optimizer without the option (partition)',
    );
    const parts = partition([
      ["b", adam()],
      ["*", optimizer],
    ]);
    (await parts.init({ w: new Float32Array(2), b: [1, 2] })).dispose();
  });

  test("where there are none", () => {
    const message = 'sgd: this form has no moments to store as "bf16"; leave it out';
    expect(() => sgd({ moments: "bf16" })).toThrow(new HyperparameterError(message));
    expect(() => sgd({ momentum: 0.9, moments: "bf16" })).not.toThrow();
  });
});
