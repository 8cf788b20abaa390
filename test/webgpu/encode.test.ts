/** Steps recorded into an encoder of the user's. */
import { describe, expect, test } from "vitest";
import {
  adam,
  chain,
  lamb,
  type Optimizer,
  polyakSgd,
  sgd,
  skipNonFinite,
  warmupCosine,
} from "../../src/index.ts";
import { numbers } from "./arrays.ts";
import { testedGpu } from "./gpu.ts";
import { bufferWith, inOneBuffer, valuesIn } from "./own-buffers.ts";
import { wrapped } from "./wrapped.ts";

const gpu = testedGpu();

describe("an encoder of the user's", () => {
  const optimizers: [string, Optimizer][] = [
    ["a schedule", adam({ learningRate: warmupCosine({ peak: 0.1, warmup: 3, total: 9 }) })],
    ["a loss", polyakSgd()],
    ["a step that may be declined", chain(skipNonFinite(), adam({ learningRate: 0.1 }))],
    ["trust ratios", lamb()],
  ];

  test.each(optimizers)("several steps in one, with %s, are those of the queue", async (_, optimizer) => {
    const params = { x: numbers(21, 0), y: numbers(2, 1) };
    const own = inOneBuffer(gpu.device, params);
    const encoded = await optimizer.init(own.tree, { device: gpu.device });
    const queued = await optimizer.init(inOneBuffer(gpu.device, params).tree, { device: gpu.device });
    for (let round = 0; round < 2; round++) {
      const encoder = gpu.device.createCommandEncoder();
      for (let step = 0; step < 3; step++) {
        const gradient = { x: numbers(21, round + step), y: numbers(2, step) };
        if (round + step === 2) gradient.y[0] = Number.NaN;
        const hasNumbers = optimizer === optimizers[2]![1] || round + step !== 2;
        const { tree } = inOneBuffer(gpu.device, hasNumbers ? gradient : { ...gradient, y: numbers(2, 5) });
        const options = { loss: 1 + round + step };
        encoded.encode(encoder, tree, options);
        queued.step(tree, options);
      }
      gpu.device.queue.submit([encoder.finish()] as never);
      // A step of the queue between them.
      const { tree } = inOneBuffer(gpu.device, { x: numbers(21, 30), y: numbers(2, 31) });
      for (const one of [encoded, queued]) one.step(tree, { loss: 2 });
    }
    expect(await encoded.read()).toEqual(await queued.read());
    expect([encoded.count, encoded.skipped]).toEqual([queued.count, queued.skipped]);
    for (const one of [encoded, queued]) one.dispose();
  });

  test.each(optimizers)("several steps in a pass that has begun, with %s, too", async (_, optimizer) => {
    const params = { x: numbers(21, 0), y: numbers(2, 1) };
    const [passed, queued] = [
      await optimizer.init(inOneBuffer(gpu.device, params).tree, { device: gpu.device }),
      await optimizer.init(inOneBuffer(gpu.device, params).tree, { device: gpu.device }),
    ];
    for (let round = 0; round < 2; round++) {
      const encoder = gpu.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      for (let step = 0; step < 3; step++) {
        const gradient = { x: numbers(21, round + step), y: numbers(2, step) };
        if (round + step === 2 && optimizer === optimizers[2]![1]) gradient.y[0] = Number.NaN;
        const { tree } = inOneBuffer(gpu.device, gradient);
        passed.encode(pass, tree, { loss: 1 + round + step });
        queued.step(tree, { loss: 1 + round + step });
      }
      pass.end();
      gpu.device.queue.submit([encoder.finish()] as never);
      const { tree } = inOneBuffer(gpu.device, { x: numbers(21, 30), y: numbers(2, 31) });
      for (const one of [passed, queued]) one.step(tree, { loss: 2 });
    }
    expect(await passed.read()).toEqual(await queued.read());
    expect([passed.count, passed.skipped]).toEqual([queued.count, queued.skipped]);
    for (const one of [passed, queued]) one.dispose();
  });

  test("a pass takes gradients that lie in grads, and refuses what it would have to copy", async () => {
    const params = { x: numbers(21, 0), y: numbers(2, 1) };
    const descent = await sgd({ learningRate: 1 }).init(params, { device: gpu.device });
    const { tree } = inOneBuffer(gpu.device, params);
    const encoder = gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    expect(() => descent.encode(pass, tree)).toThrow(
      /a pass cannot copy the gradient of "x".*write it into grads/,
    );
    expect(() => descent.encode(pass, { ...descent.grads, y: null })).toThrow(
      /in a pass all parameters take part/,
    );
    for (const path of ["x", "y"] as const) {
      const { buffer, offset } = descent.grads[path];
      gpu.device.queue.writeBuffer(buffer as never, offset, params[path] as never);
    }
    descent.encode(pass);
    pass.end();
    gpu.device.queue.submit([encoder.finish()] as never);
    expect(await descent.read()).toEqual({ x: new Float32Array(21), y: new Float32Array(2) });
    expect(descent.count).toBe(1);
    descent.dispose();
  });

  test("has commands of the user's before and after; nothing is submitted here", async () => {
    const calls = new Map<string, number>();
    const descent = await sgd({ learningRate: 1 }).init(
      { x: new Float32Array(4) },
      { device: wrapped(gpu.device, { calls }) },
    );
    const [gradient, after] = [
      bufferWith(gpu.device, numbers(4, 0)),
      bufferWith(gpu.device, new Float32Array(4)),
    ];
    const encoder = gpu.device.createCommandEncoder();
    const { buffer, offset, size } = descent.grads.x;
    encoder.copyBufferToBuffer(gradient as never, 0, buffer as never, offset, size);
    calls.clear();
    descent.encode(encoder);
    encoder.copyBufferToBuffer(
      descent.params.x.buffer as never,
      descent.params.x.offset,
      after as never,
      0,
      16,
    );
    expect(calls.get("submit") ?? 0).toBe(0);
    gpu.device.queue.submit([encoder.finish()] as never);
    expect(await valuesIn(gpu.device, after)).toEqual(numbers(4, 0).map((value) => -value));
    descent.dispose();
  });
});
