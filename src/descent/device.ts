/** Devices by name, and the one that is chosen when none is named. A backend's code is loaded when it is chosen. */
import { type Backend, DeviceError } from "../backend/backend.ts";

/** Where a descent lives: `auto` is `wasm` where the engine has WebAssembly SIMD, else `js`. */
export type Device = "auto" | "js" | "wasm";

const js = async (): Promise<Backend> => (await import("../backend/js/run.ts")).js;
const wasm = async () => import("../backend/wasm/run.ts");

/** The backend for a device. @throws DeviceError for a device that is unknown or not to be had. */
export async function backendFor(device: Device): Promise<Backend> {
  if (device === "js") return js();
  if (device !== "auto" && device !== "wasm") {
    throw new DeviceError(`unknown device "${String(device)}"; expected "auto", "js" or "wasm"`);
  }
  const backend = await wasm();
  if (backend.isAvailable()) return backend.wasm;
  if (device === "auto") return js();
  throw new DeviceError('this engine has no WebAssembly SIMD; use device "js" or "auto"');
}
