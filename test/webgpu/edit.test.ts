/** Rows of tensors on a GPU that are kept, dropped and appended, and states that begin anew: as on the host. */
import { describe, expect, test } from "vitest";
import {
  accumulate,
  adafactor,
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  emaParams,
  type GpuDescent,
  type Optimizer,
  ParameterError,
  ProtocolError,
  rprop,
  skipNonFinite,
  type Tensor,
  tensor,
} from "../../src/index.ts";
import { difference, expectNear, numbers } from "./arrays.ts";
import { testedGpu } from "./gpu.ts";
import { allUsages, bufferWith, inOneBuffer, valuesIn } from "./own-buffers.ts";
import { counting } from "./wrapped.ts";

const gpu = testedGpu();

interface Params {
  readonly x: Tensor<Float32Array>;
  readonly y: Float32Array;
}
const start = (rows = 30): Params => ({ x: tensor(numbers(rows * 5, 0), [rows, 5]), y: numbers(13, 1) });

const change = { keep: [29, 3, 3, 0, 17], append: numbers(20, 40) };

describe("edit", () => {
  const optimizers: [string, Optimizer][] = [
    ["clipped AdamW", chain(clipByGlobalNorm(1), adamw({ learningRate: 0.1 }))],
    ["rows and columns", adafactor()],
    ["averages", emaParams(adam({ learningRate: 0.1 }), { decay: 0.9 })],
    ["gradients that wait", accumulate(adam({ learningRate: 0.1 }), { every: 2 })],
    ["steps that may be declined", chain(skipNonFinite(), adam({ learningRate: 0.1 }))],
  ];

  test.each(optimizers)("%s: rows follow with all that belongs to them", async (_, optimizer) => {
    const host = await optimizer.init(start(), { device: "js", measure: true });
    const descent = await optimizer.init(start(), { device: gpu.device, measure: true });
    for (const one of [host, descent]) {
      for (let step = 0; step < 3; step++) one.step(start());
      if (one === descent) await descent.done();
      one.set({ learningRate: 0.05 } as never);
    }
    const before = await descent.last;
    for (const one of [host, descent]) {
      const { params } = await one.edit("x", change);
      expect(params.x).toBe(one.params.x);
    }
    expect(descent.params.x.size).toBe(9 * 5 * 4);
    expect((await descent.last).gradNorm).toBe(before.gradNorm);
    expect(host.params.x.shape).toEqual([9, 5]);
    await expectNear(descent, host.params, "after the edit");
    expect(descent.count).toBe(host.count);
    // The gradients that were there have followed.
    for (const one of [host, descent]) one.step();
    for (const one of [host, descent]) one.step(start(9));
    await descent.done();
    await expectNear(descent, host.params, "after steps");
    const [saved, theirs] = [await descent.snapshot(), await host.snapshot()];
    expect([saved.shapes, saved.pending, saved.hyper]).toEqual([theirs.shapes, theirs.pending, theirs.hyper]);
    descent.dispose();
  });

  test("of cohorts and frozen parameters", async () => {
    const host = await adam({ learningRate: 0.1 }).init(start(), { device: "js" });
    const descent = await adam({ learningRate: 0.1 }).init(start(), { device: gpu.device });
    for (const one of [host, descent]) {
      one.step(start());
      one.step({ ...start(), y: null } as never);
      one.freeze("y");
      await one.edit("x", change);
      one.step(start(9));
      one.unfreeze("y");
      one.step(start(9));
    }
    await expectNear(descent, host.params, "after both take part");
    expect((await descent.snapshot()).counts).toEqual((await host.snapshot()).counts);
    descent.dispose();
  });

  test("destroys the old buffers, so that nothing is written there in silence", async () => {
    const { device, alive } = counting(gpu.device);
    const descent = await adam().init(start(), { device });
    const made = alive.size;
    const old = descent.params.y;
    await descent.edit("x", change);
    expect(alive.size).toBe(made);
    gpu.device.pushErrorScope("validation");
    gpu.device.queue.writeBuffer(old.buffer as never, old.offset, new Float32Array(4) as never);
    expect((await gpu.device.popErrorScope())?.message).toMatch(/destroyed/i);
    descent.dispose();
    expect(alive.size).toBe(0);
  });
});

