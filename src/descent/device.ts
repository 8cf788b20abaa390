/** Devices by name, and the default. The code of other devices is loaded when needed. */

import { shown } from "../options/shown.ts";
import { type Backend, DeviceError } from "../runtime/host/backend.ts";
import { refusal, wasm } from "../runtime/host/wasm/run.ts";

/**
 * The device: `auto` is `wasm` where the engine has WebAssembly SIMD and may compile it, else `js`:
 * the same bits, more slowly. A Content-Security-Policy must allow `'wasm-unsafe-eval'` for it; runtimes that compile no code at run
 * time never do.
 */
export type Device = "auto" | "js" | "wasm";

const js = async (): Promise<Backend> => (await import("../runtime/host/js/run.ts")).js;

/** The backend for a device; a promise if its code must be loaded first. @throws DeviceError for an unknown or unavailable device. */
export function backendFor(device: Device, threads = 1): Backend | Promise<Backend> {
  if (threads > 1) throw new DeviceError(`no device has threads yet; threads must be 1, got ${threads}`);
  if (device === "js") return js();
  if (device !== "auto" && device !== "wasm") {
    throw new DeviceError(`unknown device ${shown(device)}; expected "auto", "js" or "wasm"`);
  }
  const refused = refusal();
  if (!refused) return wasm;
  if (device === "auto") return js();
  throw refused;
}
