/** Devices by name, and the one that is chosen when none is named. Code of the others is loaded when it is asked for. */
import { type Backend, DeviceError } from "../backend/backend.ts";
import { refusal, wasm } from "../backend/wasm/run.ts";
import { shown } from "../options/shown.ts";

/**
 * Where a descent lives: `auto` is `wasm` where the engine has WebAssembly SIMD and may compile it, else `js`:
 * the same bits, more slowly. A Content-Security-Policy must allow `'wasm-unsafe-eval'` for it; runtimes that compile no code at run
 * time never do.
 */
export type Device = "auto" | "js" | "wasm";

const js = async (): Promise<Backend> => (await import("../backend/js/run.ts")).js;

/** The backend for a device; a promise where its code is loaded first. @throws DeviceError for a device that is unknown or not to be had. */
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
