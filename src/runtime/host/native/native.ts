/**
 * The native backend: kernels compiled by the system's C compiler, called by koffi, on memory that the engine owns. So an old
 * view stays readable, and the memory goes when nothing refers to it any more. The same bits as `js` and `wasm`.
 */
import { keyOf } from "../../../plan/kernel.ts";
import { DeviceError } from "../../device.ts";
import { unit } from "../alignment.ts";
import type { Allocation, Backend, Run } from "../backend.ts";
import { cached } from "../cached.ts";
import { checkBytes } from "../pool.ts";
import { built, builtSync } from "./cache.ts";
import { compiler } from "./compiler.ts";
import { emit } from "./emit.ts";
import { koffi } from "./koffi.ts";
import { native as operations } from "./operate.ts";

/** A compiled kernel; it takes the address of a `call`, as emitted. */
type Compiled = (call: bigint) => void;

const alignment = 64;

/** Memory of some pages is worth asking the system for huge ones: fewer addresses to translate. */
const hugeBytes = 1 << 22;
const pageBytes = 4096;
const adviseHuge = 14;

type Advise = (address: bigint, bytes: number, advice: number) => void;

/** Tells the system how memory is used; undefined until it is first needed. */
let advise: Advise | undefined;

const loaded = new Map<string, Promise<Compiled>>();
const loadedNow = new Map<string, Compiled>();

function load(path: string): Compiled {
  try {
    return koffi().load(path).func("void run0(void *call)") as unknown as Compiled;
  } catch (cause) {
    const problem = (cause as Error).message;
    throw new DeviceError(`device "native" cannot load the compiled ${path}: ${problem}; use device "auto"`, {
      cause,
    });
  }
}

/** A kernel on a memory. What a call takes lies beside it, in one place: an argument alone costs as much as the rest of a call. */
function bind(run: Compiled, { buffer }: Allocation): Run {
  const firstByte = new Uint8Array(buffer, 0, 1);
  const call = new ArrayBuffer(24);
  const words = new Uint32Array(call);
  new BigUint64Array(call)[0] = koffi().address(buffer);
  const address = koffi().address(call);
  return (block, first, last) => {
    // C would write to memory that is another's by now.
    if (firstByte.length === 0) throw new DeviceError("the memory of this descent was transferred away");
    words[2] = block;
    words[3] = first;
    words[4] = last;
    run(address);
  };
}

function allocate(bytes: number): Allocation {
  checkBytes(bytes);
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

const backend: Backend = {
  name: "native",
  operations,
  allocate,
  async prepare(kernel, allocation) {
    const key = keyOf(kernel);
    const make = async (): Promise<Compiled> =>
      loadedNow.get(key) ?? load(await built(emit([kernel]), compiler()));
    return bind(await cached(loaded, key, make), allocation);
  },
  prepareSync(kernel, allocation) {
    const make = (): Compiled => load(builtSync(emit([kernel]), compiler()));
    return bind(cached(loadedNow, keyOf(kernel), make), allocation);
  },
};

/** The backend `native`. @throws DeviceError that says what to install, where something is missing. */
export function native(): Backend {
  koffi();
  compiler();
  return backend;
}
