/** Pipelines of a device, made once for their code. */
import type { GpuDevice } from "./gpu.ts";
import type { Bound } from "./module.ts";

/** What is bound by kind, as a layout has it. */
const layoutKinds = {
  uniform: { type: "uniform" },
  read: { type: "read-only-storage" },
  write: { type: "storage" },
} as const;

/** A pipeline, and the layout of what it binds. */
export interface Pipeline {
  readonly pipeline: unknown;
  readonly layout: unknown;
}

/** Pipelines of each device by their code; so many are kept. */
const pipelines = new WeakMap<GpuDevice, Map<string, Promise<Pipeline>>>();
const mostPipelines = 512;

/** The pipeline of a module. Rejects with what the device finds wrong. */
export function pipelineOf(
  device: GpuDevice,
  code: string,
  bound: readonly Bound[],
  label: string,
): Promise<Pipeline> {
  const made = pipelines.get(device) ?? new Map<string, Promise<Pipeline>>();
  pipelines.set(device, made);
  const known = made.get(code);
  if (known) return known;
  const layout = device.createBindGroupLayout({
    entries: bound.map(({ binding, kind }) => ({ binding, visibility: 4, buffer: layoutKinds[kind] })),
  } as never);
  const pipeline = device
    .createComputePipelineAsync({
      label,
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] } as never),
      compute: { module: device.createShaderModule({ code, label }), entryPoint: "main" },
    } as never)
    .then((ready) => ({ pipeline: ready, layout }));
  made.set(code, pipeline);
  pipeline.catch(() => made.delete(code));
  const [oldest] = made.keys();
  if (made.size > mostPipelines && oldest !== undefined) made.delete(oldest);
  return pipeline;
}
