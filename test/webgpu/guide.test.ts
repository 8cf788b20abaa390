/** The program of docs/guide/devices.md on buffers of one's own runs as it stands there. */
import { expect, test } from "vitest";
import { adam, type GpuDescent, type GpuRange } from "../../src/index.ts";
import { everyBlockOf } from "../markdown.ts";
import { testedGpu } from "./gpu.ts";
import { bufferWith } from "./own-buffers.ts";

const gpu = testedGpu();

const usages = { STORAGE: 0x80, COPY_SRC: 0x4, COPY_DST: 0x8 };

test("takes two steps, one of them in an encoder", async () => {
  const [block] = everyBlockOf("docs/guide/devices.md").filter(({ language }) => language === "js");
  const { device } = gpu;
  const encoder = device.createCommandEncoder();
  const given = {
    adam,
    device,
    encoder,
    GPUBufferUsage: usages,
    gradientOfW: bufferWith(device, new Float32Array(1000).fill(1)),
    gradientOfB: bufferWith(device, new Float32Array(20).fill(-1)),
  };
  const run = new Function(
    ...Object.keys(given),
    `return (async () => {\n${block!.code}\nreturn descent; })();`,
  );
  const descent = (await run(...Object.values(given))) as GpuDescent<{ w: GpuRange; b: GpuRange }>;
  device.queue.submit([encoder.finish()] as never);
  const { w, b } = (await descent.read()) as unknown as { w: { data: Float32Array }; b: Float32Array };
  // Adam's steps are as long as its rate where all gradients are alike.
  expect(descent.count).toBe(2);
  for (const [values, end] of [
    [w.data, -0.002],
    [b, 0.002],
  ] as const)
    for (const value of values) expect(value).toBeCloseTo(end, 7);
  descent.dispose();
});
