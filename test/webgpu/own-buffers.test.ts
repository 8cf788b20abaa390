/** Parameters and gradients in buffers of the user's own, at any element. */
import { describe, expect, test } from "vitest";
import {
  accumulate,
  adafactor,
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  ParameterError,
  sgd,
  tensor,
} from "../../src/index.ts";
import { numbers } from "./arrays.ts";
import { gpuDevice, testedGpu } from "./gpu.ts";
import { allUsages, bufferWith, inOneBuffer, valuesIn } from "./own-buffers.ts";
import { checkRow, firstRows } from "./table.ts";
import { counting, madeIn, wrapped } from "./wrapped.ts";

const gpu = testedGpu();

describe("any element and any length", () => {
  test.each([0, 4, 16, 20, 252, 256, 276])(
    "from byte %d on, Adam takes the steps that it takes here",
    async (begin) => {
      for (const length of [1, 2, 3, 4, 5, 64, 701]) {
        const optimizer = adam({ learningRate: 0.1 });
        const params = { x: numbers(length, 0), y: numbers(3, 1) };
        const own = inOneBuffer(gpu.device, params, begin);
        const [mine, theirs] = [
          await optimizer.init(own.tree, { device: gpu.device }),
          await optimizer.init(params, { device: gpu.device }),
        ];
        for (let step = 0; step < 3; step++) {
          const gradient = { x: numbers(length, 10 + step), y: numbers(3, 20 + step) };
          mine.step(inOneBuffer(gpu.device, gradient, (begin + 12 * step) % 64).tree);
          theirs.step(gradient);
        }
        expect(await mine.read(), `${length} elements`).toEqual(await theirs.read());
        await own.checkAround();
        for (const one of [mine, theirs]) one.dispose();
        // What is the user's is there after dispose.
        expect((await valuesIn(gpu.device, own.buffer)).length).toBe(own.buffer.size / 4);
      }
    },
  );

  /** The first row of each optimizer, or of those whose kernels differ: plain, with sums over all, tensors, units, rows and columns, with more phases, with routines. */
  const kinds = [
    "adam",
    "clipByGlobalNorm",
    "lamb",
    "centralize",
    "adafactor",
    "sam",
    "accumulate",
    "lookahead",
    "muon",
    "shampoo",
  ];
  const rows = firstRows.filter(
    ([, { optimizer }]) => process.env.GLISSADE_WEBGPU === "all" || kinds.includes(optimizer),
  );

  test.each(rows)("%s stays within the tolerances of WGSL's operations", async (_, row) => {
    const { elements } = await checkRow(row, gpu.device, { steps: 3, isOwn: true });
    expect(elements).toBeGreaterThan(0);
  });

  test("in chunks, where the device binds little at once", async () => {
    const small = wrapped(gpu.device, { limits: { maxStorageBufferBindingSize: 8192 } });
    const optimizer = chain(clipByGlobalNorm(1), adamw({ learningRate: 0.1 }));
    const params = { x: numbers(5000, 0) };
    const own = inOneBuffer(gpu.device, params);
    const [mine, host] = [await optimizer.init(own.tree, { device: small }), await optimizer.init(params)];
    for (let step = 0; step < 3; step++) {
      const gradient = { x: numbers(5000, step) };
      mine.step(inOneBuffer(gpu.device, gradient, 36).tree);
      host.step(gradient);
    }
    const found = (await mine.read()).x;
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(host.params.x[i]!, 5);
    await own.checkAround();
    mine.dispose();
  });
});

