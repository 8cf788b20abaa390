/** Descents that are larger than a device's memory can be, or than the system has. Pages of zeros that nothing touches take no memory. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { adam } from "../optimizers/adam.ts";
import { DeviceError } from "../runtime/device.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Adam on it takes 4.5 GiB. */
const large = () => ({ x: new Float32Array(3e8) });

describe("beyond 4 GiB", () => {
  test.each([[{ device: "wasm" }], [{ device: "wasm", threads: 2 }], [{ device: "js" }]] as const)(
    "%j is refused, with what to do, before there is any memory",
    async (options) => {
      // Its code is loaded, and what that makes is made.
      await adam().init({ x: new Float32Array(1e5) }, options);
      let made = 0;
      vi.stubGlobal("WebAssembly", {
        ...WebAssembly,
        validate: WebAssembly.validate,
        Memory: class extends WebAssembly.Memory {
          constructor(descriptor: WebAssembly.MemoryDescriptor) {
            made++;
            super(descriptor);
          }
        },
      });
      const refused = adam().init(large(), options);
      await expect(refused).rejects.toThrow(DeviceError);
      await expect(refused).rejects.toThrow(/^this descent needs 4\.5 GiB, .* 4 GiB; use device "native"/);
      expect(made).toBe(0);
    },
  );
});

test("where the engine has no memory nothing is half made: the next descent begins and the arrays are as they were", async () => {
  const params = { x: Float32Array.of(1, 2), y: new Float32Array(100_000).fill(3) };
  const cause = new RangeError("could not allocate memory");
  vi.stubGlobal("WebAssembly", {
    ...WebAssembly,
    Memory: class {
      constructor() {
        throw cause;
      }
    },
  });
  for (const threads of [1, 2]) {
    const refused = adam().init(params, { device: "wasm", threads });
    await expect(refused).rejects.toThrow(DeviceError);
    await expect(refused).rejects.toMatchObject({ cause });
  }
  vi.unstubAllGlobals();
  expect(params).toEqual({ x: Float32Array.of(1, 2), y: new Float32Array(100_000).fill(3) });
  const descent = await adam({ learningRate: 1 }).init(params, { device: "wasm" });
  descent.step({ x: [1, 1], y: new Float32Array(100_000).fill(1) });
  expect(descent.params.x).toEqual(Float32Array.of(0, 1));
  expect(descent.params.y[99_999]).toBe(2);
});
