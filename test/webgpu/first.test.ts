import { expect, test } from "vitest";
import {
  adafactor,
  adam,
  chain,
  clipByGlobalNorm,
  emaParams,
  lamb,
  type Optimizer,
  sgd,
  skipNonFinite,
} from "../../src/index.ts";
import { gpuDevice } from "./gpu.ts";

const optimizers: [string, Optimizer][] = [
  ["adam", adam()],
  ["clip", chain(clipByGlobalNorm(1), adam())],
  ["lamb", lamb()],
  ["adafactor", adafactor()],
  ["skip", chain(skipNonFinite(), sgd({ learningRate: 0.1 }))],
  ["ema", emaParams(sgd({ learningRate: 0.1 }), { decay: 0.9 })],
];
test.each(optimizers)("%s", async (_, optimizer) => {
  const device = await gpuDevice();
  const x = { data: Float32Array.from({ length: 700 }, (_, i) => Math.sin(i)), shape: [100, 7] };
  const y = new Float32Array(13).fill(2);
  const gx = { data: Float32Array.from({ length: 700 }, (_, i) => Math.cos(i)), shape: [100, 7] };
  const gy = new Float32Array(13).fill(-1);
  const [host, gpu] = [
    await optimizer.init({ x, y }, { device: "js", measure: true }),
    await optimizer.init({ x, y }, { device, measure: "tensors" }),
  ];
  for (let t = 0; t < 3; t++) {
    for (const one of [host, gpu]) one.step({ x: gx, y: gy });
    const found = await gpu.read();
    for (let i = 0; i < 700; i++) expect(found.x.data[i]).toBeCloseTo(host.params.x.data[i]!, 5);
    for (let i = 0; i < 13; i++) expect(found.y[i]).toBeCloseTo(host.params.y[i]!, 5);
  }
  console.log(await gpu.last, { ...host.last }, String(gpu));
  const s = await gpu.snapshot();
  const next = await optimizer.init({ x, y }, { device: "wasm", from: s });
  const again = await optimizer.init({ x, y }, { device, from: s });
  for (const one of [host, gpu, next, again]) one.step({ x: gx, y: gy });
  const [a, b] = [await gpu.read(), await again.read()];
  expect(a).toEqual(b);
  for (let i = 0; i < 13; i++) expect(a.y[i]).toBeCloseTo(next.params.y[i]!, 5);
  const [e, f] = [await gpu.evalParams(), await host.evalParams()];
  for (let i = 0; i < 13; i++) expect(e.y[i]).toBeCloseTo(f.y[i]!, 5);
  gpu.step({ x: gx, y: Float32Array.from({ length: 13 }, () => Number.NaN) });
  if (_ === "skip") {
    await gpu.done();
    expect([gpu.count, gpu.skipped]).toEqual([4, 1]);
    expect(await gpu.read()).toEqual(a);
  }
  gpu.dispose();
});
