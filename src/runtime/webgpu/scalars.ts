/**
 * The scalars of a call on their way to a GPU: written before the step on its queue, or, for a step in an encoder or a pass of the user's, copied within it
 * from a place of its own, since what is written meanwhile would come before it.
 */
import { copyKernel } from "./combining-kernels.ts";
import type { Ready } from "./given.ts";
import { type GpuBuffer, type GpuEncoder, type GpuPass, usage } from "./gpu.ts";
import type { Input } from "./inputs.ts";
import type { IsIn } from "./known.ts";
import { fixed } from "./layout.ts";
import type { Memory } from "./memory.ts";
import { type Pipeline, pipelineOf } from "./pipelines.ts";
import { ringSlots } from "./ring.ts";

/** The numbers of a phase, and the uniforms that they go to: what was written last, and is written anew. */
export interface PhaseScalars {
  readonly input: Input;
  readonly uniforms: GpuBuffer;
  readonly written: Float32Array;
  readonly next: Float32Array;
}

/** The numbers of a phase, none of which has been written. */
export function scalarsOf(input: Input, uniforms: GpuBuffer): PhaseScalars {
  const { length } = input.known;
  const written = new Float32Array(length).fill(Number.NaN);
  return { input, uniforms, written, next: new Float32Array(length) };
}

/** Scalars of tensors that have taken part in the same steps. */
export interface PartScalars {
  readonly of: PhaseScalars;
  readonly values: Float64Array;
  readonly isIn: IsIn;
}

/** Brings them there. */
export class Scalars {
  readonly #memory: Memory;
  readonly #values: GpuBuffer;
  /** What copies within a pass, and what it binds, by what is copied where. */
  #copying: Pipeline | undefined;
  readonly #copies = new Map<GpuBuffer, Map<string, Omit<Ready, "x" | "y">>>();
  readonly #loss = new Float32Array(1);
  /** Numbers of a call at most, its loss among them. */
  readonly #most: number;
  /** Room for the last calls in encoders of the user's, and how much of it is taken. */
  #places: GpuBuffer | undefined;
  #taken = 0;

  constructor(memory: Memory, lengths: readonly number[]) {
    this.#memory = memory;
    this.#values = memory.of("v");
    this.#most = Math.max(...lengths) + 1;
  }

  /** Makes what copies within a pass. */
  async load(): Promise<void> {
    const { code, bound } = copyKernel();
    this.#copying = await pipelineOf(this.#memory.device, code, bound, "scalars");
  }

  /** Copies numbers from the place of a call within a pass. */
  #copyIn(pass: GpuPass, from: number, to: GpuBuffer, at: number, length: number): void {
    const places = this.#copies.get(to) ?? new Map<string, Omit<Ready, "x" | "y">>();
    this.#copies.set(to, places);
    const key = `${from} ${at} ${length}`;
    let known = places.get(key);
    if (!known) {
      const { pipeline, layout } = this.#copying!;
      const resources = [this.#memory.words([from, length, at, 0]), this.#places!, to];
      const entries = resources.map((buffer, index) => ({ binding: index + 1, resource: { buffer } }));
      const group = this.#memory.device.createBindGroup({ layout, entries } as never);
      known = { pipeline: pipeline as never, group: group as never };
      places.set(key, known);
    }
    pass.setPipeline(known.pipeline);
    pass.setBindGroup(0, known.group);
    pass.dispatchWorkgroups(1);
  }

  /** Brings numbers to a buffer, within an encoder or a pass if there is one. */
  #put(
    encoder: GpuEncoder | GpuPass | undefined,
    to: GpuBuffer,
    at: number,
    data: Float32Array,
    from = 0,
    length = data.length - from,
  ) {
    if (length === 0) return;
    const { queue } = this.#memory.device;
    if (!encoder) {
      queue.writeBuffer(to as never, at * 4, data as never, from, length);
      return;
    }
    const { storage, copySource, copyDestination } = usage;
    const room = ringSlots * this.#most;
    this.#places ??= this.#memory.device.createBuffer({
      label: "scalars",
      size: room * 4,
      usage: storage | copySource | copyDestination,
    });
    if (this.#taken + length > room) this.#taken = 0;
    queue.writeBuffer(this.#places as never, this.#taken * 4, data as never, from, length);
    if ("dispatchWorkgroups" in encoder) this.#copyIn(encoder, this.#taken, to, at, length);
    else encoder.copyBufferToBuffer(this.#places as never, this.#taken * 4, to as never, at * 4, length * 4);
    this.#taken += length;
  }

  /** For a call; `count` as in `GpuRun.run`, `loss` where the plan has one, `encoder`, which may be a pass, where it is the user's. */
  bring(
    { input, uniforms, written, next }: PhaseScalars,
    values: Float64Array,
    count: number,
    loss: number | undefined,
    encoder: GpuEncoder | GpuPass | undefined,
  ): void {
    const { known, uniformTo, uniformLength, tensorTo, ring } = input;
    known.write(values, next);
    if (ring !== undefined) this.#put(encoder, this.#values, ring + (count % ringSlots) * known.length, next);
    else if (encoder || isChanged(written, next)) {
      this.#put(encoder, uniforms, uniformTo, next, 0, uniformLength);
      this.#put(encoder, this.#values, tensorTo, next, uniformLength);
      // What an encoder of the user's brings is not there when the next step on the queue comes.
      if (encoder) written.fill(Number.NaN);
      else written.set(next);
    }
    this.#putLoss(uniforms, loss, encoder);
  }

  #putLoss(uniforms: GpuBuffer, loss: number | undefined, encoder: GpuEncoder | GpuPass | undefined): void {
    if (loss === undefined) return;
    this.#loss[0] = loss;
    this.#put(encoder, uniforms, fixed.loss, this.#loss);
  }

  /** For a call on divided tensors: each part has uniforms of its own; the ring is left out. */
  bringParts(
    parts: readonly PartScalars[],
    takesPart: IsIn,
    loss: number | undefined,
    encoder: GpuEncoder | undefined,
  ): void {
    const [{ of: first }] = parts as [PartScalars, ...PartScalars[]];
    const { known, uniformTo, uniformLength, tensorTo } = first.input;
    known.count(takesPart);
    for (const { of, values, isIn } of parts) {
      known.write(values, of.next, isIn, first.next);
      this.#put(encoder, of.uniforms, uniformTo, of.next, 0, uniformLength);
      this.#putLoss(of.uniforms, loss, encoder);
      of.written.fill(Number.NaN);
    }
    this.#put(encoder, this.#values, tensorTo, first.next, uniformLength);
    known.count(() => true);
  }

  dispose(): void {
    this.#places?.destroy();
  }
}

function isChanged(before: Float32Array, after: Float32Array): boolean {
  for (let i = 0; i < after.length; i++) if (before[i] !== after[i]) return true;
  return false;
}
