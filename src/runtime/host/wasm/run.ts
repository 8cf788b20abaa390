/**
 * The WebAssembly backend: memory, and compiled kernels bound to it. Modules are compiled once for
 * their content; small descents share one memory, large ones have their own.
 */
import { type Kernel, keyOf } from "../../../plan/kernel.ts";
import { assemble, set, v128, vConst } from "../../../webassembly/assembler.ts";
import { DeviceError } from "../../device.ts";
import type { Backend, Loops, Run } from "../backend.ts";
import { cached } from "../cached.ts";
import { Pool } from "../pool.ts";
import { emit } from "./emit.ts";
import type * as LoopsOnMemory from "./loops.ts";
import { native } from "./operate.ts";

const pageBytes = 65536;

/** Number of modules compiled so far. A step compiles nothing; tests check that. */
export let compilations = 0;

const modules = new Map<string, Promise<WebAssembly.Module>>();
/** A memory with the kernels and loops that are bound to it. */
interface Memory {
  readonly memory: WebAssembly.Memory;
  readonly instances: Map<string, Promise<Run>>;
  readonly ready: Map<string, Run>;
  loops?: Loops;
}

/** Memories by their buffers. */
const memories = new WeakMap<ArrayBufferLike, Memory>();

/** A new memory, which threads can share where `shared`. @throws DeviceError where the system has no more. */
export function memoryOf(bytes: number, shared: boolean): WebAssembly.Memory {
  const pages = Math.ceil(bytes / pageBytes);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
  } catch (cause) {
    throw new DeviceError(`could not allocate ${bytes} bytes of WebAssembly memory; use fewer parameters`, {
      cause,
    });
  }
}

function newMemory(bytes: number): ArrayBufferLike {
  const memory = memoryOf(bytes, false);
  memories.set(memory.buffer, { memory, instances: new Map(), ready: new Map() });
  return memory.buffer;
}

const pool = new Pool(newMemory);

function codeOf(kernel: Kernel, memory: "own" | "shared"): Uint8Array<ArrayBuffer> {
  compilations++;
  return assemble(emit(kernel).code, memory);
}

function refused(kernel: Kernel, { length }: Uint8Array, cause: unknown): DeviceError {
  const size = `${kernel.values.length} operations (${length} bytes)`;
  return new DeviceError(
    `this engine does not compile a kernel of ${size}: ${(cause as Error).message}; use device "js", or a rule of fewer lines`,
    { cause },
  );
}

async function compile(kernel: Kernel, memory: "own" | "shared"): Promise<WebAssembly.Module> {
  const code = codeOf(kernel, memory);
  try {
    return await WebAssembly.compile(code);
  } catch (cause) {
    throw refused(kernel, code, cause);
  }
}

/** The module of a kernel, on a memory of its thread's own or a shared one. Equal kernels are compiled once. */
export const moduleOf = (kernel: Kernel, memory: "own" | "shared"): Promise<WebAssembly.Module> =>
  cached(modules, `${memory} ${keyOf(kernel)}`, () => compile(kernel, memory));

/** The same at once, compiled anew. */
export function moduleNow(kernel: Kernel, memory: "own" | "shared"): WebAssembly.Module {
  const code = codeOf(kernel, memory);
  try {
    return new WebAssembly.Module(code);
  } catch (cause) {
    throw refused(kernel, code, cause);
  }
}

async function instantiate(kernel: Kernel, memory: WebAssembly.Memory): Promise<Run> {
  const instance = await WebAssembly.instantiate(await moduleOf(kernel, "own"), { env: { memory } });
  return instance.exports.run as Run;
}

const instantiateSync = (kernel: Kernel, memory: WebAssembly.Memory): Run =>
  new WebAssembly.Instance(moduleNow(kernel, "own"), { env: { memory } }).exports.run as Run;

/** A small module with a SIMD instruction. */
const simdProbe = assemble({ locals: [v128], body: [vConst(new Uint8Array(16)), set(3)] });

/** Whether it is valid, by the function that said so: engines take a while. */
let validated: { readonly by: typeof WebAssembly.validate; readonly isValid: boolean } | undefined;

function hasSimd(): boolean {
  if (typeof WebAssembly !== "object") return false;
  const { validate } = WebAssembly;
  if (validated?.by !== validate) validated = { by: validate, isValid: validate(simdProbe) };
  return validated.isValid;
}

/** The result of compiling it. Tried once, since a page may report each attempt that its policy forbids. */
let tried: { readonly cause?: unknown } | undefined;

/** Why WebAssembly with SIMD is not available here, undefined if it is. A policy may forbid compiling even where it exists. */
export function refusal(): DeviceError | undefined {
  if (!hasSimd()) {
    return new DeviceError('this engine has no WebAssembly SIMD; use device "js" or "auto"');
  }
  if (!tried) {
    try {
      new WebAssembly.Module(simdProbe);
      tried = {};
    } catch (cause) {
      tried = { cause };
    }
  }
  if (!("cause" in tried)) return undefined;
  return new DeviceError(
    `WebAssembly may not be compiled here (${String(tried.cause)}); use device "js" or "auto", or allow it: a page needs script-src 'wasm-unsafe-eval' in its Content-Security-Policy`,
    tried,
  );
}

/** Linear algebra, loaded for the first descent that needs it. */
let loops: typeof LoopsOnMemory | undefined;

/** The backend `wasm`. */
export const wasm: Backend = {
  name: "wasm",
  operations: native,
  allocate(bytes) {
    const allocation = pool.allocate(bytes);
    if (allocation.isShared) return allocation;
    // Growing a memory detaches its buffer, by no page too.
    return { ...allocation, detach: () => void memories.get(allocation.buffer)!.memory.grow(0) };
  },
  prepare(kernel, { buffer }) {
    const { memory, instances } = memories.get(buffer)!;
    return cached(instances, keyOf(kernel), () => instantiate(kernel, memory));
  },
  prepareSync(kernel, { buffer }) {
    const { memory, ready } = memories.get(buffer)!;
    return cached(ready, keyOf(kernel), () => instantiateSync(kernel, memory));
  },
  async prepareLoops({ buffer }) {
    const found = memories.get(buffer)!;
    loops ??= await import("./loops.ts");
    found.loops ??= await loops.loopsOn(found.memory);
    return found.loops;
  },
  prepareLoopsSync({ buffer }) {
    const found = memories.get(buffer)!;
    found.loops ??= loops?.loopsNow(found.memory);
    return found.loops;
  },
};
