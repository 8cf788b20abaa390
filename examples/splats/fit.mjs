/**
 * Gaussians that are fitted to a photograph on a GPU: kernels of WGSL draw them and give the gradients, Glissade's Adam moves them where they lie.
 * The form is that of GaussianImage (Zhang et al., 2024, arXiv:2403.08551): heights of Gaussians add up, so none is in front of another.
 */
import { adam, partition, warmupStableDecay } from "glissade";
import { grown, widths } from "./grow.mjs";

const [mapRead, copySource, copyDestination, storage] = [0x1, 0x4, 0x8, 0x80];
const names = Object.keys(widths);
const tile = 8;
const capacity = 256;
const [lanes, sums] = [8, 10];
const kernels = ["prepare", "draw", "sumUp", "gradients"];

/** Learning rates; positions are in pixels, scales are logarithms. */
const rates = { position: 0.3, scale: 0.04, angle: 0.06, color: 0.02, opacity: 0.02 };

/** Adam with a rate for each tensor, which falls in the last 60 % of the steps. */
export const optimizerOf = (steps) =>
  partition(
    names.map((name) => {
      const learningRate = warmupStableDecay({
        init: rates[name],
        peak: rates[name],
        warmup: 0,
        decay: Math.ceil(0.6 * steps),
        total: steps,
        end: rates[name] / 50,
      });
      return [name, adam({ learningRate })];
    }),
  );

/** Gaussians on a grid of so many rows and columns, each of the color of its pixel. */
export function gridOf(photograph, side, rows) {
  const step = side / rows;
  const count = rows * rows;
  const params = Object.fromEntries(names.map((name) => [name, new Float32Array(count * widths[name])]));
  params.scale.fill(Math.log(0.5 * step));
  // The sum of heights of 1 on such a grid, times the sigmoid of 0.
  const sum = (2 * Math.PI * 0.5 ** 2) / 2;
  for (let i = 0; i < count; i++) {
    const at = [i % rows, Math.floor(i / rows)].map((k) => (k + 0.5) * step);
    params.position.set(at, 2 * i);
    const pixel = Math.floor(at[1]) * side + Math.floor(at[0]);
    for (let k = 0; k < 3; k++) params.color[3 * i + k] = photograph[4 * pixel + k] / sum;
  }
  return params;
}

/** A fit. What it makes on the device it destroys in `dispose`; the device is the caller's. */
export class Fit {
  #device;
  #code;
  #side;
  #pipelines;
  #pixels;
  #splats;
  #descent;

