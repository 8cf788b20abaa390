/** The buffers of a program. */
import { DeviceError } from "../device.ts";
import { type GpuBuffer, type GpuDevice, usage } from "./gpu.ts";
import type { Program } from "./program.ts";

/** @throws DeviceError for a buffer that is larger than the device allows. */
export function checkSizes({ limits }: GpuDevice, { buffers }: Program): void {
  for (const [name, size] of buffers) {
    const isWhole = name === "v" || name === "t";
    const most =
      name === "h"
        ? limits.maxUniformBufferBindingSize
        : Math.min(limits.maxBufferSize, isWhole ? limits.maxStorageBufferBindingSize : limits.maxBufferSize);
    if (size > most)
      throw new DeviceError(
        `this optimizer needs a buffer of ${size} bytes on "webgpu", and the device allows ${most}; use "wasm" or split the parameters`,
      );
  }
}

/** Makes them, by name. */
export function buffersOf(device: GpuDevice, { buffers }: Program): Map<string, GpuBuffer> {
  const made = new Map<string, GpuBuffer>();
  const { storage, uniform, copySource, copyDestination } = usage;
  const make = (label: string, size: number, extra = 0) =>
    made.set(
      label,
      device.createBuffer({
        label,
        size: Math.max(16, size),
        usage: storage | copySource | copyDestination | extra,
      }),
    );
  for (const [name, size] of buffers) make(name, size, name === "h" ? uniform : 0);
  return made;
}
