/** The floor on a GPU: kernels that read and write as many arrays as a step does, of as many bytes, and only add. */
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

const array = (index, access, type = "vec4f") =>
  `@group(0) @binding(${index + 1}) var<storage, ${access}> a${index}: array<${type}>;`;
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

/** Four elements of so many bytes each, and one word that all of them make. */
const words = {
  4: { type: "vec4u", one: "g.x ^ g.y ^ g.z ^ g.w" },
  2: { type: "vec2u", one: "g.x ^ g.y" },
  1: { type: "u32", one: "g" },
};

/** Reads the gradient, reads and writes arrays beside it, each of elements of so many bytes. */
const writing = ([gradient, ...written]) =>
  kernel(
    [
      array(0, "read", words[gradient].type),
      ...written.map((width, index) => array(index + 1, "read_write", words[width].type)),
    ],
    [
      "let g = a0[i];",
      `let one = ${words[gradient].one};`,
      ...written.map((width, index) => `a${index + 1}[i] += ${words[width].type}(one);`),
    ].join(" "),
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
  const { sums, gradient, written } = traffic[optimizer];
  const vectors = Math.ceil(n / 4);
  // Gradient, parameters, moments; sums may read more arrays than are written.
  const widths = [gradient, ...written];
  while (widths.length < Math.max(0, ...sums)) widths.push(4);
  const buffers = widths.map((width) =>
    device.createBuffer({ size: vectors * width * 4, usage: storage | copyDestination }),
  );
  const [parameters, gradients] = [firstOf(n, parameterAt), firstOf(n, gradientAt)];
  for (const [index, buffer] of buffers.entries())
    await send(device, { buffer, offset: 0 }, index === 0 ? gradients : parameters, vectors * widths[index]);
  const most = Math.floor(limits.maxStorageBufferBindingSize / 1024) * 64;
  const uniforms = [];
  const commands = [];
  for (const [code, arrays, isSum] of [
    ...sums.map((reads) => [reading(reads), reads, true]),
    [writing([gradient, ...written]), written.length + 1, false],
  ]) {
    const pipeline = await pipelineOf(code);
    for (let first = 0; first < vectors; first += most) {
      const count = Math.min(most, vectors - first);
      const size = device.createBuffer({ size: 16, usage: uniform | copyDestination });
      uniforms.push(size);
      device.queue.writeBuffer(size, 0, Uint32Array.of(count, 0, 0, 0));
      const entries = buffers.slice(0, arrays).map((buffer, index) => ({
        binding: index + 1,
        resource: { buffer, offset: first * 4 * widths[index], size: count * 4 * widths[index] },
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
