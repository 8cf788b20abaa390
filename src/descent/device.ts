/** Devices by name, and the default. The code of other devices is loaded when needed. */
import { shown } from "../options/shown.ts";
import { type Device, DeviceError } from "../runtime/device.ts";
import { deviceOf } from "../runtime/host/host-device.ts";
import { canShare } from "../runtime/host/threads/available.ts";
import type * as Threads from "../runtime/host/threads/threads.ts";
import { refusal, wasm } from "../runtime/host/wasm/run.ts";

/**
 * A device of the package: `auto` is `wasm` where the engine has WebAssembly SIMD and may compile it, else `js`:
 * the same bits, more slowly. A Content-Security-Policy must allow `'wasm-unsafe-eval'` for it; runtimes that compile no code at run
 * time never do. `native` is C that the system's compiler has compiled: the same bits, faster, in Node, where the package koffi
 * is installed.
 */
export type DeviceName = "auto" | "js" | "wasm" | "native";

/** Devices whose code is loaded when it is asked for. */
const load = {
  js: async () => (await import("../runtime/host/js/run.ts")).js,
  native: async () => (await import("../runtime/host/native/native.ts")).native(),
};

/** Those that are loaded. */
const loaded: { [name in keyof typeof load]?: Device } = {};

const loading = async (name: keyof typeof load): Promise<Device> => {
  loaded[name] ??= deviceOf(await load[name]());
  return loaded[name];
};

/** The code of threads, once it is loaded. */
let loadedThreads: typeof Threads | undefined;

const withThreads = async (threads: number | "auto"): Promise<Device> => {
  loadedThreads ??= await import("../runtime/host/threads/threads.ts");
  return loadedThreads.withThreads(threads);
};

/** The device that is asked for, and what decides how many threads it has. */
export interface Wanted {
  readonly device?: DeviceName | Device | undefined;
  readonly threads?: number | "auto" | undefined;
  /** Whether its parameters are enough for threads. */
  readonly isLarge?: boolean;
}

const isThreaded = ({ threads = 1, isLarge = false }: Wanted): boolean =>
  threads !== 1 && isLarge && canShare();

const isDevice = (value: unknown): value is Device =>
  typeof value === "object" &&
  value !== null &&
  typeof (value as Device).name === "string" &&
  typeof (value as Device).compile === "function" &&
  typeof (value as Device).operations?.has === "function";

/**
 * The device that is asked for; a promise if its code must be loaded first, or threads must be started.
 *
 * @throws DeviceError for an unknown or unavailable device, and for threads on one that never has any.
 */
export function deviceFor(wanted: Wanted): Device | Promise<Device> {
  const { device = "auto", threads = 1 } = wanted;
  const isOwn = isDevice(device);
  const isLoaded = device === "js" || device === "native";
  if (!isOwn && !isLoaded && device !== "auto" && device !== "wasm") {
    throw new DeviceError(
      `device must be "auto", "js", "wasm", "native" or an object with name, operations and compile(); got ${shown(device)}`,
    );
  }
  if ((isOwn || isLoaded) && threads !== 1 && threads !== "auto") {
    const name = isOwn ? device.name : device;
    throw new DeviceError(`only "wasm" has threads; got threads: ${threads} for device "${name}"`);
  }
  if (isOwn) return device;
  if (isLoaded) return loading(device);
  const refused = refusal();
  if (!refused) return isThreaded(wanted) ? withThreads(threads) : deviceOf(wasm);
  if (device === "auto") return loading("js");
  throw refused;
}

/** The same without waiting. @throws DeviceError also for one whose code is not loaded yet. */
export function deviceNow(wanted: Wanted): Device {
  const { device = "auto", threads = 1 } = wanted;
  const mayBeThreaded = (device === "auto" || device === "wasm") && isThreaded(wanted) && !refusal();
  if (mayBeThreaded && loadedThreads) return loadedThreads.withThreadsNow(threads);
  if (mayBeThreaded && threads !== "auto")
    throw new DeviceError(
      `initSync: no threads have been started yet; await init({ threads: ${threads} }) of parameters of this size once before`,
    );
  const name = device === "native" ? device : "js";
  const ready = loaded[name];
  const found = deviceFor({ ...wanted, threads: mayBeThreaded ? 1 : threads });
  if (!(found instanceof Promise)) return found;
  // What it lacks is told by init.
  found.catch(() => {});
  if (ready) return ready;
  const why = device === name ? "" : `, and "wasm" is not available: ${refusal()?.message}`;
  throw new DeviceError(
    `initSync: the code of device "${name}" is not loaded yet; await init({ device: "${name}" }) of any optimizer once before${why}`,
  );
}
