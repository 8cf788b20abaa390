/** Compiled kernels, each loaded once: compiled when they are first needed, or taken only where they are built already. */
import { type Kernel, keyOf } from "../../../plan/kernel.ts";
import { DeviceError } from "../../device.ts";
import { cached } from "../cached.ts";
import { built, builtNow, findBuilt } from "./cache.ts";
import { compiler } from "./compiler.ts";
import { emit } from "./emit.ts";
import { koffi, type Library } from "./koffi.ts";

/** A kernel that can be called. */
export interface Compiled {
  /** Takes the address of a `call`, as emitted. */
  readonly run: (call: bigint) => void;
  /** Its own address. */
  readonly address: bigint;
}

/** Those that are loaded, and those that will be. */
const loaded = new Map<string, Compiled>();
const coming = new Map<string, Promise<Compiled>>();

/** Loads a compiled library. @throws DeviceError if the system does not. */
export function loadLibrary(path: string): Library {
  try {
    return koffi().load(path);
  } catch (cause) {
    const problem = (cause as Error).message;
    throw new DeviceError(`device "native" cannot load the compiled ${path}: ${problem}; use device "auto"`, {
      cause,
    });
  }
}

function load(key: string, path: string): Compiled {
  const library = loadLibrary(path);
  const run = library.func("void run0(void *call)") as unknown as Compiled["run"];
  const compiled = { run, address: koffi().address(library.symbol("run0")) };
  loaded.set(key, compiled);
  return compiled;
}

const textOf = (kernel: Kernel): string => emit([kernel]);

/** A kernel's code. Equal kernels are compiled once. */
export async function compiledFrom(kernel: Kernel): Promise<Compiled> {
  const key = keyOf(kernel);
  return (
    loaded.get(key) ??
    (await cached(coming, key, async () => load(key, await built(textOf(kernel), compiler()))))
  );
}

/** The same at once. */
export function compiledNow(kernel: Kernel): Compiled {
  const key = keyOf(kernel);
  return loaded.get(key) ?? load(key, builtNow(textOf(kernel), compiler()));
}

/** Whether a kernel is compiled already, and can be loaded. @throws DeviceError where something else is missing. */
export function isBuilt(kernel: Kernel): boolean {
  const key = keyOf(kernel);
  if (loaded.has(key)) return true;
  const path = findBuilt(textOf(kernel), compiler());
  if (path) load(key, path);
  return path !== undefined;
}
