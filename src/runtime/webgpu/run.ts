/** A program on a GPU: its buffers, its pipelines, one command buffer a call. Once made, a call makes nothing but the commands. */
import type { PhaseName } from "../../plan/phases.ts";
import { DeviceError } from "../device.ts";
import { buffersOf, checkSizes } from "./buffers.ts";
import { GivenDispatch, isEven, type Ready } from "./given.ts";
import { type GpuBuffer, type GpuDevice, type GpuEncoder, type GpuTensor, usage } from "./gpu.ts";
import { fixed } from "./layout.ts";
import type { Dispatch, Module } from "./module.ts";
import { type Piece, Pieces } from "./pieces.ts";
import { pipelineOf } from "./pipelines.ts";
import type { Program } from "./program.ts";
import { readBack } from "./read-back.ts";
import { chunkBytes, resourceOf } from "./resources.ts";
import { type PhaseScalars, Scalars, scalarsOf } from "./scalars.ts";

/** A phase, ready to run. */
interface ReadyPhase {
  readonly dispatches: readonly (Ready | GivenReady)[];
  readonly scalars: PhaseScalars;
}

/** A dispatch over a tensor in a buffer of the user's own, and that tensor's path. */
interface GivenReady {
  readonly given: GivenDispatch;
  readonly path: string;
}

/** A program in execution. */
export class GpuRun {
  readonly #device: GpuDevice;
  readonly #program: Program;
  /** Buffers by name, all of which are its own. */
  readonly #buffers: Map<string, GpuBuffer>;
  /** Where parameters lie that the user has in buffers, by path. */
  readonly #ranges: ReadonlyMap<string, GpuTensor>;
  #phases: Partial<Record<PhaseName, ReadyPhase>> = {};
  readonly #pieces: Pieces;
  readonly #scalars: Scalars;
  /** Where gradients lie that the user gives in buffers, for the call that comes; otherwise they lie here. */
  gradients: ReadonlyMap<string, GpuTensor> | undefined;
  /** The encoder for the call that comes; otherwise it is submitted. */
  encoder: GpuEncoder | undefined;

