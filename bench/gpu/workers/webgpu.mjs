/** Glissade on a GPU. It also answers `gpu`, with what the adapter says of itself. Usage: webgpu.mjs [float32], then forms in fewer bits are in float32. */
import { tensor } from "../../../dist/index.js";
import { gradientAt, parameterAt, shapeOf } from "../../peers/workers/data.mjs";
import { serve } from "../../peers/workers/serve.mjs";
import { ofMatrices } from "../cases.mjs";
import { firstOf, repeated, send } from "./repeated.mjs";
import { codesOf, formOf, numbersOf, optimizerOf } from "./stored.mjs";

/** Bits of GPUBufferUsage and GPUMapMode, which Node has no globals for. */
const [mapRead, copyDestination, readMode] = [1, 8, 1];

const isWide = process.argv[2] === "float32";

/** A descent on a GPU, with gradients. */
async function begin(optimizer, n, count) {
  const each = n / count;
  const { dtype } = isWide ? {} : formOf(optimizer);
  const bytes = dtype ? 2 : 4;
  const shaped = (values) => {
    if (dtype) return tensor(codesOf(values, dtype), [each], { dtype });
    return ofMatrices.has(optimizer) ? tensor(values, shapeOf(each)) : values;
  };
  const params = (all) =>
    Array.from({ length: count }, (_, k) => shaped(all.subarray(k * each, (k + 1) * each)));
  const descent = await optimizerOf(optimizer, isWide).init(params(repeated(n, parameterAt)), {
    device: "webgpu",
  });
  const gradients = firstOf(n, gradientAt);
  const words = dtype ? new Float32Array(codesOf(gradients, dtype).buffer) : gradients;
  const length = (each * bytes) / 4;
  for (const [k, range] of descent.grads.entries()) await send(descent.gpu, range, words, length, k * length);
  let all;
  const run = async (times) => {
    all = undefined;
    for (let i = 0; i < times; i++) descent.step();
    await descent.done();
  };
  const wordOf = (i) => Math.floor((i * bytes) / 4);
  /** The parameters at these places alone: to read all of them would take memory and time. */
  async function shown(places) {
    const { gpu } = descent;
    const staging = gpu.createBuffer({ size: places.length * 4, usage: mapRead | copyDestination });
    const encoder = gpu.createCommandEncoder();
    for (const [index, i] of places.entries()) {
      const { buffer, offset } = descent.params[Math.floor(i / each)];
      encoder.copyBufferToBuffer(buffer, offset + wordOf(i % each) * 4, staging, index * 4, 4);
    }
    gpu.queue.submit([encoder.finish()]);
    await staging.mapAsync(readMode);
    const values = new Float32Array(staging.getMappedRange().slice(0));
    staging.destroy();
    if (!dtype) return values;
    const codes = new Uint16Array(values.buffer);
    return numbersOf(
      places.map((i, index) => codes[2 * index + ((i % each) % 2)]),
      dtype,
    );
  }
  /** All parameters; of those in 16 bits the masters. */
  const values = async () => {
    all ??= dtype ? (await descent.state).master : await descent.read();
    return all;
  };
  const valuesOf = (one) => one.data ?? one;
  return { run, shown, tensor: async (k) => valuesOf((await values())[k]), free: () => descent.dispose() };
}

/** What the adapter says of itself. */
async function gpu() {
  const descent = await optimizerOf("adam").init([new Float32Array(4)], { device: "webgpu" });
  const { vendor, architecture, device, description } = descent.gpu.adapterInfo ?? {};
  descent.dispose();
  return [vendor, architecture, device, description].filter(Boolean).join(", ") || "a GPU that has no name";
}

await serve(begin, { gpu });
