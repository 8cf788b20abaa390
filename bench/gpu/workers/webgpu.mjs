/** Glissade on a GPU. It also answers `gpu`, with what the adapter says of itself. */
import { tensor } from "../../../dist/index.js";
import { gradientAt, parameterAt, shapeOf } from "../../peers/workers/data.mjs";
import { optimizers } from "../../peers/workers/optimizers.mjs";
import { serve } from "../../peers/workers/serve.mjs";
import { firstOf, repeated, send } from "./repeated.mjs";

/** Bits of GPUBufferUsage and GPUMapMode, which Node has no globals for. */
const [mapRead, copyDestination, readMode] = [1, 8, 1];

/** A descent on a GPU, with gradients. */
async function begin(optimizer, n, count) {
  const each = n / count;
  // Adafactor keeps sums of rows and columns.
  const shaped = (values) => (optimizer === "adafactor" ? tensor(values, shapeOf(each)) : values);
  const params = (all) =>
    Array.from({ length: count }, (_, k) => shaped(all.subarray(k * each, (k + 1) * each)));
  const descent = await optimizers[optimizer]().init(params(repeated(n, parameterAt)), { device: "webgpu" });
  const gradients = firstOf(n, gradientAt);
  for (const [k, range] of descent.grads.entries()) await send(descent.gpu, range, gradients, each, k * each);
  let all;
  const run = async (times) => {
    all = undefined;
    for (let i = 0; i < times; i++) descent.step();
    await descent.done();
  };
  /** The parameters at these places alone: to read all of them would take memory and time. */
  async function shown(places) {
    const { gpu } = descent;
    const staging = gpu.createBuffer({ size: places.length * 4, usage: mapRead | copyDestination });
    const encoder = gpu.createCommandEncoder();
    for (const [index, i] of places.entries()) {
      const { buffer, offset } = descent.params[Math.floor(i / each)];
      encoder.copyBufferToBuffer(buffer, offset + (i % each) * 4, staging, index * 4, 4);
    }
    gpu.queue.submit([encoder.finish()]);
    await staging.mapAsync(readMode);
    const values = new Float32Array(staging.getMappedRange().slice(0));
    staging.destroy();
    return values;
  }
  const values = async () => {
    all ??= await descent.read();
    return all;
  };
  const valuesOf = (one) => (optimizer === "adafactor" ? one.data : one);
  return { run, shown, tensor: async (k) => valuesOf((await values())[k]), free: () => descent.dispose() };
}

/** What the adapter says of itself. */
async function gpu() {
  const descent = await optimizers.adam().init([new Float32Array(4)], { device: "webgpu" });
  const { vendor, architecture, device, description } = descent.gpu.adapterInfo ?? {};
  descent.dispose();
  return [vendor, architecture, device, description].filter(Boolean).join(", ") || "a GPU that has no name";
}

await serve(begin, { gpu });
