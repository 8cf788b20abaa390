/** The floor on a GPU: kernels that read and write as many arrays as a step does, and only add. */
import { create } from "webgpu";
import { gradientAt, parameterAt } from "../../peers/workers/data.mjs";
import { serve } from "../../peers/workers/serve.mjs";
import { traffic } from "../cases.mjs";
import { firstOf, send } from "./repeated.mjs";

/** Bits of GPUBufferUsage, which Node has no globals for. */
const [copyDestination, uniform, storage] = [8, 0x40, 0x80];

// Where the garbage collector takes one of these, the process dies.
const kept = { gpu: create([]) };
kept.adapter = await kept.gpu.requestAdapter({ powerPreference: "high-performance" });
const { limits } = kept.adapter;
const names = [
  "maxStorageBufferBindingSize",
  "maxBufferSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
];
const device = await kept.adapter.requestDevice({
  requiredLimits: Object.fromEntries(names.map((name) => [name, limits[name]])),
});
const workgroup = Math.min(512, limits.maxComputeInvocationsPerWorkgroup);

const array = (index, access) =>
  `@group(0) @binding(${index + 1}) var<storage, ${access}> a${index}: array<vec4f>;`;
const numbers = (count) => Array.from({ length: count }, (_, index) => index);

/** A kernel with a body for each vector `i`, and what comes after all of them. */
const kernel = (arrays, body, after = "") => `
@group(0) @binding(0) var<uniform> vectors: vec4u;
${arrays.join("\n")}
@compute @workgroup_size(${workgroup})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  var sum = vec4f(0.0);
  for (var i = id.x; i < vectors.x; i += groups.x * ${workgroup}u) { ${body} }
  ${after}
}`;

/** Reads so many arrays. What they sum to is written where it is what it never is, so no compiler leaves the reading out. */
const reading = (reads) =>
  kernel(
    numbers(reads).map((index) => array(index, "read_write")),
    numbers(reads)
      .map((index) => `sum += a${index}[i];`)
      .join(" "),
    "if (all(sum == vec4f(1e38))) { a0[0] = sum; }",
  );

/** Reads the gradient, reads and writes so many arrays beside it. */
const writing = (writes) =>
  kernel(
    numbers(writes + 1).map((index) => array(index, index === 0 ? "read" : "read_write")),
    `let g = a0[i]; ${numbers(writes)
      .map((index) => `a${index + 1}[i] += g;`)
      .join(" ")}`,
  );

const pipelineOf = (code) =>
  device.createComputePipelineAsync({
    layout: "auto",
    compute: { module: device.createShaderModule({ code }), entryPoint: "main" },
  });

/** Workgroups of passes that read alone: few, as sums have them. */
const ofSums = 528;

/** What is refused would take no time: it is an error. */
async function checked(make) {
  device.pushErrorScope("out-of-memory");
  device.pushErrorScope("validation");
  const made = await make();
  await made.run(1);
  const [first, second] = [await device.popErrorScope(), await device.popErrorScope()];
  const problem = first ?? second;
  if (!problem) return made;
  made.free();
  throw new Error(`the GPU refuses the floor: ${problem.message.split("\n")[0]}`);
}

async function begin(optimizer, n) {
  const { sums, writes } = traffic[optimizer];
  const vectors = Math.ceil(n / 4);
  // Gradient, parameters, moments; sums may read more arrays than are written.
  const buffers = numbers(Math.max(writes + 1, ...sums)).map(() =>
    device.createBuffer({ size: vectors * 16, usage: storage | copyDestination }),
  );
  const [parameters, gradients] = [firstOf(n, parameterAt), firstOf(n, gradientAt)];
  for (const [index, buffer] of buffers.entries())
    await send(device, { buffer, offset: 0 }, index === 0 ? gradients : parameters, n);
  const most = Math.floor(limits.maxStorageBufferBindingSize / 256) * 16;
  const uniforms = [];
  const commands = [];
  for (const [code, arrays, isSum] of [
    ...sums.map((reads) => [reading(reads), reads, true]),
    [writing(writes), writes + 1, false],
  ]) {
    const pipeline = await pipelineOf(code);
    for (let first = 0; first < vectors; first += most) {
      const count = Math.min(most, vectors - first);
      const size = device.createBuffer({ size: 16, usage: uniform | copyDestination });
      uniforms.push(size);
      device.queue.writeBuffer(size, 0, Uint32Array.of(count, 0, 0, 0));
      const entries = buffers.slice(0, arrays).map((buffer, index) => ({
        binding: index + 1,
        resource: { buffer, offset: first * 16, size: count * 16 },
      }));
      const group = device.createBindGroup({
        layout: pipeline.getBindGroupLayout(0),
        entries: [{ binding: 0, resource: { buffer: size } }, ...entries],
      });
      const needed = Math.ceil(count / workgroup);
      commands.push({ pipeline, group, workgroups: Math.min(needed, isSum ? ofSums : 65_535) });
    }
  }
  const step = () => {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const { pipeline, group, workgroups } of commands) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(workgroups);
    }
    pass.end();
    device.queue.submit([encoder.finish()]);
  };
  return {
    async run(times) {
      for (let i = 0; i < times; i++) step();
      await device.queue.onSubmittedWorkDone();
    },
    free() {
      for (const buffer of [...buffers, ...uniforms]) buffer.destroy();
    },
  };
}

await serve((optimizer, n) => checked(() => begin(optimizer, n)));
