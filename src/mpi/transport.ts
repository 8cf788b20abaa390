/** The few calls that descents need of ranks: `connect()` gives them on MPI; another transport can be written outside. */
import type { InitOptions, Ranks } from "../index.ts";
import { kind } from "../options/kinds.ts";
import type { Numbers } from "./calls.ts";

/** Processes that work together, called at once. All must make the same calls in the same order. */
export interface Transport extends Ranks {
  /** Bytes of a part that are best sent to a rank at once, at least 64 kB. Left out: a part travels whole. Bits do not depend on it. */
  readonly bucketBytes?: number;
  /** Overwrites `values` by those of rank `root`. */
  broadcast(values: Numbers, root?: number): void;
  /**
   * Sends a part of `from` to each rank, and writes what each sends here into `into`, in the order of ranks. The parts begin at
   * `starts`, one behind the other if left out. Where its own `intoCounts` is 0, a rank leaves its own part where it is.
   */
  allToAll(
    from: Numbers,
    counts: readonly number[],
    into: Numbers,
    intoCounts: readonly number[],
    starts?: readonly number[],
  ): void;
}

/** The option of a function that works with others. */
export const transport = kind("what connect() gives, or alone", (value) => {
  const { rank, size, allToAll } = (value ?? {}) as Partial<Transport>;
  return Number.isInteger(rank) && Number.isInteger(size) && typeof allToAll === "function";
});

/** `threads` of a rank's descent: as many as pay are at most what the ranks of a host leave to each. */
export const threadsOn = (
  { threads: most }: Transport,
  threads: InitOptions["threads"],
): InitOptions["threads"] => (threads === "auto" && most !== undefined ? { most } : threads);

/** A text of rank 0 on all ranks. */
export function broadcastText(world: Transport, text: string): string {
  const bytes = new TextEncoder().encode(text);
  const length = Float64Array.of(bytes.length);
  world.broadcast(length, 0);
  const values = Float64Array.from({ length: length[0]! }, (_, index) => bytes[index] ?? 0);
  world.broadcast(values, 0);
  return new TextDecoder().decode(Uint8Array.from(values));
}

/** A process by itself: rank 0 of 1. */
export const alone: Transport = {
  rank: 0,
  size: 1,
  broadcast() {},
  allGather() {},
  allToAll(from, _, into) {
    into.set(from);
  },
};
