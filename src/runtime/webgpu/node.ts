/** WebGPU in Node: the package `webgpu`, an optional peer of 132 MB. The only file that imports it. */
import { DeviceError } from "../device.ts";
import type { Gpu } from "./gpu.ts";

/** A variable, so that bundlers and the compiler do not look for it. */
const webgpuPackage: string = "webgpu";

/** The GPU of the package. @throws DeviceError where there is none. */
export async function nodeGpu(): Promise<Gpu> {
  const engine = globalThis as {
    process?: { versions?: { node?: string } };
    Deno?: unknown;
    Bun?: unknown;
  };
  if (engine.process?.versions?.node === undefined || engine.Deno !== undefined || engine.Bun !== undefined)
    throw new DeviceError('this engine has no WebGPU; use device "auto", or give a GPUDevice');
  try {
    const { create } = (await import(/* @vite-ignore */ webgpuPackage)) as {
      create(toggles: readonly string[]): Gpu;
    };
    return create([]);
  } catch (cause) {
    throw new DeviceError(
      'Node has no WebGPU of its own: npm install webgpu, or use device "auto"; ' +
        `loading it failed: ${(cause as Error).message}`,
      { cause },
    );
  }
}
