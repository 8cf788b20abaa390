/** The buffers of a program in execution, and those that calls need besides: made once, destroyed together. */
import { buffersOf } from "./buffers.ts";
import { type GpuBuffer, type GpuDevice, type GpuTensor, usage } from "./gpu.ts";
import type { Program } from "./program.ts";

const { storage, uniform, copySource, copyDestination } = usage;

const gradientName = (path: string): string => `gradient of ${path}`;

/** They. */
export class Memory {
  readonly device: GpuDevice;
  /** Where parameters lie that the user has in buffers, by path. */
  readonly ranges: ReadonlyMap<string, GpuTensor>;
  readonly #buffers: Map<string, GpuBuffer>;

  constructor(device: GpuDevice, program: Program, ranges: ReadonlyMap<string, GpuTensor>) {
    this.device = device;
    this.ranges = ranges;
    this.#buffers = buffersOf(device, program);
  }

  /** A buffer of the program. */
  of(name: string): GpuBuffer {
    return this.#buffers.get(name)!;
  }

  /** Writes numbers into one, from the `at`th on. */
  write(name: string, at: number, data: Float32Array | Uint32Array): void {
    if (data.length > 0) this.device.queue.writeBuffer(this.of(name) as never, at * 4, data as never);
  }

  /** A uniform buffer with these four words. */
  words(words: readonly number[]): GpuBuffer {
    const flags = uniform | copyDestination;
    return this.#made(`words ${words.join()}`, 16, flags, () => Uint32Array.from(words));
  }

  /** Words by name that change from call to call. */
  changing(name: string, words: readonly number[]): GpuBuffer {
    const buffer = this.#made(name, 16, uniform | copyDestination);
    this.device.queue.writeBuffer(buffer as never, 0, Uint32Array.from(words) as never);
    return buffer;
  }

  /** A buffer of storage beside those of the program, by a name of its own. */
  storage(name: string, size: number): GpuBuffer {
    return this.#made(name, size, storage | copySource | copyDestination);
  }

  /** A buffer with the numbers from 0 to before `count`. */
  counting(count: number): GpuBuffer {
    const numbers = () => Uint32Array.from({ length: count }, (_, index) => index);
    return this.#made(`numbers to ${count}`, count * 4, storage | copySource | copyDestination, numbers);
  }

  /** A buffer for uniforms beside those of the program, by a name of its own. */
  uniforms(name: string): GpuBuffer {
    return this.#made(name, this.of("h").size, uniform | storage | copySource | copyDestination);
  }

  /** Memory for the gradient of a tensor that the user has in a buffer: made when it is first needed. */
  ownGradient(path: string): GpuTensor {
    const { size } = this.ranges.get(path)!;
    return { buffer: this.storage(gradientName(path), size), offset: 0, size };
  }

  /** Whether there is memory for the gradient of a tensor. */
  hasGradient(path: string): boolean {
    return !this.ranges.has(path) || this.#buffers.has(gradientName(path));
  }

  #made(label: string, size: number, flags: number, data?: () => Uint32Array): GpuBuffer {
    const known = this.#buffers.get(label);
    if (known) return known;
    const buffer = this.device.createBuffer({ label, size: Math.max(16, size), usage: flags });
    this.#buffers.set(label, buffer);
    if (data) this.device.queue.writeBuffer(buffer as never, 0, data() as never);
    return buffer;
  }

  dispose(): void {
    for (const buffer of this.#buffers.values()) buffer.destroy();
  }
}
