/** Begins a descent on a GPU: as on the host, then everything is sent. */
import type { Elements } from "../../language/dtype.ts";
import { type Codes, decoded } from "../../language/storage.ts";
import { shownRole } from "../../plan/halves.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Transformation } from "../../rule/transformation.ts";
import { DeviceError } from "../../runtime/device.ts";
import { compileOnGpu } from "../../runtime/webgpu/compile.ts";
import { findGpu } from "../../runtime/webgpu/find.ts";
import type { GpuDevice, GpuTensor } from "../../runtime/webgpu/gpu.ts";
import type { GpuRun } from "../../runtime/webgpu/run.ts";
import { begin } from "../beginning.ts";
import { encodeAll } from "../half-arrays.ts";
import type { Hypers } from "../hypers.ts";
import type { InitOptions } from "../inputs.ts";
import type { Structure } from "../tree.ts";
import { GpuExecution } from "./execution.ts";
import { GpuDescent } from "./gpu-descent.ts";
import { GpuParts } from "./gpu-parts.ts";
import { hostOf, sendTo } from "./twin.ts";

/** A descent that has been planned, with copies of its parameters by path. */
interface Planned extends Pick<InitOptions, "from" | "partial" | "threads" | "measure" | "precision"> {
  readonly optimizer: Transformation;
  readonly plan: Plan;
  readonly hypers: Hypers;
  readonly structure: Structure;
  readonly params: ReadonlyMap<string, Elements>;
  /** Where parameters lie that the user has in buffers: `params` has nothing for them. */
  readonly ranges: ReadonlyMap<string, GpuTensor>;
}

/**
 * What `optimizer.init` does for a GPU.
 *
 * @throws DeviceError where there is no GPU, or for what it does not do or has no memory for.
 */
export async function beginOnGpu<P>(
  device: "webgpu" | GpuDevice,
  {
    optimizer,
    measure = false,
    plan,
    hypers,
    structure,
    params,
    ranges,
    from,
    partial,
    threads = 1,
    precision,
  }: Planned,
): Promise<GpuDescent<P>> {
  if (typeof threads === "number" && threads > 1)
    throw new DeviceError(
      `only "wasm" and "native" have threads; got threads: ${threads} for device "webgpu"`,
    );
  const gpu = device === "webgpu" ? await findGpu() : device;
  const program = await compileOnGpu(gpu, plan, ranges, precision);
  try {
    const host = await hostOf(plan, new Map([...params, ...(await valuesIn(gpu, program, plan, ranges))]));
    encodeAll(host);
    begin(host, hypers);
    sendTo(program, host);
    host.execution.dispose();
    const execution = new GpuExecution(gpu, program, plan);
    const descent = new GpuDescent<P>(
      new GpuParts({ optimizer, measure }, { plan, execution }, structure, hypers, ranges),
    );
    if (from !== undefined) await descent.restore(from, { partial });
    return descent;
  } catch (error) {
    program.dispose();
    throw error;
  }
}

/** The values of parameters in buffers of the user's own, by path. @throws DeviceError if the device cannot read one. */
async function valuesIn(
  gpu: GpuDevice,
  program: GpuRun,
  plan: Plan,
  ranges: ReadonlyMap<string, GpuTensor>,
): Promise<[string, Elements][]> {
  const own = plan.groups.flatMap(({ tensors, half }) =>
    tensors.filter(({ path }) => ranges.has(path)).map(({ path }) => ({ path, half })),
  );
  if (own.length === 0) return [];
  gpu.pushErrorScope("validation");
  const read = program.read(own.map(({ path, half }) => [shownRole({ half }), path]));
  const problem = await gpu.popErrorScope();
  if (problem) {
    await read.catch(() => {});
    const paths = own.map(({ path }) => path).join(", ");
    throw new DeviceError(`the GPU cannot read the buffers of ${paths}: ${problem.message}`);
  }
  const values = await read;
  return own.map(({ path, half }, index) => {
    const found = values[index]!;
    return [path, half ? decoded(half, found as Codes) : (found as Float32Array)];
  });
}
