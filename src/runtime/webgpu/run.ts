/** A program on a GPU: its buffers, its pipelines, one command buffer a call. Once made, a call makes nothing but the commands. */
import type { PhaseName } from "../../plan/phases.ts";
import { DeviceError } from "../device.ts";
import { type GpuBuffer, type GpuDevice, type GpuTensor, usage } from "./gpu.ts";
import { fixed } from "./layout.ts";
import type { Bound, Dispatch } from "./module.ts";
import type { PhaseProgram, Program } from "./program.ts";
import { ringSlots } from "./ring.ts";

/** A dispatch with its pipeline and what it binds. */
interface Ready {
  readonly pipeline: never;
  readonly group: never;
  readonly x: number;
  readonly y: number;
}

/** A phase, ready to run. */
interface ReadyPhase {
  readonly dispatches: readonly Ready[];
  readonly program: PhaseProgram;
  /** What was written last, and is written anew. */
  readonly written: Float32Array;
  readonly next: Float32Array;
}

/** What is bound by kind, as a layout has it. */
const layoutKinds = {
  uniform: { type: "uniform" },
  read: { type: "read-only-storage" },
  write: { type: "storage" },
} as const;

/** A pipeline, and the layout of what it binds. */
interface Pipeline {
  readonly pipeline: unknown;
  readonly layout: unknown;
}

/** Pipelines of each device by their code; so many are kept. */
const pipelines = new WeakMap<GpuDevice, Map<string, Promise<Pipeline>>>();
const mostPipelines = 512;

