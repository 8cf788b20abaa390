/** Which backend a device is, on engines with WebAssembly SIMD and without. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { DeviceError } from "../backend/backend.ts";
import { sgd } from "../index.ts";
import { backendFor, type Device } from "./device.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** The backend, whether it comes at once or is loaded. */
const nameOf = async (device: Device) => (await backendFor(device)).name;

test("auto is wasm where the engine has SIMD", async () => {
  expect([await nameOf("auto"), await nameOf("wasm"), await nameOf("js")]).toEqual(["wasm", "wasm", "js"]);
  const descent = await sgd().init([1]);
  expect(descent.device).toBe("wasm");
  descent.dispose();
});

describe.each([
  ["no SIMD", () => vi.spyOn(WebAssembly, "validate").mockReturnValue(false)],
  ["no WebAssembly", () => vi.stubGlobal("WebAssembly", undefined)],
])("on an engine with %s", (_, prepare) => {
  test("auto is js", async () => {
    prepare();
    expect(await nameOf("auto")).toBe("js");
    const descent = await sgd({ learningRate: 1 }).init([1]);
    expect(descent.device).toBe("js");
    descent.step([1]);
    expect(descent.params[0]).toBe(0);
    descent.dispose();
  });

  test("wasm is refused with what to do", async () => {
    prepare();
    await expect(sgd().init([1], { device: "wasm" })).rejects.toThrow(
      new DeviceError('this engine has no WebAssembly SIMD; use device "js" or "auto"'),
    );
  });
});

test("an unknown device is refused with those there are", async () => {
  for (const device of ["gpu", "WASM", "", 3]) {
    await expect(sgd().init([1], { device: device as Device })).rejects.toThrow(
      new DeviceError(`unknown device ${JSON.stringify(device)}; expected "auto", "js" or "wasm"`),
    );
  }
});
