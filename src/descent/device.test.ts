/** Which backend a device is, on engines with WebAssembly SIMD and without. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { minimize, minimizeMany, sgd } from "../index.ts";
import { DeviceError } from "../runtime/device.ts";
import type { DeviceName } from "./device.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** The backend, whether it comes at once or is loaded. */
const nameOf = async (device: DeviceName) => (await sgd().init([1], { device })).device;

test("auto is wasm where the engine has SIMD", async () => {
  expect([await nameOf("auto"), await nameOf("wasm"), await nameOf("js")]).toEqual(["wasm", "wasm", "js"]);
  const descent = await sgd().init([1]);
  expect(descent.device).toBe("wasm");
  descent.dispose();
});

test("auto asks for no GPU where there is one", async () => {
  const requestAdapter = vi.fn();
  vi.stubGlobal("navigator", { gpu: { requestAdapter } });
  expect(await nameOf("auto")).toBe("wasm");
  expect(requestAdapter).not.toHaveBeenCalled();
  // It would have been found.
  await expect(sgd().init([1], { device: "webgpu" })).rejects.toThrow(DeviceError);
  expect(requestAdapter).toHaveBeenCalled();
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

describe.each([
  ["a page whose policy lacks 'wasm-unsafe-eval'", WebAssembly.CompileError],
  ["a runtime that compiles no code", EvalError],
])("where WebAssembly is there and may not be compiled, as in %s", (_, Refused) => {
  /** The library as such a place loads it: it remembers what it may do. */
  async function loaded() {
    vi.resetModules();
    const glissade = await import("../index.ts");
    const refused = new Refused("refused to compile");
    const compiling = vi.fn(function Module() {
      throw refused;
    });
    vi.stubGlobal("WebAssembly", {
      ...Object.fromEntries(
        Object.getOwnPropertyNames(WebAssembly).map((name) => [name, Reflect.get(WebAssembly, name)]),
      ),
      Module: compiling,
      compile: () => Promise.reject(refused),
    });
    return { ...glissade, refused, compiling };
  }

  test("auto is js, and asks once", async () => {
    const { adam, compiling } = await loaded();
    for (let i = 0; i < 2; i++) {
      const descent = await adam().init({ x: [1] });
      expect(descent.device).toBe("js");
      descent.step({ x: [1] });
      expect(descent.params.x[0]).toBeCloseTo(0.999);
      descent.dispose();
    }
    expect(compiling).toHaveBeenCalledTimes(1);
  });

  test("wasm is refused with the reason", async () => {
    const { adam, refused, DeviceError: Loaded } = await loaded();
    for (let i = 0; i < 2; i++) {
      const error = await adam()
        .init([1], { device: "wasm" })
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Loaded);
      expect(error).toMatchObject({
        cause: refused,
        message: `WebAssembly may not be compiled here (${Refused.name}: refused to compile); use device "js" or "auto", or allow it: a page needs script-src 'wasm-unsafe-eval' in its Content-Security-Policy`,
      });
    }
  });
});

test("an unknown device is refused with those there are", async () => {
  for (const device of ["gpu", "WASM", "", 3]) {
    await expect(sgd().init([1], { device: device as DeviceName })).rejects.toThrow(
      new DeviceError(
        `device must be "auto", "js", "wasm", "native", "webgpu", a GPUDevice, or an object with name, operations and compile(); got ${JSON.stringify(device)}`,
      ),
    );
  }
});

test("what leads to a GPUDevice is none, and the error says how to come by one", async () => {
  const adapter = { requestDevice: () => {} };
  for (const [device, words] of [
    [adapter, "await adapter.requestDevice() gives a GPUDevice"],
    [
      { requestAdapter: () => adapter },
      "await (await gpu.requestAdapter()).requestDevice() gives a GPUDevice",
    ],
    [Promise.resolve({}), "got Promise: await it"],
  ] as const)
    await expect(sgd().init([1], { device: device as never })).rejects.toThrow(words);
});

test("a GPU is refused by what needs values at once, and in Node without the package webgpu", async () => {
  const device = "webgpu" as never;
  const optimizer = sgd({ learningRate: 0.1 });
  const atOnce = /^"webgpu" answers later: .*use "wasm"$/;
  const fun = ([x]: Float64Array, gradient: Float64Array) => {
    gradient[0] = 2 * x!;
    return x! * x!;
  };
  expect(() => sgd().initSync([1], { device })).toThrow(atOnce);
  await expect(minimize(fun, [1], { optimizer, device })).rejects.toThrow(atOnce);
  await expect(minimizeMany(fun, [[1], [2]], { optimizer, device })).rejects.toThrow(atOnce);
  await expect(sgd().init({ x: new Float32Array(1) }, { device: "webgpu" })).rejects.toThrow(
    /^Node has no WebGPU of its own: npm install webgpu/,
  );
});
