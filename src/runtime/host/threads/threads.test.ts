/** Threads as users ask for them: which descents get them, and that they change no bit. */
import { availableParallelism } from "node:os";
import { afterEach, describe, expect, test, vi } from "vitest";
import { hashOf, params, trained } from "../../../../test/threads/trained.ts";
import {
  adafactor,
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  DeviceError,
  OptionError,
  sgd,
} from "../../../index.ts";
import type { ThreadCount } from "../../device.ts";
import { deviceOf } from "../host-device.ts";
import { wasm } from "../wasm/run.ts";

afterEach(() => vi.unstubAllGlobals());

const large = 2 ** 15;
test.each(
  Object.entries({
    adam: adam(),
    clipped: chain(clipByGlobalNorm(1), adamw({ where: "matrix" })),
    adafactor: adafactor({ learningRate: 0.01 }),
  }),
)("%s comes to the same bits on one, two and three threads and on js", async (_, optimizer) => {
  const meant = await trained(optimizer, { device: "js" });
  for (const threads of [1, 2, 3]) expect(await trained(optimizer, { threads })).toBe(meant);
});

test("frozen tensors keep their bits on threads too, and the others have those of one thread", async () => {
  const run = async (threads: number) => {
    const descent = await adam().init(params(), { threads });
    for (let step = 0; step < 6; step++) {
      if (step === 2) descent.freeze("vector");
      if (step === 4) descent.unfreeze("vector");
      for (const grad of [descent.grads.matrix.data, descent.grads.vector]) grad.fill(step - 2.5);
      descent.step();
    }
    return hashOf(descent.snapshotSync());
  };
  expect(await run(2)).toBe(await run(1));
});

describe("shared memory", () => {
  const isShared = (view: { readonly buffer: ArrayBufferLike }) => view.buffer instanceof SharedArrayBuffer;

  test("is for large descents that ask for threads, and for nobody else", async () => {
    const cases = [
      [large, undefined, false],
      [large, 1, false],
      [large - 1, 2, false],
      [large, 2, true],
    ] as const;
    for (const [n, threads, shared] of cases) {
      const descent = await sgd().init(new Float32Array(n), threads ? { threads } : {});
      expect([descent.params, descent.grads].map(isShared)).toEqual([shared, shared]);
      expect(descent.threads).toBe(shared ? 2 : 1);
      descent.dispose();
    }
  });

  test("is one descent's alone", async () => {
    const all = await Promise.all([0, 1].map(() => sgd().init(new Float32Array(large), { threads: 2 })));
    expect(new Set(all.map(({ params }) => params.buffer)).size).toBe(2);
  });

  test("where there is none, a step has one thread", async () => {
    vi.stubGlobal("crossOriginIsolated", false);
    for (const threads of [2, "auto"] as const) {
      const descent = await sgd().init(new Float32Array(large), { threads });
      expect([descent.threads, isShared(descent.params), descent.device]).toEqual([1, false, "wasm"]);
    }
  });

  test("copies are not shared", async () => {
    const descent = await adam().init(new Float32Array(large), { threads: 2 });
    const { params } = await descent.snapshot();
    const copies = [descent.params.slice(), await descent.evalParams(), ...Object.values(params)];
    expect(copies.map((copy) => isShared(copy as Float32Array))).toEqual([false, false, false]);
  });
});

test("auto has no more threads than there are processors, and finds in its first steps how many pay", async () => {
  const descent = await adam().init(new Float32Array(large), { threads: "auto" });
  expect(descent.threads).toBeGreaterThanOrEqual(1);
  expect(descent.threads).toBeLessThanOrEqual(16);
  for (let step = 0; step < 200; step++) descent.step();
  expect(descent.threads).toBeGreaterThanOrEqual(1);
});

test("js and devices of one's own have no threads", async () => {
  const own = deviceOf({ ...wasm, name: "mine" });
  for (const [device, name] of [
    ["js", "js"],
    [own, "mine"],
  ] as const) {
    await expect(sgd().init([1], { device, threads: 2 })).rejects.toThrow(
      new DeviceError(`only "wasm" and "native" have threads; got threads: 2 for device "${name}"`),
    );
    expect((await sgd().init([1], { device, threads: "auto" })).threads).toBe(1);
  }
});

test("counts are numbers from 1 to 16, auto, or auto with an upper bound", async () => {
  for (const threads of [1, 2, 16, "auto", { most: 3 }] as const)
    expect((await sgd().init([1], { threads })).threads).toBe(1);
  const wrong = [0, -1, 17, 1.5, Infinity, "2", "two", true, null, {}, { most: 0 }, { most: "2" }];
  for (const threads of [...wrong, { most: 2, least: 1 }])
    await expect(sgd().init([1], { threads: threads as number })).rejects.toThrow(
      /^init: threads must be a whole number from 1 to 16 or "auto" or { most } with such a number; got /,
    );
});

test("a wrong number is refused with what is right", async () => {
  for (const threads of [0, 17, 1.5, "two"] as const)
    await expect(sgd().init([1], { threads: threads as number })).rejects.toThrow(
      new OptionError(
        `init: threads must be a whole number from 1 to 16 or "auto" or { most } with such a number; got ${JSON.stringify(threads)}`,
      ),
    );
});

test("as many as pay are at most as many as are asked for", async () => {
  const begin = async (most: number) =>
    (await sgd().init(new Float32Array(large), { threads: { most } })).threads;
  expect(await begin(1)).toBe(1);
  expect(await begin(2)).toBe(Math.min(2, availableParallelism()));
});

test("initSync has the threads that have been started before", async () => {
  const begin = (threads: number | "auto") => sgd().initSync(new Float32Array(large), { threads });
  await sgd().init(new Float32Array(large), { threads: 2 });
  expect(begin(2).threads).toBe(2);
  vi.resetModules();
  const fresh = await import("../../../index.ts");
  const beginFresh = (threads: ThreadCount) => fresh.sgd().initSync(new Float32Array(large), { threads });
  expect(() => beginFresh(2)).toThrow(
    "initSync: no threads have been started yet; await init({ threads: 2 }) of parameters of this size once before",
  );
  expect(beginFresh("auto").threads).toBe(1);
  expect(beginFresh({ most: 2 }).threads).toBe(1);
});
