/** Descents on a GPU beside descents on the host: calls, values that are awaited, snapshots to and fro, refusals. */
import { describe, expect, test } from "vitest";
import {
  accumulate,
  adafactor,
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  DeclinedError,
  DeviceError,
  DisposedError,
  emaParams,
  freeze,
  type Optimizer,
  ParameterError,
  ProtocolError,
  partition,
  sgd,
  skipNonFinite,
  tensor,
} from "../../src/index.ts";
import { difference } from "./arrays.ts";
import { gpuDevice, testedGpu } from "./gpu.ts";

const gpu = testedGpu();

const params = () => ({
  x: tensor(
    Float32Array.from({ length: 700 }, (_, i) => Math.sin(i)),
    [100, 7],
  ),
  y: new Float32Array(13).fill(2),
});
const gradients = () => ({
  x: tensor(
    Float32Array.from({ length: 700 }, (_, i) => Math.cos(i)),
    [100, 7],
  ),
  y: new Float32Array(13).fill(-1),
});

const several: [string, Optimizer][] = [
  ["adam", adam()],
  ["clipped AdamW", chain(clipByGlobalNorm(1), adamw())],
  ["adafactor", adafactor()],
  ["averages", emaParams(sgd({ learningRate: 0.1 }), { decay: 0.9 })],
];

test.each(several)("%s: five steps, measurements, and snapshots to and fro", async (_, optimizer) => {
  const host = await optimizer.init(params(), { device: "js", measure: "tensors" });
  const descent = await optimizer.init(params(), { device: gpu.device, measure: "tensors" });
  expect(descent.device).toBe("webgpu");
  for (let t = 0; t < 5; t++) for (const one of [host, descent]) one.step(gradients());
  const found = await descent.read();
  expect(difference(found.x.data, host.params.x.data)).toBeLessThan(1e-6);
  expect(difference(found.y, host.params.y)).toBeLessThan(1e-6);
  expect(descent.count).toBe(5);
  const [last, meant] = [await descent.last, host.last];
  expect(last.gradNorm / meant.gradNorm).toBeCloseTo(1, 6);
  expect(last.updateNorm / meant.updateNorm).toBeCloseTo(1, 5);
  expect(last.tensors.y!.paramNorm / meant.tensors.y!.paramNorm).toBeCloseTo(1, 6);
  expect([last.finite, last.taken]).toEqual([true, true]);
  expect(difference((await descent.evalParams()).y, (await host.evalParams()).y)).toBeLessThan(1e-6);
  expect(Object.keys(await descent.state)).toEqual(Object.keys(host.state));
  const saved = await descent.snapshot();
  const onWasm = await optimizer.init(params(), { device: "wasm", from: saved });
  const onGpu = await optimizer.init(params(), { device: gpu.device, from: saved });
  for (const one of [onWasm, onGpu, descent]) one.step(gradients());
  expect(await onGpu.read()).toEqual(await descent.read());
  expect(difference((await descent.read()).x.data, onWasm.params.x.data)).toBeLessThan(1e-6);
  for (const one of [host, descent, onWasm, onGpu]) one.dispose();
});

describe("a step that may be declined", () => {
  const optimizer = chain(
    skipNonFinite({ maxConsecutive: 3 }),
    adam({ learningRate: (count) => 0.1 / (1 + count) }),
  );
  const nan = () => ({ ...gradients(), y: new Float32Array(13).fill(Number.NaN) });

  test("is declined on the GPU, which takes the scalars of its own count", async () => {
    const host = await optimizer.init(params(), { device: "js" });
    const descent = await optimizer.init(params(), { device: gpu.device });
    const infinite = () => ({ ...gradients(), y: new Float32Array(13).fill(Number.NEGATIVE_INFINITY) });
    const calls = [gradients, nan, gradients, infinite, nan, gradients, gradients];
    for (const one of [host, descent]) for (const call of calls) one.step(call());
    expect(() => descent.count).toThrow(ProtocolError);
    expect(() => descent.set({ b1: 0.8 })).toThrow(ProtocolError);
    await descent.done();
    expect([descent.count, descent.skipped]).toEqual([host.count, host.skipped]);
    expect(difference((await descent.read()).x.data, host.params.x.data)).toBeLessThan(1e-6);
    for (const one of [host, descent]) {
      one.set({ b1: 0.8 });
      one.step(gradients());
    }
    expect(difference((await descent.read()).x.data, host.params.x.data)).toBeLessThan(1e-6);
    expect((await descent.snapshot()).powers).toEqual((await host.snapshot()).powers);
  });

  test("is an error when it is known that too many were", async () => {
    const descent = await optimizer.init(params(), { device: gpu.device });
    for (let i = 0; i < 3; i++) descent.step(nan());
    await expect(descent.done()).rejects.toThrow(DeclinedError);
    descent.step(gradients());
    await descent.done();
    expect([descent.count, descent.skipped]).toEqual([1, 3]);
  });
});

