/** Memory that the engine owns, so that an old view stays readable and the memory goes when nothing refers to it any more. */
import { DeviceError } from "../../device.ts";
import { unit } from "../alignment.ts";
import type { Allocation } from "../backend.ts";
import { checkMemory } from "./available-memory.ts";
import { koffi } from "./koffi.ts";

const alignment = 64;

/** Memory of some pages is worth asking the system for huge ones: fewer addresses to translate. */
const hugeBytes = 1 << 22;
const pageBytes = 4096;
const adviseHuge = 14;

type Advise = (address: bigint, bytes: number, advice: number) => void;

/** Tells the system how memory is used; undefined until it is first needed. */
let advise: Advise | undefined;

/** Zeroed memory. @throws DeviceError where there is not enough. */
export function allocate(bytes: number): Allocation {
  checkMemory(bytes);
  let buffer: ArrayBuffer;
  try {
    buffer = new ArrayBuffer(bytes + alignment);
  } catch (cause) {
    throw new DeviceError(`could not allocate ${bytes} bytes; free some memory or use fewer parameters`, {
      cause,
    });
  }
  const address = koffi().address(buffer);
  // Addresses count units from the beginning of the buffer, which engines align to them.
  const base = Number(-address & BigInt(alignment - unit));
  if (bytes >= hugeBytes) useHugePages(address, bytes);
  return { buffer, base, free: () => {} };
}

function useHugePages(address: bigint, bytes: number): void {
  if (globalThis.process.platform !== "linux") return;
  advise ??= koffi().load(null).func("int madvise(void *address, size_t bytes, int advice)") as Advise;
  const whole = BigInt(pageBytes);
  const start = (address + whole - 1n) & -whole;
  const end = (address + BigInt(bytes)) & -whole;
  advise(start, Number(end - start), adviseHuge);
}
