/** Profiles: what they say, that nothing is changed by them, and that a pass which is made slower shows at its own line. */
import { describe, expect, test, vi } from "vitest";
import {
  accumulate,
  adafactor,
  adam,
  chain,
  clipByGlobalNorm,
  lamb,
  type Optimizer,
  prodigy,
  sam,
  scheduleFreeSgd,
  sgd,
  sm3,
  tensor,
} from "../index.ts";
import type { Kernel } from "../plan/kernel.ts";
import type { Device } from "../runtime/device.ts";
import type { Backend } from "../runtime/host/backend.ts";
import { deviceOf } from "../runtime/host/host-device.ts";
import { js } from "../runtime/host/js/run.ts";
import { wasm } from "../runtime/host/wasm/run.ts";

const start = () => ({
  w: tensor(
    Float32Array.from({ length: 35 }, (_, i) => Math.sin(i)),
    [5, 7],
  ),
  b: Float64Array.of(1, -2, 3),
});
const gradient = (step: number) => ({
  w: Float32Array.from({ length: 35 }, (_, i) => Math.cos(i * step + 1)),
  b: [step, -1, 0.5],
});

const optimizers: [string, Optimizer][] = [
  ["adam", adam()],
  ["clipped adam", chain(clipByGlobalNorm(1), adam())],
  ["adafactor", adafactor()],
  ["sm3", sm3()],
  ["lamb", lamb()],
  ["prodigy", prodigy()],
  ["schedule-free sgd", scheduleFreeSgd()],
  ["accumulated", accumulate(adam(), { every: 2 })],
];

describe.each(["js", "wasm"] as const)("on %s", (device) => {
  test.each(optimizers)("of %s changes nothing", async (_, optimizer) => {
    const [profiled, plain] = await Promise.all([
      optimizer.init(start(), { device, measure: true }),
      optimizer.init(start(), { device, measure: true }),
    ]);
    for (let step = 1; step < 4; step++) {
      for (const descent of [profiled, plain]) descent.step(gradient(step));
      await profiled.profile({ steps: 2 });
      expect(await profiled.snapshot()).toEqual(await plain.snapshot());
      expect([profiled.hyper, profiled.last, profiled.grads]).toEqual([plain.hyper, plain.last, plain.grads]);
      expect(await profiled.evalParams()).toEqual(await plain.evalParams());
    }
    profiled.dispose();
    plain.dispose();
  });

  test("changes nothing where some parameters are left out", async () => {
    for (const [, optimizer] of optimizers.slice(0, 6)) {
      const [profiled, plain] = await Promise.all([
        optimizer.init(start(), { device }),
        optimizer.init(start(), { device }),
      ]);
      for (let step = 1; step < 5; step++) {
        if (step === 2) for (const descent of [profiled, plain]) descent.freeze("w");
        for (const descent of [profiled, plain])
          descent.step(step === 3 ? { ...gradient(step), w: null } : gradient(step));
        if (step === 3) for (const descent of [profiled, plain]) descent.unfreeze("w");
        await profiled.profile({ steps: 1 });
        expect(await profiled.snapshot()).toEqual(await plain.snapshot());
      }
      for (const descent of [profiled, plain]) descent.dispose();
    }
  });

  test("names passes, bytes, and the host's work", async () => {
    const descent = await chain(clipByGlobalNorm(1), adam()).init({ x: new Float32Array(1000) }, { device });
    const profile = await descent.profile({ steps: 3 });
    expect(profile).toMatchObject({ device, steps: 3 });
    expect(profile.copyBandwidth).toBeGreaterThan(0);
    const [step, ...others] = profile.calls;
    expect([step!.name, others]).toEqual(["step", []]);
    const passes = step!.work.filter(({ kind }) => kind === "pass");
    expect(passes.map(({ bytes }) => bytes)).toEqual([4000, 28000]);
    const explained = await chain(clipByGlobalNorm(1), adam()).explain();
    for (const { text } of step!.work) expect(explained).toContain(`  ${text}\n`);
    expect(step!.work.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(String(profile)).toContain(passes[1]!.text);
    descent.dispose();
  });

  test("has the calls before the step", async () => {
    const descent = await sam(sgd()).init([1, 2], { device });
    expect((await descent.profile()).calls.map(({ name }) => name)).toEqual(["before", "step"]);
    descent.dispose();
  });
});

/** A device that works for a while before each run of some kernels. */
function slowed(backend: Backend, isSlow: (kernel: Kernel) => boolean): Device {
  return deviceOf({
    ...backend,
    allocate: (bytes, kernels) => backend.allocate(bytes, kernels),
    prepare: async (kernel, allocation) => {
      const run = await backend.prepare(kernel, allocation);
      if (!isSlow(kernel)) return run;
      return (block, first, last) => {
        for (const until = performance.now() + 2; performance.now() < until; );
        run(block, first, last);
      };
    },
  });
}

test.each([
  ["js", js, 0],
  ["js", js, 1],
  ["wasm", wasm, 0],
  ["wasm", wasm, 1],
] as const)("on %s, a pass made slower shows at its own line", async (_, backend, slow) => {
  const device = slowed(backend, ({ reductions }) => reductions.length === 1 - slow);
  const descent = await chain(clipByGlobalNorm(1), adam()).init(new Float32Array(1000), { device });
  const { calls } = await descent.profile({ steps: 5 });
  const passes = calls[0]!.work.filter(({ kind }) => kind === "pass");
  expect(passes[slow]!.share).toBeGreaterThan(0.5);
  expect(passes[1 - slow]!.share).toBeLessThan(0.5);
  descent.dispose();
});

test("a device that cannot is told by its name", async () => {
  const whole = deviceOf(js);
  const device: Device = {
    ...whole,
    name: "plain",
    compile: async (plan, params) => {
      const execution = await whole.compile(plan, params);
      return new Proxy(execution, {
        get: (target, key) => {
          if (key === "profile") return undefined;
          const value: unknown = Reflect.get(target, key, target);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
    },
  };
  const descent = await sgd().init([1], { device });
  await expect(descent.profile()).rejects.toThrow(
    'the device plain cannot profile its steps; use the device "wasm" or "js"',
  );
});

test("its pieces, one after the other, are the step", async () => {
  vi.resetModules();
  vi.doMock("../runtime/host/profile.ts", async (original) => ({
    ...(await original<object>()),
    timingsOf: ({ pieces }: { pieces: readonly (() => void)[] }) => {
      for (const piece of pieces) piece();
      return { pieces: pieces.map(() => 1), call: 1, copied: 1 };
    },
  }));
  for (const [, optimizer] of optimizers) {
    const [inPieces, whole] = await Promise.all([optimizer.init(start()), optimizer.init(start())]);
    const { w, b } = gradient(1);
    for (const { grads } of [inPieces, whole]) {
      grads.w.data.set(w);
      grads.b.set(b);
    }
    await inPieces.profile();
    whole.step();
    if (whole.count === 0) whole.step();
    const { count, ...rest } = await whole.snapshot();
    expect(await inPieces.snapshot()).toMatchObject({ params: rest.params, state: rest.state });
  }
  vi.doUnmock("../runtime/host/profile.ts");
});