describe("gradients", () => {
  test("a buffer that was seen before costs no bind group", async () => {
    const calls = new Map<string, number>();
    const own = inOneBuffer(gpu.device, { x: numbers(100, 0), y: numbers(5, 1) });
    const descent = await adam().init(own.tree, { device: wrapped(gpu.device, { calls }) });
    const some = [0, 1, 2].map(
      (seed) => inOneBuffer(gpu.device, { x: numbers(100, seed), y: numbers(5, seed) }).tree,
    );
    for (const gradient of some) descent.step(gradient);
    calls.clear();
    for (const gradient of [...some, ...some]) descent.step(gradient);
    expect(madeIn(calls)).toEqual(["createCommandEncoder"]);
    expect([calls.get("submit"), calls.get("dispatchWorkgroups")]).toEqual([6, 12]);
    await descent.done();
    expect(descent.count).toBe(9);
    descent.dispose();
  });

  test("arrays and buffers in turn; buffers for parameters that lie here, too", async () => {
    const params = { x: numbers(70, 0), y: numbers(5, 1) };
    const own = inOneBuffer(gpu.device, params);
    const descents = [
      await adam().init(own.tree, { device: gpu.device }),
      await adam().init(params, { device: gpu.device }),
    ];
    const host = await adam().init(params);
    for (let step = 0; step < 4; step++) {
      const gradient = { x: numbers(70, step), y: numbers(5, step) };
      for (const one of descents)
        one.step((step % 2 ? gradient : inOneBuffer(gpu.device, gradient).tree) as never);
      host.step(gradient);
    }
    // Those that lie in `grads`, which a kernel of the user's may have written.
    for (const one of descents) one.step();
    host.step();
    for (const one of descents)
      for (const [i, value] of ((await one.read()) as typeof params).x.entries())
        expect(value).toBeCloseTo(host.params.x[i]!, 6);
    for (const one of descents) one.dispose();
  });

  test("several a step", async () => {
    const optimizer = accumulate(adam({ learningRate: 0.1 }), { every: 2 });
    const params = { x: numbers(9, 0) };
    const [mine, host] = [
      await optimizer.init(inOneBuffer(gpu.device, params).tree, { device: gpu.device }),
      await optimizer.init(params),
    ];
    for (let call = 0; call < 6; call++) {
      const gradient = { x: numbers(9, call) };
      mine.step(inOneBuffer(gpu.device, gradient).tree);
      host.step(gradient);
    }
    for (const [i, value] of (await mine.read()).x.entries()) expect(value).toBeCloseTo(host.params.x[i]!, 6);
    mine.dispose();
  });
});

describe("read, write, snapshots", () => {
  test("reach the buffer of the user", async () => {
    const params = { w: tensor(numbers(12, 0), [3, 4]), b: numbers(3, 1) };
    const own = inOneBuffer(gpu.device, params);
    const tree = { w: { ...own.tree.w, shape: [3, 4] }, b: own.tree.b };
    const descent = await adafactor().init(tree, { device: gpu.device });
    expect((await descent.read()).w).toEqual(params.w);
    descent.write({ w: tensor(new Float32Array(12).fill(2), [3, 4]), b: new Float32Array(3).fill(3) });
    expect(descent.params.b).toEqual({ buffer: own.buffer, offset: own.tree.b.offset, size: 12 });
    expect((await valuesIn(gpu.device, own.buffer)).subarray(5, 17)).toEqual(new Float32Array(12).fill(2));
    descent.step(inOneBuffer(gpu.device, { w: tensor(numbers(12, 2), [3, 4]), b: numbers(3, 3) }).tree);
    const saved = await descent.snapshot();
    const after = await descent.read();
    const host = await adafactor().init(params, { from: saved });
    expect(host.params.w.data).toEqual(after.w.data);
    descent.write(params);
    await descent.restore(saved);
    expect(await descent.read()).toEqual(after);
    await own.checkAround();
    descent.dispose();
  });

  test("a start beyond the bounds is moved into them there", async () => {
    const { projectionBox } = await import("../../src/index.ts");
    const own = inOneBuffer(gpu.device, { x: Float32Array.of(-3, 0.5, 3) });
    const descent = await chain(sgd(), projectionBox({ min: -1, max: 1 })).init(own.tree, {
      device: gpu.device,
    });
    expect((await valuesIn(gpu.device, own.buffer)).subarray(5, 8)).toEqual(Float32Array.of(-1, 0.5, 1));
    descent.dispose();
  });
});

