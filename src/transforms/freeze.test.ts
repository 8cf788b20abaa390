/** Frozen parameters keep their bits, whatever gradients say; the others go on. */
import { expect, test } from "vitest";
import { adam, addDecayedWeights, chain, freeze, partition, sgd } from "../index.ts";

const bitsOf = (values: Float32Array | Float64Array) => [
  ...new Uint32Array(values.slice().buffer as ArrayBuffer),
];

test.each(["js", "wasm"] as const)("on %s parameters keep their bits, that of -0 too", async (device) => {
  const values = [-0, 0, 1 / 3, -1e-45, 5e-324, 1e38, Infinity, -Infinity, Number.NaN];
  const params = { single: Float32Array.from(values), double: Float64Array.from(values) };
  const descent = await chain(adam({ learningRate: 1 }), addDecayedWeights(1), freeze()).init(params, {
    device,
  });
  for (const gradient of [1, -1, Number.NaN, Infinity, 0]) {
    descent.grads.single.fill(gradient);
    descent.grads.double.fill(gradient);
    descent.step();
  }
  expect(bitsOf(descent.params.single)).toEqual(bitsOf(params.single));
  expect(bitsOf(descent.params.double)).toEqual(bitsOf(params.double));
  descent.dispose();
});

test.each(["js", "wasm"] as const)(
  "on %s a partition freezes those it names, without state",
  async (device) => {
    const optimizer = partition([
      ["encoder.*", freeze()],
      ["*", sgd({ learningRate: 0.5, momentum: 0.5 })],
    ]);
    const params = { encoder: { w: Float64Array.of(-0, 2) }, head: Float64Array.of(8) };
    const descent = await optimizer.init(params, { device });
    descent.step({ encoder: { w: Float64Array.of(1, 1) }, head: Float64Array.of(4) });
    expect(descent.params.encoder.w).toEqual(Float64Array.of(-0, 2));
    expect(descent.params.head).toEqual(Float64Array.of(6));
    const [m] = Object.values(descent.state) as { encoder?: { w?: unknown } }[];
    expect(m?.encoder?.w).toBeUndefined();
    descent.dispose();
  },
);
