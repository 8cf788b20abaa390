/**
 * Looks whether a device's compiler keeps the low word of a two-float sum. WGSL may reassociate: `(a + b) - a` may become `b`, and then
 * nothing is lost that could be added again. Where it is so, sums are hidden from the compiler behind words that it does not know.
 */
import { aliases, functionsFor } from "./functions.ts";
import { type GpuBuffer, type GpuDevice, usage } from "./gpu.ts";

/** Terms of a sum of which float32 keeps nothing but the first, and what two-float numbers keep of the others. */
const terms = Float32Array.of(0, 16777216, 0.5, 0.25, 0.125, 0, 0, 0);
const lost = 0.875;

function codeOf(isGuarded: boolean): string {
  const body = `@compute @workgroup_size(1)
fn main() {
  var high = h[0].y;
  var low = 0f;
  for (var n = 2u; n < 5u; n++) {
    let sum = twoSum1(high, h[n / 4u][n % 4u]);
    high = sum[0];
    low = opaque1(low + sum[1]);
  }
  result[0] = high;
  result[1] = low;
}
`;
  return `${aliases(1)}
@group(0) @binding(0) var<uniform> h: array<vec4f, 2>;
@group(0) @binding(1) var<storage, read_write> result: array<f32>;
${functionsFor(body, isGuarded)}${body}`;
}

/** The low word of the known sum. */
async function lowWord(device: GpuDevice, isGuarded: boolean): Promise<number> {
  const buffers: GpuBuffer[] = [];
  const make = (size: number, kinds: number): GpuBuffer => {
    const buffer = device.createBuffer({ label: "probe", size, usage: kinds });
    buffers.push(buffer);
    return buffer;
  };
  try {
    const input = make(32, usage.uniform | usage.copyDestination);
    const output = make(16, usage.storage | usage.copySource);
    const staging = make(16, usage.mapRead | usage.copyDestination);
    device.queue.writeBuffer(input as never, 0, terms as never);
    const module = device.createShaderModule({ code: codeOf(isGuarded) });
    const pipeline = (await device.createComputePipelineAsync({
      layout: "auto",
      compute: { module, entryPoint: "main" },
    } as never)) as { getBindGroupLayout(index: number): unknown };
    const group = device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: { buffer: input } },
        { binding: 1, resource: { buffer: output } },
      ],
    } as never);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline as never);
    pass.setBindGroup(0, group as never);
    pass.dispatchWorkgroups(1);
    pass.end();
    encoder.copyBufferToBuffer(output as never, 0, staging as never, 0, 16);
    device.queue.submit([encoder.finish()] as never);
    await staging.mapAsync(1);
    const low = new Float32Array(staging.getMappedRange().slice(0))[1]!;
    staging.unmap();
    return low;
  } finally {
    for (const buffer of buffers) buffer.destroy();
  }
}

const answers = new WeakMap<GpuDevice, Promise<boolean>>();

/** Whether sums must be hidden from the device's compiler. Found once for a device. */
export function needsGuards(device: GpuDevice): Promise<boolean> {
  let answer = answers.get(device);
  if (!answer) {
    answer = lowWord(device, false).then((low) => low !== lost);
    answers.set(device, answer);
  }
  return answer;
}
