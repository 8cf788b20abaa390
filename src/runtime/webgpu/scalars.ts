/**
 * The scalars of a call on their way to a GPU: written before the step on its queue, or, for a step in an encoder of the user's, copied within it from
 * a place of its own, since what is written meanwhile would come before it.
 */
import { type GpuBuffer, type GpuDevice, type GpuEncoder, usage } from "./gpu.ts";
import type { Input } from "./inputs.ts";
import { fixed } from "./layout.ts";
import { ringSlots } from "./ring.ts";

/** The numbers of a phase: what was written last, and is written anew. */
export interface PhaseScalars {
  readonly input: Input;
  readonly written: Float32Array;
  readonly next: Float32Array;
}

/** The numbers of a phase, none of which has been written. */
export function scalarsOf(input: Input): PhaseScalars {
  const { length } = input.known;
  return { input, written: new Float32Array(length).fill(Number.NaN), next: new Float32Array(length) };
}

/** Brings them there. */
export class Scalars {
  readonly #device: GpuDevice;
  readonly #bufferOf: (name: string) => GpuBuffer;
  readonly #loss = new Float32Array(1);
  /** Numbers of a call at most, its loss among them. */
  readonly #most: number;
  /** A place for each of the last calls in encoders of the user's. */
  #places: GpuBuffer | undefined;
  #encoded = 0;

  constructor(device: GpuDevice, bufferOf: (name: string) => GpuBuffer, lengths: readonly number[]) {
    this.#device = device;
    this.#bufferOf = bufferOf;
    this.#most = Math.max(...lengths) + 1;
  }

  #write(name: string, at: number, data: Float32Array, from = 0, length = data.length - from): void {
    if (length > 0)
      this.#device.queue.writeBuffer(this.#bufferOf(name) as never, at * 4, data as never, from, length);
  }

  /** For a step on the queue; `count` as in `GpuRun.run`, `loss` where the plan has one. */
  queue({ input, written, next }: PhaseScalars, values: Float64Array, count: number, loss?: number): void {
    const { known, uniformTo, uniformLength, tensorTo, ring } = input;
    known.write(values, next, 0);
    if (ring !== undefined) this.#write("v", ring + (count % ringSlots) * known.length, next);
    else if (isChanged(written, next)) {
      this.#write("h", uniformTo, next, 0, uniformLength);
      this.#write("v", tensorTo, next, uniformLength);
      written.set(next);
    }
    if (loss === undefined) return;
    this.#loss[0] = loss;
    this.#write("h", fixed.loss, this.#loss);
  }

  /** For a step in an encoder. */
  encode(
    encoder: GpuEncoder,
    { input, written, next }: PhaseScalars,
    values: Float64Array,
    count: number,
    loss?: number,
  ): void {
    const { known, uniformTo, uniformLength, tensorTo, ring } = input;
    known.write(values, next, 0);
    const { copySource, copyDestination } = usage;
    this.#places ??= this.#device.createBuffer({
      label: "scalars",
      size: ringSlots * this.#most * 4,
      usage: copySource | copyDestination,
    });
    const places = this.#places;
    const at = (this.#encoded++ % ringSlots) * this.#most * 4;
    const copy = (from: number, name: string, to: number, length: number): void => {
      if (length > 0)
        encoder.copyBufferToBuffer(
          places as never,
          at + from * 4,
          this.#bufferOf(name) as never,
          to * 4,
          length * 4,
        );
    };
    this.#device.queue.writeBuffer(places as never, at, next as never, 0, next.length);
    if (ring !== undefined) copy(0, "v", ring + (count % ringSlots) * known.length, known.length);
    else {
      copy(0, "h", uniformTo, uniformLength);
      copy(uniformLength, "v", tensorTo, known.length - uniformLength);
      // What is in place when the next step comes is not known here.
      written.fill(Number.NaN);
    }
    if (loss === undefined) return;
    this.#loss[0] = loss;
    this.#device.queue.writeBuffer(places as never, at + next.length * 4, this.#loss as never);
    copy(next.length, "h", fixed.loss, 1);
  }

  dispose(): void {
    this.#places?.destroy();
  }
}

function isChanged(before: Float32Array, after: Float32Array): boolean {
  for (let i = 0; i < after.length; i++) if (before[i] !== after[i]) return true;
  return false;
}
