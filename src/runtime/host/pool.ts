/**
 * Memory for descents: large ones get a memory of their own, small ones share one. A shared memory that is full
 * is left to the descents in it and the next is begun, so that a descent that is never disposed of is still
 * freed with its neighbours.
 */
import { DeviceError } from "../device.ts";
import type { Allocation } from "./backend.ts";

const sharedBytes = 1 << 20;
const smallBytes = 1 << 16;
/** Bytes of a memory of WebAssembly, whose addresses have 32 bits. */
const mostBytes = 2 ** 32;

interface Hole {
  start: number;
  end: number;
}

/** Memory, and whether other descents are on it too. */
export interface Pooled extends Allocation {
  readonly isShared: boolean;
}

/** A shared memory and its holes, sorted and never adjacent. */
class Shared {
  readonly buffer: ArrayBufferLike;
  #holes: Hole[];

  constructor(buffer: ArrayBufferLike) {
    this.buffer = buffer;
    this.#holes = [{ start: 0, end: sharedBytes }];
  }

  take(bytes: number): Pooled | undefined {
    const hole = this.#holes.find(({ start, end }) => end - start >= bytes);
    if (!hole) return undefined;
    const { buffer } = this;
    const base = hole.start;
    hole.start += bytes;
    if (hole.start === hole.end) this.#holes.splice(this.#holes.indexOf(hole), 1);
    new Uint8Array(buffer, base, bytes).fill(0);
    return { buffer, base, isShared: true, free: () => this.#free({ start: base, end: base + bytes }) };
  }

  #free(freed: Hole): void {
    const merged: Hole[] = [];
    for (const hole of [...this.#holes, freed].sort((a, b) => a.start - b.start)) {
      const last = merged.at(-1);
      if (last?.end === hole.start) last.end = hole.end;
      else merged.push(hole);
    }
    this.#holes = merged;
  }
}

/** Bytes in messages. */
export const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** @throws DeviceError beyond what devices but `native` have: in WebAssembly 32-bit addresses end at 4 GiB, and `js` has the same layouts. */
export function checkBytes(bytes: number): void {
  if (bytes <= mostBytes) return;
  throw new DeviceError(
    `this descent needs ${gibibytes(bytes)}, memory of "wasm" and "js" ends at 4 GiB; use device "native" (Node, koffi, a C compiler), or fewer parameters`,
  );
}

/** Hands out memory; `make` makes a zeroed buffer of at least so many bytes. */
export class Pool {
  readonly #make: (bytes: number) => ArrayBufferLike;
  #shared: Shared | undefined;

  constructor(make: (bytes: number) => ArrayBufferLike) {
    this.#make = make;
  }

  /** @throws DeviceError beyond 4 GiB, where 32-bit addresses end, or where the system has no more. */
  allocate(bytes: number): Pooled {
    checkBytes(bytes);
    if (bytes > smallBytes) return { buffer: this.#make(bytes), base: 0, isShared: false, free: () => {} };
    const rounded = Math.ceil(bytes / 64) * 64;
    let found = this.#shared?.take(rounded);
    if (!found) {
      this.#shared = new Shared(this.#make(sharedBytes));
      found = this.#shared.take(rounded)!;
    }
    return found;
  }
}