  private constructor(
    device: GpuDevice,
    program: Program,
    buffers: Map<string, GpuBuffer>,
    ranges: ReadonlyMap<string, GpuTensor>,
  ) {
    this.#device = device;
    this.#program = program;
    this.#buffers = buffers;
    this.#ranges = ranges;
    this.#pieces = new Pieces(program, buffers, (role, path) =>
      role === "p"
        ? ranges.get(path)
        : role === "g" && ranges.has(path)
          ? this.#ownGradient(path)
          : undefined,
    );
    const lengths = Object.values(program.phases).map(({ input }) => input.known.length);
    this.#scalars = new Scalars(device, (name) => buffers.get(name)!, lengths);
  }

  /** Makes buffers and pipelines. @throws DeviceError if there is not enough memory, or for what the device refuses. */
  static async make(
    device: GpuDevice,
    program: Program,
    ranges: ReadonlyMap<string, GpuTensor> = new Map(),
  ): Promise<GpuRun> {
    checkSizes(device, program);
    device.pushErrorScope("validation");
    device.pushErrorScope("out-of-memory");
    const buffers = buffersOf(device, program);
    const run = new GpuRun(device, program, buffers, ranges);
    try {
      run.#fill();
      await run.#ready();
    } catch (cause) {
      run.dispose();
      throw cause instanceof DeviceError
        ? cause
        : new DeviceError(`the GPU cannot carry this optimizer out: ${(cause as Error).message}`, { cause });
    } finally {
      const [memory, validation] = [await device.popErrorScope(), await device.popErrorScope()];
      const problem = memory ?? validation;
      if (problem) {
        run.dispose();
        // biome-ignore lint/correctness/noUnsafeFinally: what the scopes caught is why all else failed.
        throw new DeviceError(
          memory
            ? `not enough memory on the GPU: ${memory.message}`
            : `the GPU refuses a part of this optimizer: ${problem.message}`,
        );
      }
    }
    return run;
  }

  #write(name: string, at: number, data: Float32Array | Uint32Array): void {
    const buffer = this.#buffers.get(name) as never;
    if (data.length > 0) this.#device.queue.writeBuffer(buffer, at * 4, data as never);
  }

  #fill(): void {
    const { layout } = this.#program;
    const start = new Float32Array(12);
    start[fixed.infinity] = Number.POSITIVE_INFINITY;
    start[fixed.nan] = Number.NaN;
    start[fixed.taken] = 1;
    this.#write("h", 0, start);
    this.#write("t", 0, layout.tables);
    for (const { at, values } of layout.constants) this.#write("v", at, values);
    let place = 0;
    for (const { chunks } of layout.places)
      for (const { first, vectors, firstBlock, blocks } of chunks) {
        this.#write("c", (place * chunkBytes) / 4, Uint32Array.of(first, vectors, firstBlock, blocks));
        place++;
      }
  }

  async #ready(): Promise<void> {
    const phases = Object.entries(this.#program.phases).map(async ([name, { dispatches, input }]) => {
      const ready = await Promise.all(dispatches.map((dispatch) => this.#prepare(dispatch)));
      return [name, { dispatches: ready, scalars: scalarsOf(input) }] as const;
    });
    this.#phases = Object.fromEntries(await Promise.all(phases));
  }

  async #prepare({ label, code, bound, workgroups, chunk, uneven }: Dispatch): Promise<Ready | GivenReady> {
    const { layout } = this.#program;
    const [x, y] = this.#program.grid(workgroups);
    const from = async ({ code: text, bound: binds }: Module) => ({
      ...(await pipelineOf(this.#device, text, binds, label)),
      bound: binds,
    });
    if (chunk && layout.isApart(chunk.group)) {
      const { group, index } = chunk;
      const { path } = layout.tensorsOf(group)[0]!;
      const parameter = this.#ranges.get(path)!;
      const even = isEven(parameter) || !uneven ? await from({ code, bound }) : undefined;
      const given = new GivenDispatch({
        device: this.#device,
        even,
        uneven: uneven ? await from(uneven) : even!,
        x,
        y,
        parameter,
        names: { p: layout.rolePlace(group, "p").buffer, g: layout.rolePlace(group, "g").buffer },
        chunk: layout.places[group]!.chunks[index]!,
        resourceOf: (one) => resourceOf(this.#program, this.#buffers, one, chunk),
        words: (...words) => this.#words(words),
        ownGradient: () => this.#ownGradient(path),
      });
      return { given, path };
    }
    const { pipeline, layout: bindings } = await pipelineOf(this.#device, code, bound, label);
    const group = this.#device.createBindGroup({
      layout: bindings,
      entries: bound.map((one) => ({
        binding: one.binding,
        resource: resourceOf(this.#program, this.#buffers, one, chunk),
      })),
    } as never);
    return { pipeline: pipeline as never, group: group as never, x, y };
  }

  /** A uniform buffer with these words, made once. */
  #words(words: readonly number[]): GpuBuffer {
    const { uniform, copyDestination } = usage;
    return this.#made(
      `words ${words.join()}`,
      16,
      uniform | copyDestination,
      Uint32Array.from([...words, 0]),
    );
  }

  /** Memory for the gradient of a tensor that the user has in a buffer: made when it is first needed. */
  #ownGradient(path: string): GpuTensor {
    const { size } = this.#ranges.get(path)!;
    const { storage, copySource, copyDestination } = usage;
    const buffer = this.#made(`gradient of ${path}`, size, storage | copySource | copyDestination);
    return { buffer, offset: 0, size };
  }

  #made(label: string, size: number, flags: number, data?: Uint32Array): GpuBuffer {
    const known = this.#buffers.get(label);
    if (known) return known;
    const buffer = this.#device.createBuffer({ label, size: Math.max(16, size), usage: flags });
    this.#buffers.set(label, buffer);
    if (data) this.#device.queue.writeBuffer(buffer as never, 0, data as never);
    return buffer;
  }

  /**
   * Carries out a phase.
   *
   * @param scalars - values of `plan.scalars`.
   * @param count - the number of steps that the device has taken before this call if it has declined none since it was last looked at.
   */
  run(name: PhaseName, scalars: Float64Array, count: number): void {
    const phase = this.#phases[name]!;
    const { gradients, encoder: own } = this;
    this.gradients = undefined;
    this.encoder = undefined;
    const { plan } = this.#program.layout;
    const loss = plan.scalars.at(-1)?.name === "loss" ? scalars.at(-1) : undefined;
    if (own) this.#scalars.encode(own, phase.scalars, scalars, count, loss);
    else this.#scalars.queue(phase.scalars, scalars, count, loss);
    const encoder = own ?? this.#device.createCommandEncoder();
    if (gradients) this.#copyGradients(encoder, gradients);
    const pass = encoder.beginComputePass();
    for (let d = 0; d < phase.dispatches.length; d++) {
      const dispatch = phase.dispatches[d]!;
      const { pipeline, group, x, y } =
        "given" in dispatch ? dispatch.given.at(gradients?.get(dispatch.path)) : dispatch;
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(x, y);
    }
    pass.end();
    if (!own) this.#device.queue.submit([encoder.finish()] as never);
  }

  /** Copies gradients of tensors that lie here from buffers of the user's own. */
  #copyGradients(encoder: GpuEncoder, gradients: ReadonlyMap<string, GpuTensor>): void {
    for (const [path, { buffer, offset, size }] of gradients) {
      if (this.#ranges.has(path)) continue;
      const [to] = this.#pieces.pieces("g", path) as [Piece];
      encoder.copyBufferToBuffer(buffer as never, offset, to.buffer as never, to.offset, size);
    }
  }

  /** Overwrites an array. */
  write(role: string, path: string, values: ArrayLike<number>): void {
    const data = values instanceof Float32Array ? values : Float32Array.from(values);
    let from = 0;
    for (const { buffer, offset, length } of this.#pieces.placeOf(role, path)) {
      if (length > 0) this.#device.queue.writeBuffer(buffer as never, offset, data as never, from, length);
      from += length;
    }
  }

  /** Copies of arrays, all from the same moment. */
  async read(wanted: readonly (readonly [role: string, path: string])[]): Promise<Float32Array[]> {
    const places = wanted.map(([role, path]) => this.#pieces.placeOf(role, path));
    const all = await readBack(this.#device, places.flat());
    let begin = 0;
    return places.map((pieces) => {
      const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
      begin += length;
      return all.slice(begin - length, begin);
    });
  }

  /** Steps taken and calls declined since `forget`, those in a row, and the most of them. */
  async counters(): Promise<{ count: number; skipped: number; inARow: number; mostInARow: number }> {
    const place = { buffer: this.#buffers.get("h")!, offset: fixed.count * 4, length: 4 };
    const [count = 0, skipped = 0, inARow = 0, mostInARow = 0] = await readBack(this.#device, [place]);
    return { count, skipped, inARow, mostInARow };
  }

  /** Begins the device's counters anew; those in a row go on. */
  forget(inARow: number): void {
    this.#write("h", fixed.count, Float32Array.of(0, 0, inARow, 0));
  }

  /** A tensor's array of elements where it lies. */
  handle(role: "p" | "g", path: string): GpuTensor {
    const [{ buffer, offset, length }] = this.#pieces.pieces(role, path) as [Piece];
    return { buffer, offset, size: length * 4 };
  }

  dispose(): void {
    for (const buffer of this.#buffers.values()) buffer.destroy();
    this.#scalars.dispose();
  }
}
