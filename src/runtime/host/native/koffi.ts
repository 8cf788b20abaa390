/** koffi, an optional peer that calls functions of C: loaded when the device is first asked for. Its types, as far as they are needed. */
import { DeviceError } from "../../device.ts";
import { nodeModule } from "./node.ts";

/** A library of C functions. */
export interface Library {
  /** A function by its declaration in C. */
  func(declaration: string): (...args: readonly unknown[]) => unknown;
  /** Something by its name; `address` tells where it is. */
  symbol(name: string): unknown;
}

/** What is used of koffi. */
export interface Koffi {
  /** Loads a library; null is what the process has loaded already. */
  load(path: string | null): Library;
  /** Settings of calls on other threads; none can be changed once a library is loaded. */
  config(): { readonly async_stack_size: number };
  config(settings: { readonly async_stack_size: number }): unknown;
  /** The address of the memory of a buffer, which stays where it is, or of a symbol. */
  address(of: unknown): bigint;
}

/** Bytes of the stack of a call on another thread, as MPI needs them. */
const asyncStack = 1 << 20;

let loaded: Koffi | undefined;

/**
 * The package: that which lies where the library finds it, else that of the working folder, for programs that `npx` runs from elsewhere.
 *
 * @param where - `own`: never that of the working folder, which nobody has asked for.
 * @throws DeviceError if it is not installed, or does not work here.
 */
export function koffi(where: "own" | "any" = "any"): Koffi {
  if (!loaded) {
    loaded = load(where);
    // This device makes no calls on other threads, but MPI does, in the same process, and needs more than koffi gives them by itself.
    try {
      if (loaded.config().async_stack_size < asyncStack) loaded.config({ async_stack_size: asyncStack });
    } catch {
      // The program has loaded something by koffi before, and nothing can be changed any more. `connect()` says what that means for MPI.
    }
  }
  return loaded;
}

const isMissing = (cause: unknown): boolean => (cause as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND";

function load(where: "own" | "any"): Koffi {
  try {
    const { createRequire } = nodeModule("node:module");
    try {
      return createRequire(import.meta.url)("koffi") as Koffi;
    } catch (cause) {
      if (where === "own" || !isMissing(cause)) throw cause;
      const { join } = nodeModule("node:path");
      return createRequire(join(globalThis.process.cwd(), "any.js"))("koffi") as Koffi;
    }
  } catch (cause) {
    if (cause instanceof DeviceError) throw cause;
    const problem = isMissing(cause) ? "which is not installed" : `which fails: ${(cause as Error).message}`;
    throw new DeviceError(
      `device "native" calls C by the package koffi, ${problem}; run "npm install koffi" or use device "auto"`,
      { cause },
    );
  }
}
