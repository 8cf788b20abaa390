/** Devices by name, and the one that is chosen when none is named. */
import { type Backend, DeviceError } from "../backend/backend.ts";
import { js } from "../backend/js/run.ts";
import { wasm, isAvailable as wasmIsAvailable } from "../backend/wasm/run.ts";

/** Where a descent lives: `auto` is `wasm` where the engine has WebAssembly SIMD, else `js`. */
export type Device = "auto" | "js" | "wasm";

/** The backend for a device. @throws DeviceError for a device that is unknown or not to be had. */
export function backendFor(device: Device): Backend {
  switch (device) {
    case "js":
      return js;
    case "wasm":
      if (!wasmIsAvailable())
        throw new DeviceError('this engine has no WebAssembly SIMD; use device "js" or "auto"');
      return wasm;
    case "auto":
      return wasmIsAvailable() ? wasm : js;
    default:
      throw new DeviceError(`unknown device "${String(device)}"; expected "auto", "js" or "wasm"`);
  }
}
