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
 * time never do.
 */
export type DeviceName = "auto" | "js" | "wasm";

/** The device `js`, once its code is loaded. */
let loadedJs: Device | undefined;

const js = async (): Promise<Device> => {
  loadedJs ??= deviceOf((await import("../runtime/host/js/run.ts")).js);
  return loadedJs;
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
  if (!isOwn && device !== "js" && device !== "auto" && device !== "wasm") {
    throw new DeviceError(
      `device must be "auto", "js", "wasm" or an object with name, operations and compile(); got ${shown(device)}`,
    );
  }
  if ((isOwn || device === "js") && threads !== 1 && threads !== "auto") {
    const name = isOwn ? device.name : device;
    throw new DeviceError(`only "wasm" has threads; got threads: ${threads} for device "${name}"`);
  }
  if (isOwn) return device;
  if (device === "js") return js();
  const refused = refusal();
  if (!refused) return isThreaded(wanted) ? withThreads(threads) : deviceOf(wasm);
  if (device === "auto") return js();
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
  const found = deviceFor({ ...wanted, threads: mayBeThreaded ? 1 : threads });
  if (!(found instanceof Promise)) return found;
  if (loadedJs) return loadedJs;
  const why = device === "js" ? "" : `, and "wasm" is not available: ${refusal()?.message}`;
  throw new DeviceError(
    `initSync: the code of device "js" is not loaded yet; await init({ device: "js" }) of any optimizer once before${why}`,
  );
}
