/** Memory that the engine owns, so that an old view stays readable and the memory goes when nothing refers to it any more. */
import { DeviceError } from "../../device.ts";
import { align, unit } from "../alignment.ts";
import type { Allocation } from "../backend.ts";
import { checkMemory, release, reserve } from "./available-memory.ts";
import { koffi } from "./koffi.ts";

/** A line of the processor's caches. */
const line = 64;

/** A huge page: fewer addresses to translate. Memory of some of them begins and ends with one, so that all of it lies on them. */
const hugePage = 1 << 21;
const adviseHuge = 14;

type Advise = (address: bigint, bytes: number, advice: number) => void;

/** Tells the system how memory is used; undefined until it is first needed. */
let advise: Advise | undefined;

/** Zeroed memory. @throws DeviceError where there is not enough. */
export function allocate(bytes: number): Allocation {
  checkMemory(bytes);
  const isHuge = bytes >= 2 * hugePage && globalThis.process.platform === "linux";
  const alignment = isHuge ? hugePage : line;
  const whole = align(bytes, alignment);
  let buffer: ArrayBuffer;
  try {
    buffer = new ArrayBuffer(whole + alignment);
  } catch (cause) {
    throw new DeviceError(`could not allocate ${bytes} bytes; free some memory or use fewer parameters`, {
      cause,
    });
  }
  reserve(buffer);
  const address = koffi().address(buffer);
  // Addresses count units from the beginning of the buffer, which engines align to them.
  const base = Number(-address & BigInt(alignment - unit));
  if (isHuge) {
    advise ??= koffi().load(null).func("int madvise(void *address, size_t bytes, int advice)") as Advise;
    advise(address + BigInt(base), whole, adviseHuge);
  }
  const detach = () => void structuredClone(buffer, { transfer: [buffer] });
  return { buffer, base, free: () => release(buffer), detach };
}
