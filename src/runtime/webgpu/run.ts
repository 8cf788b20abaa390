/** A program on a GPU: its buffers, its pipelines, one command buffer a call. Once made, a call makes nothing but the commands. */
import type { PhaseName } from "../../plan/phases.ts";
import { DeviceError } from "../device.ts";
import { type GpuBuffer, type GpuDevice, type GpuTensor, usage } from "./gpu.ts";
import { fixed } from "./layout.ts";
import type { Bound, Dispatch } from "./module.ts";
import { type Piece, Pieces } from "./pieces.ts";
import { pipelineOf } from "./pipelines.ts";
import type { PhaseProgram, Program } from "./program.ts";
import { readBack } from "./read-back.ts";
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

/** Bytes between the words of two chunks: where a binding of uniforms may begin. */
const chunkBytes = 256;

/** A program in execution. */
export class GpuRun {
  readonly #device: GpuDevice;
  readonly #program: Program;
  readonly #buffers: ReadonlyMap<string, GpuBuffer>;
  #phases: Partial<Record<PhaseName, ReadyPhase>> = {};
  readonly #pieces: Pieces;
  readonly #loss = new Float32Array(1);

  private constructor(device: GpuDevice, program: Program, buffers: ReadonlyMap<string, GpuBuffer>) {
    this.#device = device;
    this.#program = program;
    this.#buffers = buffers;
    this.#pieces = new Pieces(program, buffers);
  }

  /** Makes buffers and pipelines. @throws DeviceError if there is not enough memory, or for what the device refuses. */
  static async make(device: GpuDevice, program: Program): Promise<GpuRun> {
    const { limits } = device;
    for (const [name, size] of program.buffers) {
      const isWhole = name === "v" || name === "t";
      const most =
        name === "h"
          ? limits.maxUniformBufferBindingSize
          : Math.min(
              limits.maxBufferSize,
              isWhole ? limits.maxStorageBufferBindingSize : limits.maxBufferSize,
            );
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
