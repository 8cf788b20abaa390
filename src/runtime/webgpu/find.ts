/** Finds a GPU: the engine's own, or in Node that of the package `webgpu`; and looks at what a device can do. */
import { DeviceError } from "../device.ts";
import type { Gpu, GpuAdapter, GpuDevice } from "./gpu.ts";
import { nodeGpu } from "./node.ts";

/** What devices come from. It must stay while they do: where the garbage collector takes it, Node's process dies. */
const kept: { gpu?: Gpu; adapter?: GpuAdapter; device?: Promise<GpuDevice> | undefined } = {};

/** Limits that are asked for as high as the adapter has them. */
const wanted = [
  "maxStorageBuffersPerShaderStage",
  "maxStorageBufferBindingSize",
  "maxBufferSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
] as const;

async function ask(): Promise<GpuDevice> {
  const { navigator } = globalThis as { navigator?: { gpu?: Gpu } };
  const gpu = navigator?.gpu ?? (await nodeGpu());
  kept.gpu = gpu;
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter)
    throw new DeviceError(
      'this engine has WebGPU, and no GPU for it: a driver is missing (on Linux one of Vulkan); use device "auto", or give a GPUDevice',
    );
  kept.adapter = adapter;
  const requiredLimits = Object.fromEntries(wanted.map((name) => [name, adapter.limits[name]]));
  // Nothing uses it unless a user asks for it by name.
  const requiredFeatures: "shader-f16"[] = adapter.features?.has("shader-f16") ? ["shader-f16"] : [];
  return adapter.requestDevice({ requiredLimits, requiredFeatures });
}

/** The GPU of this engine, one device for all descents that do not bring their own. @throws DeviceError where there is none. */
export async function findGpu(): Promise<GpuDevice> {
  kept.device ??= ask();
  try {
    const device = await kept.device;
    void device.lost.then(() => {
      kept.device = undefined;
    });
    return device;
  } catch (error) {
    kept.device = undefined;
    throw error;
  }
}
