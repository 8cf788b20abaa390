/** Programs of plans as they come, written with what WGSL has. Pure. */
import type { Plan } from "../../plan/plan.ts";
import { checkRoutines, loweredPlan } from "../compile.ts";
import { DeviceError } from "../device.ts";
import { emitted } from "./operate.ts";
import { type Program, programOf } from "./program.ts";
import { routinesOnGpu } from "./routine-writer.ts";
import type { Shape } from "./shape.ts";

/** What every device of WebGPU allows. */
export const leastShape: Shape = {
  storageBuffers: 8,
  binding: 2 ** 27,
  workgroup: 256,
  workgroups: 65_535,
  isGuarded: false,
  precision: "f32",
};

/** @throws DeviceError for what this device does not do. */
export function check(plan: Plan): void {
  const { groups, phases } = plan;
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
  checkRoutines(plan, "webgpu", routinesOnGpu);
}

/** The program of a plan that a device does. */
export const writtenProgram = (plan: Plan, shape: Shape): Program =>
  programOf(loweredPlan(plan, emitted), shape);
