/** Parameters and gradients in buffers of TypeGPU, on the device that TypeGPU has. */
import { beforeAll, expect, test } from "vitest";
import {
  adamw,
  chain,
  clipByGlobalNorm,
  type GpuDevice,
  type GpuRange,
  ParameterError,
} from "../../src/index.ts";
import { testedGpu } from "./gpu.ts";

/** What is used of TypeGPU; it is a package of this folder alone. */
interface TypedBuffer extends GpuRange {
  $usage(usage: "storage"): TypedBuffer;
  read(): Promise<number[]>;
  write(values: ArrayLike<number>): void;
}
interface TypeGpu {
  initFromDevice(options: { device: GpuDevice }): {
    createBuffer(schema: unknown, initial?: ArrayLike<number>): TypedBuffer;
    destroy(): void;
  };
}
interface Data {
  arrayOf(element: unknown, count: number): unknown;
  readonly f32: unknown;
}

const gpu = testedGpu();
let tgpu: TypeGpu;
let d: Data;
beforeAll(async () => {
  const [all, data, dawn]: readonly string[] = ["typegpu", "typegpu/data", "webgpu"];
  // Node has no globals of WebGPU, and TypeGPU asks for them.
  Object.assign(globalThis, ((await import(dawn!)) as { globals: object }).globals);
  tgpu = ((await import(all!)) as { default: TypeGpu }).default;
  d = (await import(data!)) as Data;
});

const numbers = (length: number, seed: number) =>
  Array.from({ length }, (_, i) => Math.sin(1 + i * 7.3 + seed));

test("steps on buffers of TypeGPU are those on buffers of ours", async () => {
  const root = tgpu.initFromDevice({ device: gpu.device });
  const buffer = (values: readonly number[]) =>
    root.createBuffer(d.arrayOf(d.f32, values.length), values).$usage("storage");
  const optimizer = chain(clipByGlobalNorm(1), adamw({ learningRate: 0.1 }));
  const [x, y] = [buffer(numbers(70, 0)), buffer(numbers(5, 1))];
  const typed = await optimizer.init({ x, y }, { device: gpu.device });
  const own = await optimizer.init(
    { x: Float32Array.from(numbers(70, 0)), y: Float32Array.from(numbers(5, 1)) },
    { device: gpu.device },
  );
  for (let step = 0; step < 3; step++) {
    const gradient = { x: numbers(70, 10 + step), y: numbers(5, 20 + step) };
    typed.step({ x: buffer(gradient.x), y: buffer(gradient.y) });
    own.step({ x: Float32Array.from(gradient.x), y: Float32Array.from(gradient.y) });
  }
  const found = await typed.read();
  expect(found).toEqual(await own.read());
  // TypeGPU sees what the optimizer has written, and the optimizer what TypeGPU writes.
  expect(Float32Array.from(await x.read())).toEqual(found.x);
  y.write(new Array(5).fill(2));
  expect((await typed.read()).y).toEqual(new Float32Array(5).fill(2));
  typed.dispose();
  own.dispose();
  expect((await y.read()).length).toBe(5);
});

test("a buffer of TypeGPU without the usage of storage is refused by name", async () => {
  const root = tgpu.initFromDevice({ device: gpu.device });
  const x = root.createBuffer(d.arrayOf(d.f32, 4), [1, 2, 3, 4]);
  const attempt = adamw().init({ x }, { device: gpu.device });
  await expect(attempt).rejects.toThrow(ParameterError);
  await expect(adamw().init({ x }, { device: gpu.device })).rejects.toThrow(
    /"x": its buffer was made without STORAGE/,
  );
});
