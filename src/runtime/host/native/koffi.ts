/** koffi, an optional peer that calls functions of C: loaded when the device is first asked for. Its types, as far as they are needed. */
import { DeviceError } from "../../device.ts";
import { nodeModule } from "./node.ts";

/** A library of C functions. */
export interface Library {
  /** A function by its declaration in C. */
  func(declaration: string): (...args: readonly unknown[]) => unknown;
}

/** What is used of koffi. */
export interface Koffi {
  /** Loads a library; null is what the process has loaded already. */
  load(path: string | null): Library;
  /** The address of the memory of a buffer. It stays where it is. */
  address(buffer: ArrayBufferLike): bigint;
}

let loaded: Koffi | undefined;

/** @throws DeviceError if it is not installed, or does not work here. */
export function koffi(): Koffi {
  loaded ??= load();
  return loaded;
}

function load(): Koffi {
  try {
    return nodeModule("node:module").createRequire(import.meta.url)("koffi") as Koffi;
  } catch (cause) {
    if (cause instanceof DeviceError) throw cause;
    const isMissing = (cause as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND";
    const problem = isMissing ? "which is not installed" : `which fails: ${(cause as Error).message}`;
    throw new DeviceError(
      `device "native" calls C by the package koffi, ${problem}; run "npm install koffi" or use device "auto"`,
      { cause },
    );
  }
}
