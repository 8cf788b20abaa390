/** What a step asks of the device: commands, and nothing that is made. */
import { expect, test } from "vitest";
import {
  adafactor,
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  emaParams,
  lamb,
  muon,
  type Optimizer,
  prodigy,
  sgd,
  skipNonFinite,
} from "../../src/index.ts";
import { testedGpu } from "./gpu.ts";
import { counting, madeIn, wrapped } from "./wrapped.ts";

const gpu = testedGpu();

const optimizers: [string, Optimizer][] = [
  ["adam", adam()],
  ["clipped AdamW", chain(clipByGlobalNorm(1), adamw())],
  ["lamb", lamb()],
  ["adafactor", adafactor()],
  ["prodigy", prodigy()],
  ["averages", emaParams(sgd(), { decay: 0.9 })],
  ["a step that may be declined", chain(skipNonFinite(), adam())],
];

const hidden = { matrices: /^w$/, layout: "out,in" } as const;
const ofMatrices: [string, Optimizer][] = [
  ["muon", muon(hidden)],
  ["muon that may be declined", chain(skipNonFinite(), muon({ ...hidden, form: "gram" }))],
];

test.each([...optimizers, ...ofMatrices])(
  "steps of %s make nothing and read nothing",
  async (_, optimizer) => {
    const calls = new Map<string, number>();
    const params = () => ({
      w: { data: new Float32Array(600).fill(1), shape: [30, 20] },
      b: new Float32Array(7),
    });
    const descent = await optimizer.init(params(), { device: wrapped(gpu.device, { calls }) });
    calls.clear();
    for (let t = 0; t < 3; t++) descent.step();
    for (let t = 0; t < 3; t++) descent.step(params());
    expect(madeIn(calls)).toEqual(["createCommandEncoder"]);
    for (const name of ["createCommandEncoder", "beginComputePass", "submit"])
      expect(calls.get(name)).toBe(6);
    await descent.done();
    expect(descent.count).toBe(6);
    descent.dispose();
  },
);

test.each(optimizers)(
  "%s: 1e6 parameters in 1000 tensors take as many dispatches as in one",
  async (_, optimizer) => {
    const dispatches = async (params: readonly Float32Array[]) => {
      const calls = new Map<string, number>();
      const descent = await optimizer.init(params, { device: wrapped(gpu.device, { calls }) });
      calls.clear();
      descent.step();
      await descent.done();
      descent.dispose();
      return calls.get("dispatchWorkgroups")!;
    };
    const one = await dispatches([new Float32Array(1e6)]);
    expect(one).toBeGreaterThan(0);
    expect(await dispatches(Array.from({ length: 1000 }, () => new Float32Array(1000)))).toBe(one);
  },
);

test("a plan that was there before makes no pipelines, whatever its hyperparameters are", async () => {
  const calls = new Map<string, number>();
  const on = wrapped(gpu.device, { calls });
  const begin = (learningRate: number) =>
    adamw({ learningRate, weightDecay: learningRate / 10 }).init(
      { x: new Float32Array(100) },
      { device: on },
    );
  const one = await begin(0.1);
  expect(calls.get("createComputePipelineAsync")).toBeGreaterThan(0);
  calls.clear();
  const two = await begin(0.3);
  expect([...calls.keys()].filter((name) => /pipelineAsync|shader/i.test(name))).toEqual([]);
  for (const descent of [one, two]) descent.step({ x: new Float32Array(100).fill(1) });
  expect((await one.read()).x[99]).toBeCloseTo(-0.1, 6);
  expect((await two.read()).x[99]).toBeCloseTo(-0.3, 6);
  for (const descent of [one, two]) descent.dispose();
});

test("what lies behind a tensor is in no sum", async () => {
  const optimizer = chain(clipByGlobalNorm(1), lamb({ learningRate: 0.1 }));
  const params = () => ({ a: new Float32Array(5).fill(1), b: new Float32Array(70).fill(2) });
  const [clean, dirty] = [
    await optimizer.init(params(), { device: gpu.device }),
    await optimizer.init(params(), { device: gpu.device }),
  ];
  for (const { buffer, offset, size } of Object.values({ a: dirty.grads.a, b: dirty.grads.b })) {
    const end = offset + size;
    const behind = new Float32Array((256 - (size % 256)) / 4).fill(1e20);
    gpu.device.queue.writeBuffer(buffer as never, end, behind as never);
  }
  for (const descent of [clean, dirty]) for (let t = 0; t < 3; t++) descent.step(params());
  expect(await dirty.read()).toEqual(await clean.read());
  for (const descent of [clean, dirty]) descent.dispose();
});

test("dispose destroys every buffer that was made", async () => {
  const { device, alive } = counting(gpu.device);
  const descent = await prodigy().init({ x: new Float32Array(100) }, { device });
  expect(alive.size).toBeGreaterThan(3);
  descent.step({ x: new Float32Array(100) });
  await descent.snapshot();
  await descent.read();
  descent.dispose();
  expect(alive.size).toBe(0);
});
