/**
 * Whether there is memory for a descent. Systems promise more than they have, and end a process that uses what is not there: so a large
 * descent is refused before it has any. Linux alone says how much it can give; elsewhere nothing is refused here.
 */
import { DeviceError } from "../../device.ts";
import { unit } from "../alignment.ts";
import { gibibytes } from "../pool.ts";
import { nodeModule } from "./node.ts";

/** Addresses count units in 32 bits. A unit is left for the beginning of the arena. */
const mostBytes = (2 ** 32 - 64) * unit;

/** Smaller descents are not worth the question. */
const largeBytes = 2 ** 30;

/** Bytes of large descents that live. */
let living = 0;
const forgotten = new FinalizationRegistry((bytes: number) => {
  living -= bytes;
});

/**
 * Notes the memory of a descent: the system counts it as free until it is used. How much of it is used nobody says; it is taken for the
 * process' resident memory, whatever that is of, so less is held back than is promised where there is much else.
 */
export function reserve(buffer: ArrayBuffer): void {
  if (buffer.byteLength < largeBytes) return;
  living += buffer.byteLength;
  forgotten.register(buffer, buffer.byteLength, buffer);
}

/** Notes that it is gone. */
export function release(buffer: ArrayBuffer): void {
  const { byteLength } = buffer;
  if (forgotten.unregister(buffer)) living -= byteLength;
}

/** @throws DeviceError for more bytes than can be addressed, or than the system can give. */
export function checkMemory(bytes: number): void {
  if (bytes > mostBytes)
    throw new DeviceError(
      `this descent needs ${gibibytes(bytes)}, memory of "native" ends at 64 GiB; use fewer parameters`,
    );
  if (bytes < largeBytes) return;
  const { rss } = globalThis.process.memoryUsage();
  const available = Math.max(0, availableMemory(rss) - Math.max(0, living - rss));
  if (bytes > available)
    throw new DeviceError(
      `this descent needs ${gibibytes(bytes)}, the system can give ${gibibytes(available)}; free some memory or use fewer parameters`,
    );
}

/** Bytes that the system can give this process: free ones, those of caches that it can drop, and those on disk; of a limit what is left. */
function availableMemory(used: number): number {
  const limit = globalThis.process.constrainedMemory?.() || Number.POSITIVE_INFINITY;
  const constrained = limit - used;
  let text: string;
  try {
    text = nodeModule("node:fs").readFileSync("/proc/meminfo", "utf8");
  } catch {
    return constrained;
  }
  const bytesOf = (name: string) => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1]);
  const free = bytesOf("MemAvailable") + bytesOf("SwapFree");
  return Number.isNaN(free) ? constrained : Math.min(free, constrained);
}
