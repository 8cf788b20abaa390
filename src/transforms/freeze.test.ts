/** Frozen parameters keep their bits, whatever gradients say; the others go on. */
import { expect, test } from "vitest";
import { adam, addDecayedWeights, chain, clipByGlobalNorm, freeze, partition, sgd } from "../index.ts";

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

test("a norm before the partition counts frozen gradients, one inside does not", async () => {
  const head = sgd({ learningRate: 1 });
  const inFront = chain(
    clipByGlobalNorm(1),
    partition([
      ["encoder", freeze()],
      ["*", head],
    ]),
  );
  const inside = partition([
    ["encoder", freeze()],
    ["*", chain(clipByGlobalNorm(1), head)],
  ]);
  const after = async (optimizer: typeof inside, encoder: number) => {
    const descent = await optimizer.init({ encoder: [0], a: [0], b: [0] });
    descent.step({ encoder: [encoder], a: [3], b: [-4] });
    const { a, b } = descent.params;
    return [a[0], b[0]];
  };
  expect(await after(inside, 12)).toEqual([-0.6000000000000001, 0.8]);
  expect(await after(inside, 1e30)).toEqual(await after(inside, 0));
  const [a] = await after(inFront, 12);
  expect(a).toBeCloseTo(-3 / 13, 15);
});
