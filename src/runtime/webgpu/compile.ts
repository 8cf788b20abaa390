/** Compiles a plan for a GPU device. */
import type { Plan } from "../../plan/plan.ts";
import { checkRoutines, loweredPlan } from "../compile.ts";
import { DeviceError } from "../device.ts";
import type { GpuDevice, GpuTensor } from "./gpu.ts";
import type { Shape } from "./layout.ts";
import { emitted } from "./operate.ts";
import { needsGuards } from "./probe.ts";
import { programOf } from "./program.ts";
import { routinesOnGpu } from "./routine-writer.ts";
import { GpuRun } from "./run.ts";

/** What a device allows. */
async function shapeOf(device: GpuDevice): Promise<Shape> {
  const { limits } = device;
  const most = Math.min(limits.maxComputeInvocationsPerWorkgroup, limits.maxComputeWorkgroupSizeX, 512);
  return {
    storageBuffers: limits.maxStorageBuffersPerShaderStage,
    binding: limits.maxStorageBufferBindingSize,
    workgroup: 2 ** Math.floor(Math.log2(most)),
    workgroups: limits.maxComputeWorkgroupsPerDimension,
    isGuarded: await needsGuards(device),
  };
}

/** @throws DeviceError for what this device does not do. */
function check({ groups, phases }: Plan): void {
  const double = groups.find(({ dtype }) => dtype === "float64")?.tensors[0];
  if (double)
    throw new DeviceError(
      `"webgpu" has no float64: give Float32Array for "${double.path}" and all other parameters, or use "wasm"`,
    );
  const early = phases.before?.accepts.length;
  if (early)
    throw new DeviceError(
      'on "webgpu" a step that takes several gradients cannot decline one of them, since the GPU decides after the call; leave out skipNonFinite() or lossScale(), or use "wasm"',
    );
}

/**
 * Makes a plan ready on a GPU.
 *
 * @param ranges - where parameters lie that the user has in buffers, by path.
 * @throws DeviceError for what the device does not do or has no memory for.
 */
export async function compileOnGpu(
  device: GpuDevice,
  plan: Plan,
  ranges: ReadonlyMap<string, GpuTensor> = new Map(),
): Promise<GpuRun> {
  check(plan);
  checkRoutines(plan, "webgpu", routinesOnGpu);
  const shape = await shapeOf(device);
  return GpuRun.make(device, programOf(loweredPlan(plan, emitted), shape), ranges);
}
