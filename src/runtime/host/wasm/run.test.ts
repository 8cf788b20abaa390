/**
 * The WebAssembly backend at work: how often it compiles, how many memories it takes, what it says where there is not
 * enough. Counts only what it is asked to do; the results of kernels are tested elsewhere.
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { adam, adamw, chain, clipByGlobalNorm, rule, sgd } from "../../../index.ts";
import { DeviceError } from "../../device.ts";
import * as backend from "./run.ts";

const original = WebAssembly.Memory;
let made: number[] = [];

beforeEach(() => {
  made = [];
  WebAssembly.Memory = class extends original {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      made.push(descriptor.initial);
    }
  };
});

afterEach(() => {
  WebAssembly.Memory = original;
});

/** Modules compiled while something is done. */
async function compiledBy(work: () => Promise<void>): Promise<number> {
  const before = backend.compilations;
  await work();
  return backend.compilations - before;
}

describe("compilation", () => {
  test("happens once for each different pass, whatever the sizes, names and hyperparameters", async () => {
    const odd = rule({ name: "odd", hyper: { a: 1 }, state: { m: 0 }, text: "m = a*m - 3*g\n u = m*g" });
    const init = async (a: number, params: Record<string, Float32Array>) => {
      const optimizer = chain(clipByGlobalNorm(1), odd({ a }));
      (await optimizer.init(params, { device: "wasm" })).dispose();
    };
    expect(await compiledBy(() => init(1, { x: new Float32Array(3) }))).toBe(2);
    expect(await compiledBy(() => init(2, { y: new Float32Array(30_000), z: new Float32Array(1) }))).toBe(0);
  });

  test("is shared by descents that are made at once", async () => {
    const even = rule({ name: "even", text: "u = g*g*g*7" });
    const compiled = await compiledBy(async () => {
      await Promise.all(Array.from({ length: 20 }, () => even().init([1, 2], { device: "wasm" })));
    });
    expect(compiled).toBe(1);
  });

  test("tells dtypes, constants and equations apart", async () => {
    const init = async (text: string, params: Float32Array | Float64Array) => {
      await rule({ name: "r", text })().init(params, { device: "wasm" });
    };
    expect(await compiledBy(() => init("u = 11*g", new Float32Array(1)))).toBe(1);
    expect(await compiledBy(() => init("u = 11*g", new Float64Array(1)))).toBe(1);
    expect(await compiledBy(() => init("u = 12*g", new Float32Array(1)))).toBe(1);
    expect(await compiledBy(() => init("u = g + 11", new Float32Array(1)))).toBe(1);
    expect(await compiledBy(() => init("u = 11*g", new Float32Array(1)))).toBe(0);
  });

  test("never happens at a step, also where every hyperparameter follows a schedule", async () => {
    const near = (value: number) => (count: number) => value * (1 + (count % 5) / 100);
    const optimizer = chain(
      clipByGlobalNorm(near(1)),
      adamw({
        learningRate: near(1e-3),
        b1: near(0.8),
        b2: near(0.9),
        eps: near(1e-8),
        weightDecay: near(0.01),
      }),
    );
    const params = { a: new Float32Array(5), b: new Float64Array(5) };
    const descent = await optimizer.init(params, { device: "wasm", measure: true });
    descent.grads.a.fill(1);
    const instantiate = WebAssembly.instantiate;
    const compiled = await compiledBy(async () => {
      WebAssembly.instantiate = (() => expect.fail("a step instantiates")) as typeof WebAssembly.instantiate;
      for (let step = 0; step < 100; step++) descent.step();
      WebAssembly.instantiate = instantiate;
    });
    expect(compiled).toBe(0);
    expect(descent.count).toBe(100);
    descent.dispose();
  });
});

describe("ten thousand small descents", () => {
  const count = 10_000;

  test("one after the other compile once and take one memory", async () => {
    const optimizer = sgd({ learningRate: 0.5, momentum: 0.9, nesterov: true });
    const compiled = await compiledBy(async () => {
      for (let i = 0; i < count; i++) {
        const descent = await optimizer.init({ x: new Float32Array([i, -i]) }, { device: "wasm" });
        descent.grads.x.fill(1);
        descent.step();
        descent.dispose();
      }
    });
    expect(compiled).toBe(1);
    expect(made.length).toBeLessThanOrEqual(1);
  });

  test("alive at once, none ever disposed of, share a few memories and keep apart", async () => {
    const optimizer = sgd({ learningRate: 0.5, momentum: 0.5 });
    const descents = await Promise.all(
      Array.from({ length: count }, (_, i) => optimizer.init(new Float64Array([i, -i]), { device: "wasm" })),
    );
    for (const [i, descent] of descents.entries()) descent.step([i, 2]);
    for (const descent of descents) descent.step();
    // Powers of two are added and halved without rounding: momentum 1/2 makes the second step 3/2 of the first.
    const wrong = descents.filter(({ params }, i) => params[0] !== i - 1.25 * i || params[1] !== -i - 2.5);
    expect(wrong.length).toBe(0);
    expect(made.length).toBeGreaterThan(1);
    expect(made.length).toBeLessThan(12);
    expect(Math.max(...made)).toBe(16);
  });
});

describe("memory", () => {
  test("of a large descent is its own, in whole pages, and never grows", async () => {
    const size = 100_000;
    const descent = await adam().init(new Float32Array(size), { device: "wasm" });
    expect(made).toHaveLength(1);
    const pages = (4 * 4 * size) / 65_536;
    expect(made[0]).toBeGreaterThanOrEqual(pages);
    expect(made[0]).toBeLessThanOrEqual(pages + 3);
    expect(descent.params.buffer.byteLength).toBe(made[0]! * 65_536);
    descent.step();
    expect(descent.params.buffer.byteLength).toBe(made[0]! * 65_536);
    descent.dispose();
  });

  test("beyond 4 GiB is a DeviceError that says how much was needed", () => {
    expect(() => backend.wasm.allocate(5 * 2 ** 30, [])).toThrow(DeviceError);
    expect(() => backend.wasm.allocate(5 * 2 ** 30, [])).toThrow(/^this descent needs 5\.0 GiB, .* 4 GiB/);
    expect(made).toEqual([]);
  });

  test("that the engine refuses is a DeviceError with its cause", () => {
    const cause = new RangeError("could not allocate memory");
    WebAssembly.Memory = class {
      constructor() {
        throw cause;
      }
    } as unknown as typeof WebAssembly.Memory;
    const error = (() => {
      try {
        return backend.wasm.allocate(2 ** 20, []);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(DeviceError);
    expect(error).toMatchObject({ cause });
    expect((error as Error).message).toContain("could not allocate 1048576 bytes of WebAssembly memory");
  });
});

test("the engine of these tests has WebAssembly SIMD", () => {
  expect(backend.refusal()).toBe(undefined);
});