  /**
   * @param device - a GPUDevice.
   * @param options - `code`, the text of splats.wgsl; `photograph`, four numbers a pixel; `side`, a multiple of 8; `params`, Gaussians to begin
   *   with; `optimizer`.
   */
  static async begin(device, { code, photograph, side, params, optimizer }) {
    if (side % tile !== 0 || photograph.length !== 4 * side * side)
      throw new RangeError(
        `expected a square of 4 numbers a pixel, its side a multiple of ${tile}; got side ${side} and ${photograph.length} numbers`,
      );
    const fit = new Fit();
    fit.#device = device;
    fit.#side = side;
    fit.#code = device.createShaderModule({ code });
    const compute = { module: fit.#code, constants: { side } };
    fit.#pipelines = {};
    for (const entryPoint of kernels)
      fit.#pipelines[entryPoint] = await device.createComputePipelineAsync({
        layout: "auto",
        compute: { ...compute, entryPoint },
      });
    const [pixels, tiles] = [side * side, (side / tile) ** 2];
    fit.#pixels = {
      photograph: fit.#bufferOf(photograph),
      picture: fit.#buffer(16 * pixels),
      residuals: fit.#buffer(12 * pixels),
      counts: fit.#buffer(4 * tiles),
      lists: fit.#buffer(4 * capacity * tiles),
      errors: fit.#buffer(pixels),
    };
    fit.#splats = fit.#room(params.angle.length);
    for (const name of names) device.queue.writeBuffer(fit.#splats.params[name], 0, params[name]);
    fit.#bind();
    fit.#descent = await optimizer.init(fit.#ranges(), { device });
    return fit;
  }

  /** How many Gaussians there are. */
  get size() {
    return this.#splats.count;
  }

  /** Steps so far. */
  get count() {
    return this.#descent.count;
  }

  /** Records and submits a step: the picture, its gradients, Adam. Waits for nothing. */
  step() {
    const encoder = this.#device.createCommandEncoder();
    this.#pass(encoder, kernels);
    this.#descent.encode(encoder, this.#splats.grads);
    this.#device.queue.submit([encoder.finish()]);
  }

  /** The gradients at the parameters as they are, by name. */
  async gradients() {
    const encoder = this.#device.createCommandEncoder();
    this.#pass(encoder, kernels);
    this.#device.queue.submit([encoder.finish()]);
    return this.#readAll(this.#splats.grads);
  }

  /** Copies of the parameters by name. */
  params() {
    return this.#readAll(this.#splats.params);
  }

  /** Draws the Gaussians as they are. @returns the PSNR in dB, of colors within 0 and 1, and the Gaussians of the tile that has most. */
  async measure() {
    const encoder = this.#device.createCommandEncoder();
    this.#pass(encoder, ["prepare", "draw"]);
    this.#device.queue.submit([encoder.finish()]);
    const errors = await this.#read(this.#pixels.errors);
    const counts = new Uint32Array((await this.#read(this.#pixels.counts)).buffer);
    const error = errors.reduce((sum, one) => sum + one, 0);
    const most = counts.reduce((a, b) => Math.max(a, b));
    if (most > capacity)
      throw new RangeError(
        `a tile has ${most} Gaussians, more than ${capacity}: fit fewer, or raise capacity`,
      );
    return { psnr: -10 * Math.log10(error / (3 * this.#side ** 2)), most };
  }

  /** The picture that was drawn last: four numbers a pixel. */
  picture() {
    return this.#read(this.#pixels.picture);
  }

  /** Drops Gaussians that are hardly seen, and divides others until there are `size`. Their moments go and stay with them. */
  async grow(size) {
    const old = this.#splats;
    const change = grown(await this.params(), await this.#read(old.pulled), size);
    const { keep, append } = change;
    this.#splats = this.#room(keep.length + append.angle.length);
    for (const name of names) {
      const buffer = this.#splats.params[name];
      await this.#descent.edit(name, { keep, append: append[name], buffer: { buffer } });
    }
    for (const buffer of buffersOf(old)) buffer.destroy();
    this.#bind();
    return change;
  }

  /** A function that shows the picture on a canvas. */
  async shower(context, format) {
    context.configure({ device: this.#device, format });
    const pipeline = await this.#device.createRenderPipelineAsync({
      layout: "auto",
      vertex: { module: this.#code, entryPoint: "corner" },
      fragment: {
        module: this.#code,
        entryPoint: "show",
        constants: { side: this.#side },
        targets: [{ format }],
      },
    });
    const group = this.#group(pipeline, [this.#pixels.picture]);
    return () => {
      const encoder = this.#device.createCommandEncoder();
      const view = context.getCurrentTexture().createView();
      const pass = encoder.beginRenderPass({
        colorAttachments: [{ view, loadOp: "clear", storeOp: "store" }],
      });
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.draw(3);
      pass.end();
      this.#device.queue.submit([encoder.finish()]);
    };
  }

  /** Waits until all steps are done. */
  done() {
    return this.#descent.done();
  }

  dispose() {
    this.#descent.dispose();
    for (const buffer of [...buffersOf(this.#splats), ...Object.values(this.#pixels)]) buffer.destroy();
  }

  #buffer(size) {
    return this.#device.createBuffer({ size, usage: storage | copySource | copyDestination });
  }

  #bufferOf(values) {
    const buffer = this.#buffer(values.byteLength);
    this.#device.queue.writeBuffer(buffer, 0, values);
    return buffer;
  }

  /** Buffers for so many Gaussians. */
  #room(count) {
    const tree = () =>
      Object.fromEntries(names.map((name) => [name, this.#buffer(4 * count * widths[name])]));
    return {
      count,
      params: tree(),
      grads: tree(),
      all: this.#buffer(48 * count),
      parts: this.#buffer(4 * lanes * sums * count),
      pulled: this.#buffer(4 * count),
    };
  }

  /** Where the parameters lie, and their rows. */
  #ranges() {
    const { params, count } = this.#splats;
    return Object.fromEntries(
      names.map((name) => [name, { buffer: params[name], shape: [count, widths[name]] }]),
    );
  }

  /** Binds what kernels of steps read and write, in the order of splats.wgsl. */
  #bind() {
    const { params, grads, all, parts, pulled, count } = this.#splats;
    const { photograph, picture, residuals, counts, lists, errors } = this.#pixels;
    const bound = {
      prepare: [count, ...Object.values(params), all, counts, lists],
      draw: [this.#side ** 2 / 4, all, counts, lists, photograph, picture, residuals, errors],
      sumUp: [count * lanes, all, residuals, parts],
      gradients: [count, all, parts, ...Object.values(grads), pulled],
    };
    this.#splats.calls = Object.fromEntries(
      Object.entries(bound).map(([name, [invocations, ...buffers]]) => [
        name,
        { group: this.#group(this.#pipelines[name], buffers), workgroups: Math.ceil(invocations / 64) },
      ]),
    );
  }

  #group(pipeline, buffers) {
    return this.#device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
  }

  #pass(encoder, some) {
    encoder.clearBuffer(this.#pixels.counts);
    const pass = encoder.beginComputePass();
    for (const name of some) {
      const { group, workgroups } = this.#splats.calls[name];
      pass.setPipeline(this.#pipelines[name]);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(workgroups);
    }
    pass.end();
  }

  async #readAll(buffers) {
    const all = await Promise.all(Object.values(buffers).map((buffer) => this.#read(buffer)));
    return Object.fromEntries(Object.keys(buffers).map((name, i) => [name, all[i]]));
  }

  async #read(buffer) {
    const { size } = buffer;
    const copy = this.#device.createBuffer({ size, usage: mapRead | copyDestination });
    const encoder = this.#device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, 0, copy, 0, size);
    this.#device.queue.submit([encoder.finish()]);
    await copy.mapAsync(1);
    const values = new Float32Array(copy.getMappedRange().slice(0));
    copy.destroy();
    return values;
  }
}

const buffersOf = ({ params, grads, all, parts, pulled }) => [
  ...Object.values(params),
  ...Object.values(grads),
  all,
  parts,
  pulled,
];
