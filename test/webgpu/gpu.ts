/** The GPU that is tested: Dawn's, on SwiftShader where `main.mjs` has said so. */
import { afterAll, beforeAll } from "vitest";
import type { Gpu, GpuAdapter, GpuDevice } from "../../src/runtime/webgpu/gpu.ts";

// The garbage collector must not take what `create` gives, nor the adapter: the process would die.
const kept = globalThis as { testedGpu?: Gpu; testedAdapter?: GpuAdapter };

/** The device of a file of tests: made before them, destroyed after them. */
export function testedGpu(): { readonly device: GpuDevice } {
  let device: GpuDevice | undefined;
  beforeAll(async () => {
    device = await gpuDevice();
  });
  afterAll(() => (device as unknown as { destroy(): void }).destroy());
  return {
    get device() {
      return device!;
    },
  };
}

/** A device, with limits of one's own if some are given. */
export async function gpuDevice(limits: Readonly<Record<string, number>> = {}): Promise<GpuDevice> {
  const name: string = "webgpu";
  const { create } = (await import(name)) as { create(toggles: string[]): Gpu };
  kept.testedGpu ??= create([]);
  const adapter = await kept.testedGpu.requestAdapter();
  if (!adapter) throw new Error("there is no GPU, nor SwiftShader: see CONTRIBUTING.md");
  kept.testedAdapter = adapter;
  return adapter.requestDevice({ requiredLimits: { ...limits } });
}
