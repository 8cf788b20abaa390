/** Devices by name, and the default. The code of other devices is loaded when needed. */
import { shown } from "../options/shown.ts";
import { type Device, DeviceError } from "../runtime/device.ts";
import { deviceOf } from "../runtime/host/host-device.ts";
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

const isDevice = (value: unknown): value is Device =>
  typeof value === "object" &&
  value !== null &&
  typeof (value as Device).name === "string" &&
  typeof (value as Device).compile === "function" &&
  typeof (value as Device).operations?.has === "function";

/**
 * The device that is asked for; a promise if its code must be loaded first.
 *
 * @throws DeviceError for an unknown or unavailable device.
 */
export function deviceFor(device: DeviceName | Device, threads = 1): Device | Promise<Device> {
  if (threads > 1) throw new DeviceError(`no device has threads yet; threads must be 1, got ${threads}`);
  if (isDevice(device)) return device;
  if (device === "js") return js();
  if (device !== "auto" && device !== "wasm") {
    throw new DeviceError(
      `device must be "auto", "js", "wasm" or an object with name, operations and compile(); got ${shown(device)}`,
    );
  }
  const refused = refusal();
  if (!refused) return deviceOf(wasm);
  if (device === "auto") return js();
  throw refused;
}

/** The same without waiting. @throws DeviceError also for one whose code is not loaded yet. */
export function deviceNow(device: DeviceName | Device, threads?: number): Device {
  const found = deviceFor(device, threads);
  if (!(found instanceof Promise)) return found;
  if (loadedJs) return loadedJs;
  const why = device === "js" ? "" : `, and "wasm" is not available: ${refusal()?.message}`;
  throw new DeviceError(
    `initSync: the code of device "js" is not loaded yet; await init({ device: "js" }) of any optimizer once before${why}`,
  );
}
