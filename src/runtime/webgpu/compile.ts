/** Compiles a plan for a GPU device. */

import type { Plan } from "../../plan/plan.ts";
import { DeviceError } from "../device.ts";
import type { GpuDevice, GpuTensor } from "./gpu.ts";
import { lossOf } from "./loss.ts";
import { needsGuards } from "./probe.ts";
import { GpuRun } from "./run.ts";
import type { Precision, Shape } from "./shape.ts";
import { check, writtenProgram } from "./written.ts";

/** What a device allows. */
async function shapeOf(device: GpuDevice, precision: Precision): Promise<Shape> {
  const { limits } = device;
  const most = Math.min(limits.maxComputeInvocationsPerWorkgroup, limits.maxComputeWorkgroupSizeX, 512);
  return {
    storageBuffers: limits.maxStorageBuffersPerShaderStage,
    binding: limits.maxStorageBufferBindingSize,
    workgroup: 2 ** Math.floor(Math.log2(most)),
    workgroups: limits.maxComputeWorkgroupsPerDimension,
    isGuarded: await needsGuards(device),
    precision,
  };
}

const noHalves =
  'precision: "f16" needs a GPU with the feature "shader-f16", and a GPUDevice that was asked for it (requiredFeatures: ["shader-f16"]); this one has it not: leave precision out';

/**
 * Makes a plan ready on a GPU.
 *
 * @param ranges - where parameters lie that the user has in buffers, by path.
 * @param precision - of products of matrices.
 * @throws DeviceError for what the device does not do or has no memory for.
 */
export async function compileOnGpu(
  device: GpuDevice,
  plan: Plan,
  ranges: ReadonlyMap<string, GpuTensor> = new Map(),
  precision: Precision = "f32",
): Promise<GpuRun> {
  check(plan);
  if (precision === "f16" && !device.features?.has("shader-f16")) throw new DeviceError(noHalves);
  const loss = lossOf(device);
  const shape = await shapeOf(device, precision);
  const run = await GpuRun.make(device, writtenProgram(plan, shape), ranges);
  if (loss.because === undefined) return run;
  run.dispose();
  throw new DeviceError(
    `the GPU is lost (${loss.because}); requestAdapter() and requestDevice() give another device`,
  );
}
