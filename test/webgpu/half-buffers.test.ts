/** Parameters and gradients in 16 bits in buffers of the user's own, from any word on and of any length. */
import { describe, expect, test } from "vitest";
import {
  adafactor,
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  type GpuDescent,
  type HalfTensor,
  type HalfType,
  type Optimizer,
  ParameterError,
  sgd,
  tensor,
} from "../../src/index.ts";
import { codesOf, halfTypes } from "../oracle/halves.ts";
import { numbers } from "./arrays.ts";
import { testedGpu } from "./gpu.ts";
import { bufferWith, inOneBuffer, valuesIn, wordsOf } from "./own-buffers.ts";
import { wrapped } from "./wrapped.ts";

const gpu = testedGpu();

const coded = (length: number, seed: number, dtype: HalfType, shape: readonly number[] = [length]) =>
  tensor(codesOf(numbers(length, seed), dtype), shape, { dtype });

describe.each(halfTypes)("in %s", (dtype) => {
  test.each([0, 4, 8, 20, 252, 256, 276])(
    "from byte %d on, Adam takes the steps that it takes here",
    async (begin) => {
      for (const length of [1, 2, 3, 4, 5, 64, 701]) {
        const optimizer = adam({ learningRate: 0.1 });
        const params = { x: coded(length, 0, dtype), y: numbers(3, 1), z: coded(3, 2, dtype) };
        const own = inOneBuffer(gpu.device, params, begin);
        const mine = (await optimizer.init(own.tree, { device: gpu.device })) as unknown as GpuDescent<
          typeof params
        >;
        const theirs = await optimizer.init(params, { device: gpu.device });
        for (let step = 0; step < 3; step++) {
          const gradient = {
            x: coded(length, 10 + step, dtype),
            y: numbers(3, 20 + step),
            z: coded(3, step, dtype),
          };
          mine.step(inOneBuffer(gpu.device, gradient, (begin + 12 * step) % 64).tree);
          theirs.step(gradient);
        }
        expect(await mine.read(), `${length} elements`).toEqual(await theirs.read());
        expect((await mine.snapshot()).state, `${length} elements`).toEqual((await theirs.snapshot()).state);
        await own.checkAround();
        for (const one of [mine, theirs]) one.dispose();
      }
    },
  );

  const optimizers: [string, Optimizer][] = [
    ["sums over all", chain(clipByGlobalNorm(1), adamw({ learningRate: 0.1 }))],
    ["rows and columns", adafactor()],
  ];

  test.each(optimizers)("%s, in chunks too; gradients from the host in turn", async (_, optimizer) => {
    const limits = { maxStorageBufferBindingSize: 16_384 };
    const params = { x: coded(4100, 0, dtype, [100, 41]) };
    for (const device of [gpu.device, wrapped(gpu.device, { limits })]) {
      const own = inOneBuffer(gpu.device, params);
      const mine = (await optimizer.init(own.tree, { device })) as unknown as GpuDescent<typeof params>;
      const theirs = await optimizer.init(params, { device });
      for (let step = 0; step < 3; step++) {
        const gradient = { x: coded(4100, 10 + step, dtype, [100, 41]) };
        mine.step(step === 1 ? gradient : inOneBuffer(gpu.device, gradient, 36).tree);
        theirs.step(gradient);
      }
      expect((await mine.snapshot()).state).toEqual((await theirs.snapshot()).state);
      expect(await mine.read()).toEqual(await theirs.read());
      await own.checkAround();
      for (const one of [mine, theirs]) one.dispose();
    }
  });

  test("read, write, snapshots and edits reach the buffer of the user", async () => {
    const params = { w: coded(15, 0, dtype, [5, 3]), b: coded(2, 1, dtype) };
    const own = inOneBuffer(gpu.device, params);
    const descent = (await adam().init(own.tree, { device: gpu.device })) as unknown as GpuDescent<
      typeof params
    >;
    expect(await descent.read()).toEqual(params);
    expect(descent.params.w).toEqual({ buffer: own.buffer, offset: own.tree.w.offset, size: 32, dtype });
    const other = { w: coded(15, 5, dtype, [5, 3]), b: coded(2, 6, dtype) };
    descent.write(other);
    const there = async () => new Uint16Array((await valuesIn(gpu.device, own.buffer)).buffer);
    expect((await there()).subarray(10, 25)).toEqual(other.w.data);
    descent.step(params);
    const [saved, after] = [await descent.snapshot(), await descent.read()];
    const host = await adam().init(params, { from: saved });
    expect(host.params).toEqual(after);
    descent.write(params);
    await descent.restore(saved);
    expect(await descent.read()).toEqual(after);
    await own.checkAround();
    const rows = { keep: [4, 0, 0], append: numbers(6, 9) };
    const whole = bufferWith(gpu.device, numbers(20, 50));
    const buffer = { buffer: whole, offset: 20, size: 30, dtype };
    const small = { ...rows, buffer: { ...buffer, size: 28 } };
    await expect(descent.edit("w", small)).rejects.toThrow(/the new buffer must have 30 bytes; got 28/);
    await descent.edit("w", { ...rows, buffer });
    await host.edit("w", rows);
    expect(descent.params.w).toEqual({ buffer: whole, offset: 20, size: 32, dtype });
    expect(await descent.read()).toEqual(host.params);
    expect((await valuesIn(gpu.device, whole)).subarray(13)).toEqual(numbers(20, 50).subarray(13));
    descent.dispose();
  });
});