describe("refused", () => {
  const begin = async () => {
    const own = inOneBuffer(gpu.device, { x: numbers(4, 0), y: numbers(2, 0) });
    return { own, descent: await sgd().init(own.tree, { device: gpu.device }) };
  };

  test.each([
    [
      0x80,
      /"x": its buffer was made without COPY_SRC and COPY_DST; make it with usage: GPUBufferUsage.STORAGE \| /,
    ],
    [0x4 | 0x8, /"x": its buffer was made without STORAGE/],
  ])("parameters in a buffer of usage %d", async (usage, words) => {
    const x = bufferWith(gpu.device, numbers(4, 0), usage);
    await expect(sgd().init({ x }, { device: gpu.device })).rejects.toThrow(words);
    await expect(sgd().init({ x }, { device: gpu.device })).rejects.toThrow(ParameterError);
  });

  test.each([
    [{ offset: 2 }, /multiples of 4; got offset 2, size 14/],
    [{ size: 0 }, /got offset 0, size 0/],
    [{ offset: 8, size: 12 }, /the buffer ends at byte 16; got offset 8, size 12/],
    [{ shape: [3] }, /shape \[3\] is not that of 4 elements/],
  ])("a range %j of 16 bytes", async (range, words) => {
    const x = { buffer: bufferWith(gpu.device, numbers(4, 0)), ...range };
    await expect(sgd().init({ x }, { device: gpu.device })).rejects.toThrow(words);
  });

  test("a buffer of another device", async () => {
    const other = await gpuDevice();
    const x = bufferWith(other, numbers(4, 0));
    await expect(sgd().init({ x }, { device: gpu.device })).rejects.toThrow(
      /the GPU cannot read the buffers of x: /,
    );
    (other as unknown as { destroy(): void }).destroy();
  });

  test("bytes of two parameters; buffers on the host", async () => {
    const buffer = bufferWith(gpu.device, numbers(4, 0));
    const twice = { x: { buffer, size: 12 }, y: { buffer, offset: 8 } };
    await expect(sgd().init(twice, { device: gpu.device })).rejects.toThrow(
      /"y": its bytes are also those of "x"/,
    );
    await expect(sgd().init({ x: buffer } as never)).rejects.toThrow(ParameterError);
  });

  test("gradients that do not fit", async () => {
    const { own, descent } = await begin();
    const good = inOneBuffer(gpu.device, { x: numbers(4, 0), y: numbers(2, 0) }).tree;
    const y = bufferWith(gpu.device, numbers(2, 0), 0x4 | 0x8);
    for (const [grads, words] of [
      [{ ...good, y: numbers(2, 0) }, /gradients at "y": where the first gradient is a buffer, all are/],
      [{ x: good.x }, /gradients at "y"/],
      [{ ...good, z: good.x }, /gradients have "z", which is not a parameter/],
      [{ ...good, y: good.x }, /gradients at "y": expected 2 elements, got 4/],
      [{ ...good, y }, /gradients at "y": its buffer was made without STORAGE/],
      [{ ...good, y: own.tree.y }, /gradients at "y": the parameter lies in the same buffer/],
    ] as const)
      expect(() => descent.step(grads as never)).toThrow(words);
    expect(descent.count).toBe(0);
    const encoder = gpu.device.createCommandEncoder();
    expect(() => descent.encode(encoder, { x: numbers(4, 0), y: numbers(2, 0) } as never)).toThrow(
      /encode\(\) takes gradients in buffers/,
    );
    expect(() => descent.encode(gpu.device.queue as never, good)).toThrow(
      /encode\(\) takes a GPUCommandEncoder or a GPUComputePassEncoder/,
    );
    descent.dispose();
  });
});

test("dispose destroys what was made, and nothing of the user's", async () => {
  const { device, alive } = counting(gpu.device);
  const own = inOneBuffer(gpu.device, { x: numbers(9, 0) });
  const descent = await adam().init(own.tree, { device });
  descent.step({ x: bufferWith(gpu.device, numbers(9, 0), allUsages) });
  descent.step({ x: numbers(9, 1) });
  const encoder = gpu.device.createCommandEncoder();
  descent.encode(encoder);
  gpu.device.queue.submit([encoder.finish()] as never);
  await descent.read();
  expect(alive.size).toBeGreaterThan(3);
  descent.dispose();
  expect(alive.size).toBe(0);
  await own.checkAround();
});