describe("edit of a tensor in a buffer of the user's", () => {
  const begin = async () => {
    const own = inOneBuffer(gpu.device, start());
    const tree = { x: { ...own.tree.x, shape: [30, 5] }, y: own.tree.y };
    const descent = (await adamw({ learningRate: 0.1 }).init(tree, {
      device: gpu.device,
    })) as unknown as GpuDescent<Params>;
    const host = await adamw({ learningRate: 0.1 }).init(start(), { device: "js" });
    for (const one of [host, descent]) one.step(start());
    return { own, descent, host };
  };

  test("goes on in the buffer of the call", async () => {
    const { own, descent, host } = await begin();
    const whole = bufferWith(gpu.device, numbers(9 * 5 + 12, 50));
    const old = await valuesIn(gpu.device, own.buffer);
    await descent.edit("x", { ...change, buffer: { buffer: whole, offset: 20, size: 180 } });
    await host.edit("x", change);
    expect(descent.params.x).toEqual({ buffer: whole, offset: 20, size: 180 });
    for (const one of [host, descent]) one.step(start(9));
    const found = await valuesIn(gpu.device, whole);
    expect(difference(found.subarray(5, 50), host.params.x.data)).toBeLessThan(2e-6);
    expect(found.subarray(0, 5)).toEqual(numbers(57, 50).subarray(0, 5));
    expect(found.subarray(50)).toEqual(numbers(57, 50).subarray(50));
    // The old buffer is the user's: of it the other parameter alone has changed.
    const { offset, size } = own.tree.x as { offset: number; size: number };
    const now = await valuesIn(gpu.device, own.buffer);
    expect(now.subarray(offset / 4, (offset + size) / 4)).toEqual(
      old.subarray(offset / 4, (offset + size) / 4),
    );
    await own.checkAround();
    descent.dispose();
  });

  test("makes memory for gradients only where there was some before, or it is asked for", async () => {
    const { device, alive } = counting(gpu.device);
    const own = inOneBuffer(gpu.device, start());
    const tree = { x: { ...own.tree.x, shape: [30, 5] }, y: own.tree.y };
    const descent = (await adamw().init(tree, { device })) as unknown as GpuDescent<Params>;
    const made = alive.size;
    descent.step(inOneBuffer(gpu.device, start()).tree as never);
    const edit = async (rows: typeof change) => {
      const buffer = bufferWith(gpu.device, numbers(9 * 5, 50));
      return descent.edit("x", { ...rows, buffer });
    };
    const first = await edit(change);
    expect(alive.size).toBe(made);
    const { x, y } = first.grads;
    expect(alive.size).toBe(made + 2);
    expect([x.size, y.size]).toEqual([180, 52]);
    gpu.device.queue.writeBuffer(x.buffer as never, 0, numbers(45, 3) as never);
    const second = await edit({ keep: [8, 1, 2, 3], append: numbers(25, 60) });
    expect(alive.size).toBe(made + 2);
    const followed = await valuesIn(gpu.device, second.grads.x.buffer);
    const before = numbers(45, 3);
    expect(followed.subarray(0, 5)).toEqual(before.subarray(40));
    expect(followed.subarray(5, 20)).toEqual(before.subarray(5, 20));
    descent.dispose();
    expect(alive.size).toBe(0);
  });

  test("throws before anything moves if there is none, or it does not fit", async () => {
    const { own, descent, host } = await begin();
    const before = await descent.snapshot();
    const small = bufferWith(gpu.device, numbers(4, 0));
    const unusable = bufferWith(gpu.device, numbers(45, 0), 0x80);
    const { y } = own.tree;
    for (const [rows, words] of [
      [change, /"x" lies in a buffer of yours.*give \{ buffer \}, a GPUBuffer or .* of 180 bytes/],
      [{ ...change, buffer: small }, /"x": the new buffer must have 180 bytes; got 16/],
      [{ ...change, buffer: unusable }, /"x": its buffer was made without COPY_SRC and COPY_DST/],
      [{ keep: [0], buffer: { ...y, size: 20 } }, /"x": its bytes are also those of "y"/],
      [{ keep: [30], buffer: small }, /rows of "x" are whole numbers from 0 to 29; got 30/],
    ] as const) {
      await expect(descent.edit("x", rows as never)).rejects.toThrow(words);
      await expect(descent.edit("x", rows as never)).rejects.toThrow(ParameterError);
    }
    expect(await descent.snapshot()).toEqual(before);
    for (const one of [host, descent]) one.step(start());
    expect(difference((await descent.read()).x.data, host.params.x.data)).toBeLessThan(2e-6);
    expect(allUsages & 0x80).toBe(0x80);
    descent.dispose();
  });
});

describe("refused", () => {
  test("a step while rows are edited; a buffer for a tensor that lies here; new rows that never begin", async () => {
    const descent = await adam().init(start(), { device: gpu.device });
    const buffer = bufferWith(gpu.device, numbers(45, 0));
    await expect(descent.edit("x", { ...change, buffer })).rejects.toThrow(/leave buffer out/);
    const working = descent.edit("x", change);
    expect(() => descent.step(start())).toThrow(ProtocolError);
    await working;
    descent.step(start(9));
    await expect(descent.edit("w", change)).rejects.toThrow(/there is no parameter "w"/);
    await expect(descent.edit("x", undefined as never)).rejects.toThrow(/expected \{ keep, append \}/);
    descent.dispose();
    const late = await rprop().init(start(), { device: gpu.device });
    late.step(start());
    await expect(late.edit("x", change)).rejects.toThrow(/init again with the new rows/);
    late.step(start());
    expect(late.count).toBe(2);
    late.dispose();
  });
});

test("resetState begins states of rows anew, and leaves all else", async () => {
  const host = await adam({ learningRate: 0.1 }).init(start(), { device: "js" });
  const descent = await adam({ learningRate: 0.1 }).init(start(), { device: gpu.device });
  for (const one of [host, descent]) {
    one.step(start());
    await one.resetState("x", [2, 29]);
    await one.resetState("y");
  }
  const { m } = (await descent.state) as unknown as { m: Params };
  expect(m.x.data.subarray(10, 15)).toEqual(new Float32Array(5));
  expect(m.x.data.subarray(15, 20)).not.toEqual(new Float32Array(5));
  expect(m.y).toEqual(new Float32Array(13));
  for (const one of [host, descent]) one.step(start());
  await expectNear(descent, host.params, "after a step");
  await expect(descent.resetState("x", [30])).rejects.toThrow(ParameterError);
  descent.dispose();
});