describe("refused", () => {
  const half = () => bufferWith(gpu.device, wordsOf(coded(4, 0, "bfloat16")));
  const range = (more: object) => ({ x: { buffer: half(), dtype: "bfloat16", ...more } as const });

  test.each([
    [{ dtype: "int8" }, /"x": dtype is float16 or bfloat16; got int8/],
    [{ offset: 2 }, /"x": offset and size.*multiples of 4 and 2; got offset 2, size 6/],
    [{ size: 3 }, /multiples of 4 and 2; got offset 0, size 3/],
    [{ offset: 4, size: 6 }, /ends at byte 8; got offset 4, size 6, of which the last word has four bytes/],
    [{ shape: [3] }, /shape \[3\] is not that of 4 elements/],
  ])("a range %j of 8 bytes", async (more, words) => {
    await expect(sgd().init(range(more), { device: gpu.device })).rejects.toThrow(words);
    await expect(sgd().init(range(more), { device: gpu.device })).rejects.toThrow(ParameterError);
  });

  test("bytes of two parameters, and gradients of another type", async () => {
    const buffer = half();
    const both = {
      x: { buffer, size: 6, dtype: "float16" },
      y: { buffer, offset: 4, dtype: "float16" },
    } as const;
    await expect(sgd().init(both, { device: gpu.device })).rejects.toThrow(
      /"y": its bytes are also those of "x"/,
    );
    const descent = await sgd().init({ ...range({}), y: new Float32Array(2) }, { device: gpu.device });
    const y = bufferWith(gpu.device, new Float32Array(2));
    const attempt = (grads: object) => () => descent.step(grads as never);
    expect(attempt({ x: { buffer: half(), dtype: "float16" }, y })).toThrow(
      /gradients at "x": expected elements of bfloat16, got float16/,
    );
    expect(attempt({ x: half(), y: { buffer: y, dtype: "float16" } })).toThrow(
      /gradients at "y": expected elements of float32, got float16/,
    );
    expect(attempt({ x: y, y: half() })).not.toThrow();
    expect(descent.count).toBe(1);
    descent.dispose();
  });
});

test("what a descent holds is a range of its type for another", async () => {
  const first = await sgd({ learningRate: 1 }).init({ x: coded(4, 0, "float16") }, { device: gpu.device });
  const second = await sgd({ learningRate: 1 }).init(first.params, { device: gpu.device });
  const found: HalfTensor = (await second.read()).x as unknown as HalfTensor;
  expect(found).toEqual(coded(4, 0, "float16"));
  for (const one of [second, first]) one.dispose();
});
