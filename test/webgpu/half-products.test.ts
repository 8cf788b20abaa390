/**
 * Products of matrices in float16. SwiftShader has none: Dawn's validation without any GPU looks at the code, and numbers come from a device that
 * rounds where the code has float16.
 */
import { expect, test } from "vitest";
import { adam, DeviceError, type GpuDevice, matrixRule, muon, shampoo, tensor } from "../../src/index.ts";
import { plan } from "../../src/plan/plan.ts";
import type { Gpu } from "../../src/runtime/webgpu/gpu.ts";
import { leastShape, writtenProgram } from "../../src/runtime/webgpu/written.ts";
import { numbers } from "./arrays.ts";
import { testedGpu } from "./gpu.ts";
import { emulating, wrapped } from "./wrapped.ts";

const gpu = testedGpu();
const halves = () => wrapped(gpu.device, { features: ["shader-f16"], compile: emulating });

const hidden = { matrices: /^w$/, layout: "out,in" } as const;
const params = () => ({ w: tensor(numbers(40 * 70, 1), [40, 70]), b: numbers(3, 2) });
/** Of full rank: those of a sine of the place are not. */
const gradients = () => ({
  w: tensor(
    Float32Array.from({ length: 40 * 70 }, (_, i) => Math.sin(i * i)),
    [40, 70],
  ),
  b: numbers(3, 6),
});

// The garbage collector must not take what `create` gives.
const kept = globalThis as { nullGpu?: Gpu };

test("the code is what a device with float16 takes", async () => {
  const name: string = "webgpu";
  const { create } = (await import(name)) as { create(toggles: string[]): Gpu };
  kept.nullGpu = create(["backend=null"]);
  const adapter = (await kept.nullGpu.requestAdapter())!;
  const device = await adapter.requestDevice({ requiredFeatures: ["shader-f16"] });
  const planned = plan(muon(hidden), [
    { path: "w", shape: [40, 70], size: 2800, dtype: "float32" },
    { path: "b", shape: [3], size: 3, dtype: "float32" },
  ]);
  const { dispatches } = writtenProgram(planned, { ...leastShape, precision: "f16" }).phases.step!;
  const codes = [...new Set(dispatches.map(({ code }) => code))];
  expect(codes.filter((code) => code.startsWith("enable f16;")).length).toBe(2);
  const problemOf = async (code: string) => {
    device.pushErrorScope("validation");
    const module = device.createShaderModule({ code });
    const compute = { module, entryPoint: "main" };
    await device.createComputePipelineAsync({ layout: "auto", compute } as never).catch(() => {});
    return (await device.popErrorScope())?.message;
  };
  for (const code of codes) expect(await problemOf(code)).toBeUndefined();
  expect(await problemOf(codes[0]!.replace("vec4f", "vec4g"))).toContain("vec4g");
  (device as unknown as { destroy(): void }).destroy();
});

test("a step is off by what float16 rounds, and only where it is asked for", async () => {
  const optimizer = muon({ ...hidden, learningRate: 1 });
  const step = async (options: Parameters<typeof optimizer.init>[1]) => {
    const descent = await optimizer.init(params(), options as { device: GpuDevice });
    descent.step(gradients());
    const { w, b } = await descent.read();
    descent.dispose();
    return { w: w.data, b };
  };
  const [f16, f32, silent] = [
    await step({ device: halves(), precision: "f16" }),
    await step({ device: halves(), precision: "f32" }),
    await step({ device: halves() }),
  ];
  expect(silent).toEqual(f32);
  expect(f16.b).toEqual(f32.b);
  const begin = params().w.data;
  const lengthOf = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  const off =
    lengthOf(f16.w.map((value, i) => value - f32.w[i]!)) /
    lengthOf(f32.w.map((value, i) => value - begin[i]!));
  // Five iterations multiply roundings of 2^-11 by their slopes, at most; those of float32 are 8192 times smaller.
  expect(off).toBeGreaterThan(2 ** -13);
  expect(off).toBeLessThan(0.02);
});

test("edits of rows keep it", async () => {
  const shader = new Set<string>();
  const on = wrapped(gpu.device, {
    features: ["shader-f16"],
    compile: (code) => {
      shader.add(code.slice(0, 11));
      return emulating(code);
    },
  });
  const rows = matrixRule({ name: "rows", text: "u = g @ g' @ g @ g' @ g" });
  const descent = await rows().init({ w: tensor(numbers(12, 1), [4, 3]) }, { device: on, precision: "f16" });
  await descent.edit("w", { keep: [0, 1, 2] });
  descent.step({ w: tensor(numbers(9, 2), [3, 3]) });
  const found = (await descent.read()).w.data;
  const again = await rows().init(
    { w: tensor(numbers(12, 1).slice(0, 9), [3, 3]) },
    { device: on, precision: "f16" },
  );
  again.step({ w: tensor(numbers(9, 2), [3, 3]) });
  expect(found).toEqual((await again.read()).w.data);
  expect(shader.has("enable f16;")).toBe(true);
  for (const one of [descent, again]) one.dispose();
});

test("it is refused where there is none", async () => {
  await expect(muon(hidden).init(params(), { device: gpu.device, precision: "f16" })).rejects.toThrow(
    new DeviceError(
      'precision: "f16" needs a GPU with the feature "shader-f16", and a GPUDevice that was asked for it (requiredFeatures: ["shader-f16"]); this one has it not: leave precision out',
    ),
  );
  for (const device of ["js", "wasm", "auto", undefined] as const)
    await expect(adam().init(params(), { device: device as "js", precision: "f16" })).rejects.toThrow(
      `precision: "f16" needs device: "webgpu" or a GPUDevice; got "${device ?? "auto"}"`,
    );
  const sums = shampoo({ inverse: "newton", eps: 0.1 });
  await expect(sums.init(params(), { device: halves(), precision: "f16" })).rejects.toThrow(
    "shampoo keeps sums of products, for which float16 has neither range nor digits: leave precision out",
  );
});
