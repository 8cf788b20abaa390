/**
 * The scalars of a call on their way to a GPU: written before the step on its queue, or, for a step in an encoder of the user's, copied within it from
 * a place of its own, since what is written meanwhile would come before it.
 */
import { type GpuBuffer, type GpuDevice, type GpuEncoder, usage } from "./gpu.ts";
import type { Input } from "./inputs.ts";
import type { IsIn } from "./known.ts";
import { fixed } from "./layout.ts";
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
  readonly #device: GpuDevice;
  readonly #values: GpuBuffer;
  readonly #loss = new Float32Array(1);
  /** Numbers of a call at most, its loss among them. */
  readonly #most: number;
  /** Room for the last calls in encoders of the user's, and how much of it is taken. */
  #places: GpuBuffer | undefined;
  #taken = 0;

  /** `values` is the buffer of values. */
  constructor(device: GpuDevice, values: GpuBuffer, lengths: readonly number[]) {
    this.#device = device;
    this.#values = values;
    this.#most = Math.max(...lengths) + 1;
  }

  /** Brings numbers to a buffer, within an encoder if there is one. */
  #put(
    encoder: GpuEncoder | undefined,
    to: GpuBuffer,
    at: number,
    data: Float32Array,
    from = 0,
    length = data.length - from,
  ) {
    if (length === 0) return;
    const { queue } = this.#device;
    if (!encoder) {
      queue.writeBuffer(to as never, at * 4, data as never, from, length);
      return;
    }
    const { copySource, copyDestination } = usage;
    const room = ringSlots * this.#most;
    this.#places ??= this.#device.createBuffer({
      label: "scalars",
      size: room * 4,
      usage: copySource | copyDestination,
    });
    if (this.#taken + length > room) this.#taken = 0;
    queue.writeBuffer(this.#places as never, this.#taken * 4, data as never, from, length);
    encoder.copyBufferToBuffer(this.#places as never, this.#taken * 4, to as never, at * 4, length * 4);
    this.#taken += length;
  }

  /** For a call; `count` as in `GpuRun.run`, `loss` where the plan has one, `encoder` where it is the user's. */
  bring(
    { input, uniforms, written, next }: PhaseScalars,
    values: Float64Array,
    count: number,
    loss: number | undefined,
    encoder: GpuEncoder | undefined,
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

  #putLoss(uniforms: GpuBuffer, loss: number | undefined, encoder: GpuEncoder | undefined): void {
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