function pipelineOf(
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

/** Bytes between the words of two chunks: where a binding of uniforms may begin. */
const chunkBytes = 256;

/** Where a tensor's array lies: pieces of a buffer, one after the other; more than one where states share a buffer in chunks. */
export interface Piece {
  readonly buffer: GpuBuffer;
  readonly offset: number;
  /** Elements. */
  readonly length: number;
}

/** A program in execution. */
export class GpuRun {
  readonly #device: GpuDevice;
  readonly #program: Program;
  readonly #buffers: ReadonlyMap<string, GpuBuffer>;
  #phases: Partial<Record<PhaseName, ReadyPhase>> = {};
  readonly #places: ReadonlyMap<string, readonly [group: number, tensor: number]>;
  readonly #loss = new Float32Array(1);

  private constructor(device: GpuDevice, program: Program, buffers: ReadonlyMap<string, GpuBuffer>) {
    this.#device = device;
    this.#program = program;
    this.#buffers = buffers;
    this.#places = new Map(
      program.layout.plan.groups.flatMap(({ tensors }, group) =>
        tensors.map(({ path }, tensor) => [path, [group, tensor]] as const),
      ),
    );
  }

  /** Makes buffers and pipelines. @throws DeviceError if there is not enough memory, or for what the device refuses. */
  static async make(device: GpuDevice, program: Program): Promise<GpuRun> {
    const { limits } = device;
    for (const [name, size] of program.buffers) {
      const most = name === "h" ? limits.maxUniformBufferBindingSize : limits.maxBufferSize;
      if (size > most)
        throw new DeviceError(
          `this optimizer needs a buffer of ${size} bytes on "webgpu", and the device allows ${most}; use "wasm" or split the parameters`,
        );
    }
    device.pushErrorScope("validation");
    device.pushErrorScope("out-of-memory");
    const buffers = new Map<string, GpuBuffer>();
    const { storage, uniform, copySource, copyDestination } = usage;
    const make = (label: string, size: number, extra = 0) =>
      buffers.set(
        label,
        device.createBuffer({
          label,
          size: Math.max(16, size),
          usage: storage | copySource | copyDestination | extra,
        }),
      );
    for (const [name, size] of program.buffers) make(name, size, name === "h" ? uniform : 0);
    const { places } = program.layout;
    const chunks = places.flatMap(({ chunks: of }) => of);
    make("c", chunks.length * chunkBytes, uniform);
    const run = new GpuRun(device, program, buffers);
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

  #buffer(name: string): never {
    return this.#buffers.get(name) as never;
  }

  #write(
    name: string,
    at: number,
    data: Float32Array | Uint32Array,
    from = 0,
    length = data.length - from,
  ): void {
    if (length > 0) this.#device.queue.writeBuffer(this.#buffer(name), at * 4, data as never, from, length);
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
    const device = this.#device;
    const phases = Object.entries(this.#program.phases).map(async ([name, program]) => {
      const dispatches = await Promise.all(
        program.dispatches.map(async ({ label, code, bound, workgroups, chunk }): Promise<Ready> => {
          const { pipeline, layout } = await pipelineOf(device, code, bound, label);
          const group = device.createBindGroup({
            layout,
            entries: bound.map((one) => ({ binding: one.binding, resource: this.#resource(one, chunk) })),
          } as never);
          const [x, y] = this.#program.grid(workgroups);
          return { pipeline: pipeline as never, group: group as never, x, y };
        }),
      );
      const { length } = program.input.known;
      const written = new Float32Array(length).fill(Number.NaN);
      return [name, { dispatches, program, written, next: new Float32Array(length) }] as const;
    });
    this.#phases = Object.fromEntries(await Promise.all(phases));
  }

  /** What a binding binds: a whole buffer, or the part of it that belongs to a chunk. */
  #resource({ buffer: name }: Bound, chunk: Dispatch["chunk"]) {
    const buffer = this.#buffers.get(name)!;
    if (!chunk || name === "h" || name === "v" || name === "t") return { buffer };
    const { places } = this.#program.layout;
    if (name === "c") {
      const before = places.slice(0, chunk.group).reduce((sum, { chunks }) => sum + chunks.length, 0);
      return { buffer, offset: (before + chunk.index) * chunkBytes, size: 16 };
    }
    const { chunks } = places[chunk.group]!;
    const shared = this.#sharedOf(chunk.group, name);
    const stride = chunks[0]!.vectors * 16 * shared;
    const size = shared > 1 ? stride : chunks[chunk.index]!.vectors * 16;
    return { buffer, offset: chunk.index * stride, size };
  }

  #sharedOf(group: number, buffer: string): number {
    if (!buffer.endsWith("/states")) return 1;
    const { layout } = this.#program;
    const role = layout.plan.states.find((state) => layout.rolePlace(group, state.role).buffer === buffer)!;
    return layout.rolePlace(group, role.role).shared;
  }

  /**
   * Carries out a phase.
   *
   * @param scalars - values of `plan.scalars`.
   * @param count - the number of steps that the device has taken before this call if it has declined none since it was last looked at.
   */
  run(name: PhaseName, scalars: Float64Array, count: number): void {
    const { dispatches, program, written, next } = this.#phases[name]!;
    const { known, uniformTo, uniformLength, tensorTo, ring } = program.input;
    known.write(scalars, next, 0);
    if (ring !== undefined) this.#write("v", ring + (count % ringSlots) * known.length, next);
    else if (isChanged(written, next)) {
      this.#write("h", uniformTo, next, 0, uniformLength);
      this.#write("v", tensorTo, next, uniformLength);
      written.set(next);
    }
    const { plan } = this.#program.layout;
    if (plan.scalars.at(-1)?.name === "loss") {
      this.#loss[0] = scalars.at(-1)!;
      this.#write("h", fixed.loss, this.#loss);
    }
    const encoder = this.#device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (let d = 0; d < dispatches.length; d++) {
      const { pipeline, group, x, y } = dispatches[d]!;
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(x, y);
    }
    pass.end();
    this.#device.queue.submit([encoder.finish()] as never);
  }

  /** Where a tensor's array of elements lies. */
  pieces(role: string, path: string): Piece[] {
    const { layout } = this.#program;
    const [group, tensor] = this.#places.get(path)!;
    const { firsts, chunks } = layout.places[group]!;
    const { buffer: name, index, shared } = layout.rolePlace(group, role);
    const buffer = this.#buffers.get(name)!;
    const { size } = layout.tensorsOf(group)[tensor]!;
    const first = firsts[tensor]! * 4;
    if (shared === 1) return [{ buffer, offset: first * 4, length: size }];
    const length = chunks[0]!.vectors * 4;
    const pieces: Piece[] = [];
    for (let at = first; at < first + size; ) {
      const chunk = Math.floor(at / length);
      const end = Math.min((chunk + 1) * length, first + size);
      const place = (chunk * shared + index) * length + (at - chunk * length);
      pieces.push({ buffer, offset: place * 4, length: end - at });
      at = end;
    }
    return pieces;
  }

  /** Where the values of slices, measured sums or values for all tensors lie. */
  #valuePiece(role: string, path: string): Piece {
    const { layout } = this.#program;
    const { plan } = layout;
    const state = plan.states.find((one) => one.role === role);
    const symbol =
      state?.state.symbol ??
      [...plan.measured.all, ...plan.measured.tensors].find(({ name }) => name === role)!;
    const scope = layout.scopeOf(symbol);
    if (scope === "uniform")
      return { buffer: this.#buffers.get("h")!, offset: layout.uniformOf(symbol) * 4, length: 1 };
    const [group, tensor] = this.#places.get(path)!;
    const [from, to] = layout.sliceRange(group, tensor, symbol);
    return {
      buffer: this.#buffers.get("v")!,
      offset: (layout.baseOf(symbol, group) + from) * 4,
      length: to - from,
    };
  }

  /** Where what a role has for a path lies. */
  placeOf(role: string, path: string): Piece[] {
    const { plan } = this.#program.layout;
    const state = plan.states.find((one) => one.role === role);
    const isElements = role === "p" || role === "g" || role === "eval" || state?.scope === "element";
    return isElements ? this.pieces(role, path) : [this.#valuePiece(role, path)];
  }

  /** Overwrites an array. */
  write(role: string, path: string, values: ArrayLike<number>): void {
    const data = values instanceof Float32Array ? values : Float32Array.from(values);
    let from = 0;
    for (const { buffer, offset, length } of this.placeOf(role, path)) {
      if (length > 0) this.#device.queue.writeBuffer(buffer as never, offset, data as never, from, length);
      from += length;
    }
  }

  /** Copies of arrays, all from the same moment. */
  async read(wanted: readonly (readonly [role: string, path: string])[]): Promise<Float32Array[]> {
    const places = wanted.map(([role, path]) => this.placeOf(role, path));
    const total = places.flat().reduce((sum, { length }) => sum + length, 0);
    const { mapRead, copyDestination } = usage;
    const staging = this.#device.createBuffer({
      label: "read",
      size: Math.max(4, total * 4),
      usage: mapRead | copyDestination,
    });
    try {
      const encoder = this.#device.createCommandEncoder();
      let at = 0;
      for (const { buffer, offset, length } of places.flat()) {
        if (length > 0)
          encoder.copyBufferToBuffer(buffer as never, offset, staging as never, at * 4, length * 4);
        at += length;
      }
      this.#device.queue.submit([encoder.finish()] as never);
      await staging.mapAsync(1);
      const all = new Float32Array(staging.getMappedRange().slice(0));
      staging.unmap();
      let begin = 0;
      return places.map((pieces) => {
        const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
        const values = all.slice(begin, begin + length);
        begin += length;
        return values;
      });
    } finally {
      staging.destroy();
    }
  }

  /** Steps taken and calls declined since `forget`, those in a row, and the most of them. */
  async counters(): Promise<{ count: number; skipped: number; inARow: number; mostInARow: number }> {
    const { mapRead, copyDestination } = usage;
    const staging = this.#device.createBuffer({
      label: "counters",
      size: 16,
      usage: mapRead | copyDestination,
    });
    try {
      const encoder = this.#device.createCommandEncoder();
      encoder.copyBufferToBuffer(this.#buffer("h"), fixed.count * 4, staging as never, 0, 16);
      this.#device.queue.submit([encoder.finish()] as never);
      await staging.mapAsync(1);
      const [count, skipped, inARow, mostInARow] = new Float32Array(
        staging.getMappedRange().slice(0),
      ) as unknown as [number, number, number, number];
      staging.unmap();
      return { count, skipped, inARow, mostInARow };
    } finally {
      staging.destroy();
    }
  }

  /** Begins the device's counters anew; those in a row go on. */
  forget(inARow: number): void {
    this.#write("h", fixed.count, Float32Array.of(0, 0, inARow, 0));
  }

  /** A tensor's array of elements where it lies. */
  handle(role: "p" | "g", path: string): GpuTensor {
    const [{ buffer, offset, length }] = this.pieces(role, path) as [Piece];
    return { buffer, offset, size: length * 4 };
  }

  /** Buffers that are there. */
  get buffers(): number {
    return this.#buffers.size;
  }

  dispose(): void {
    for (const buffer of this.#buffers.values()) buffer.destroy();
  }
}

function isChanged(before: Float32Array, after: Float32Array): boolean {
  for (let i = 0; i < after.length; i++) if (before[i] !== after[i]) return true;
  return false;
}