describe("many steps whose outcome is not known", () => {
  const optimizer = chain(skipNonFinite(), adam({ learningRate: (count) => 1 / (1 + count) }));
  const start = () => ({ x: new Float32Array([1, 2, 3]) });
  const gradient = (t: number) => ({ x: new Float32Array([1, t % 7 === 3 ? Number.NaN : 2, -1]) });

  test("are refused from 1023 on, until it is known", async () => {
    const descent = await optimizer.init(start(), { device: gpu.device });
    for (let t = 0; t < 1023; t++) descent.step(gradient(t));
    expect(() => descent.step(gradient(0))).toThrow(/of 1023 steps it is not known yet: await descent.done/);
    await descent.done();
    expect([descent.count, descent.skipped]).toEqual([1023 - 146, 146]);
    descent.step(gradient(0));
    await descent.done();
    expect(descent.count).toBe(1023 - 145);
    descent.dispose();
  });

  test("go round the ring, and are asked for while the program waits for something else", async () => {
    const host = await optimizer.init(start(), { device: "js" });
    const descent = await optimizer.init(start(), { device: gpu.device });
    for (let t = 0; t < 1500; t++) {
      for (const one of [host, descent]) one.step(gradient(t));
      if (t % 100 === 99) await gpu.device.queue.onSubmittedWorkDone();
    }
    await descent.done();
    expect([descent.count, descent.skipped]).toEqual([host.count, host.skipped]);
    expect(difference((await descent.read()).x, host.params.x)).toBeLessThan(1e-5);
    descent.dispose();
  });
});

test("a lost GPU is an error that says how to go on", async () => {
  const own = await gpuDevice();
  const descent = await sgd().init(params(), { device: own });
  (own as unknown as { destroy(): void }).destroy();
  await own.lost;
  expect(() => descent.step(gradients())).toThrow(DisposedError);
  expect(() => descent.step(gradients())).toThrow(
    /the GPU was lost.*begin again with init and the last snapshot/,
  );
  await expect(descent.read()).rejects.toThrow(DisposedError);
  const begun = sgd().init(params(), { device: own });
  await expect(begun).rejects.toThrow(DeviceError);
  await expect(begun).rejects.toThrow(
    /the GPU is lost \(.+\); requestAdapter\(\) and requestDevice\(\) give another device/,
  );
});

test("gradients that lie on the GPU, and parameters that are written", async () => {
  const descent = await sgd({ learningRate: 1 }).init(params(), { device: gpu.device });
  const { buffer, offset, size } = descent.grads.y;
  expect([offset % 256, size]).toEqual([0, 52]);
  descent.gpu.queue.writeBuffer(buffer as never, offset, new Float32Array(13).fill(0.5) as never);
  descent.step();
  expect((await descent.read()).y).toEqual(new Float32Array(13).fill(1.5));
  descent.write({ ...params(), y: new Float32Array(13).fill(7) });
  expect((await descent.read()).y).toEqual(new Float32Array(13).fill(7));
  expect(() => descent.write({ y: new Float32Array(13) } as never)).toThrow(ParameterError);
  descent.dispose();
  expect(() => descent.step()).toThrow(DisposedError);
});

describe("what a GPU does not do is refused by name", () => {
  test.each<[string, () => Promise<unknown>, RegExp]>([
    ["float64", () => adam().init({ x: [1] }, { device: gpu.device }), /"webgpu" has no float64.*"x"/],
    ["threads", () => adam().init(params(), { device: gpu.device, threads: 2 }), /have threads.*"webgpu"/],
    [
      "a decision before a step",
      () => accumulate(chain(skipNonFinite(), adam()), { every: 2 }).init(params(), { device: gpu.device }),
      /stands inside|cannot decline/,
    ],
  ])("%s", async (_, attempt, message) => {
    await expect(attempt()).rejects.toThrow(message);
  });

  test("initSync", () => {
    expect(() => adam().initSync(params(), { device: gpu.device as never })).toThrow(DeviceError);
  });

  test("a parameter is frozen by its optimizer as well", async () => {
    const descent = await adam().init(params(), { device: gpu.device });
    descent.step(gradients());
    const parted = partition([
      ["y", freeze()],
      ["*", adam()],
    ]);
    const still = await parted.init(params(), { device: gpu.device });
    still.step(gradients());
    const { x, y } = await still.read();
    expect(y).toEqual(params().y);
    expect(x).toEqual((await descent.read()).x);
  });
});
