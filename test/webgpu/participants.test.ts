/** Null gradients and frozen parameters on a GPU: what takes no part keeps its bits, and counts by itself. */
import { describe, expect, test } from "vitest";
import {
  accumulate,
  adafactor,
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  DeviceError,
  emaParams,
  type GpuDescent,
  lamb,
  nadam,
  type Optimizer,
  ProtocolError,
  prodigy,
  sam,
  sgd,
  skipNonFinite,
  type Tensor,
  tensor,
} from "../../src/index.ts";
import { difference, expectNear, numbers } from "./arrays.ts";
import { testedGpu } from "./gpu.ts";
import { inOneBuffer } from "./own-buffers.ts";
import { madeIn, wrapped } from "./wrapped.ts";

const gpu = testedGpu();

const names = ["x", "y", "z"] as const;
interface Params {
  readonly x: Tensor<Float32Array>;
  readonly y: Float32Array;
  readonly z: Tensor<Float32Array>;
}
const start = (long = 700): Params => ({
  x: tensor(numbers(long, 0), [long / 7, 7]),
  y: numbers(13, 1),
  z: tensor(numbers(60, 2), [6, 10]),
});

/** Gradients of a step, null for those that are named. */
const gradients = (step: number, without: string, long = 700): Params =>
  ({
    x: tensor(numbers(long, 3 + step), [long / 7, 7]),
    y: numbers(13, 5 + step),
    z: tensor(numbers(60, 7 + step), [6, 10]),
    ...Object.fromEntries(names.filter((name) => without.includes(name)).map((name) => [name, null])),
  }) as Params;

/** Who has no gradient, step by step. */
const calls = ["", "y", "y", "xz", "", "z", "xyz", "", "y"];

describe("null gradients", () => {
  const optimizers: [string, Optimizer][] = [
    ["adam", adam({ learningRate: 0.1 })],
    ["clipped AdamW", chain(clipByGlobalNorm(1), adamw({ learningRate: 0.1 }))],
    ["a product of momenta for each cohort", nadam({ learningRate: 0.1 })],
    ["an estimate that all share", prodigy()],
    ["rows and columns", adafactor()],
    ["trust ratios", lamb({ learningRate: 0.1 })],
    ["averages", emaParams(sgd({ learningRate: 0.1 }), { decay: 0.9 })],
    ["several gradients a step", accumulate(adam({ learningRate: 0.1 }), { every: 2 })],
    ["one count", adam({ learningRate: 0.1, like: "keras" })],
  ];

  test.each(optimizers)("%s: steps are those of the host, and snapshots go on", async (_, optimizer) => {
    const host = await optimizer.init(start(), { device: "js", measure: "tensors" });
    const descent = await optimizer.init(start(), { device: gpu.device, measure: "tensors" });
    for (const [step, without] of calls.entries())
      for (const one of [host, descent]) one.step(gradients(step, without));
    await expectNear(descent, host.params, "after the calls");
    expect(descent.count).toBe(host.count);
    const [last, meant] = [await descent.last, host.last];
    expect(Object.keys(last.tensors)).toEqual(Object.keys(meant.tensors));
    expect(last.gradNorm / meant.gradNorm).toBeCloseTo(1, 5);
    expect(difference((await descent.evalParams()).y, (await host.evalParams()).y)).toBeLessThan(2e-6);
    const [saved, theirs] = [await descent.snapshot(), await host.snapshot()];
    expect(saved.counts).toEqual(theirs.counts);
    const others = [
      await optimizer.init(start(), { device: gpu.device, from: saved }),
      await optimizer.init(start(), { device: gpu.device, from: JSON.parse(JSON.stringify(theirs)) }),
    ];
    const onHost = await optimizer.init(start(), { from: saved });
    for (const [step, without] of ["x", "", "", "y"].entries())
      for (const one of [host, descent, onHost, ...others]) one.step(gradients(20 + step, without));
    for (const one of [descent, ...others]) await expectNear(one, host.params, "after a snapshot");
    expect(await others[0]!.read()).toEqual(await descent.read());
    await expectNear(descent, onHost.params, "on the host");
    for (const one of [descent, ...others]) one.dispose();
  });

  test("leave out and count as if each parameter had a descent of its own, to the bit", async () => {
    const optimizer = adamw({ learningRate: 0.1 });
    const all = await optimizer.init(start(), { device: gpu.device });
    const own = {
      x: await optimizer.init({ x: start().x }, { device: gpu.device }),
      y: await optimizer.init({ y: start().y }, { device: gpu.device }),
      z: await optimizer.init({ z: start().z }, { device: gpu.device }),
    };
    for (const [step, without] of calls.entries()) {
      const given = gradients(step, without);
      all.step(given);
      for (const name of names) if (given[name]) own[name].step({ [name]: given[name] } as never);
    }
    const found = await all.read();
    for (const name of names)
      expect(found[name]).toEqual((await (own[name] as unknown as GpuDescent<Params>).read())[name]);
    for (const one of [all, own.x, own.y, own.z]) one.dispose();
  });

  test("in chunks, also where states share a buffer", async () => {
    const optimizer = chain(clipByGlobalNorm(1), adamw({ learningRate: 0.1 }));
    for (const storage of [8, 5]) {
      const limits = { maxStorageBufferBindingSize: 8192, maxStorageBuffersPerShaderStage: storage };
      const device = wrapped(gpu.device, { limits });
      const host = await optimizer.init(start(7000), { device: "js" });
      const descent = await optimizer.init(start(7000), { device });
      for (const [step, without] of calls.entries())
        for (const one of [host, descent]) one.step(gradients(step, without, 7000));
      await expectNear(descent, host.params, `with ${storage} buffers`);
      descent.dispose();
    }
  });

  test("beside gradients in buffers, those that lie here among them", async () => {
    const optimizer = accumulate(adam({ learningRate: 0.1 }), { every: 2 });
    const host = await optimizer.init(start(), { device: "js" });
    const mine = await optimizer.init(inOneBuffer(gpu.device, start()).tree, { device: gpu.device });
    const theirs = await optimizer.init(start(), { device: gpu.device });
    for (const [step, without] of calls.entries()) {
      const given = gradients(step, without);
      const there = Object.fromEntries(Object.entries(given).filter(([, one]) => one !== null));
      const { tree } = inOneBuffer(gpu.device, there as never);
      const nulls = Object.fromEntries(Object.entries(given).filter(([, one]) => one === null));
      host.step(given);
      for (const one of [mine, theirs]) one.step({ ...(tree as object), ...nulls } as never);
    }
    for (const one of [mine, theirs]) await expectNear(one as never, host.params, "in buffers");
    const { buffer, offset } = theirs.grads.x;
    for (const one of [host, theirs]) one.step(gradients(30, "y"));
    gpu.device.queue.writeBuffer(buffer as never, offset, numbers(700, 99) as never);
    host.grads.x.data.set(numbers(700, 99));
    host.step({ ...host.grads, y: null });
    theirs.step({ ...theirs.grads, y: null });
    await expectNear(theirs, host.params, "in place");
    for (const one of [mine, theirs]) one.dispose();
  });

  test("in an encoder of the user's: several steps in one", async () => {
    const optimizer = chain(clipByGlobalNorm(1), nadam({ learningRate: (count) => 0.1 / (1 + count) }));
    const [encoded, queued] = [
      await optimizer.init(start(), { device: gpu.device }),
      await optimizer.init(start(), { device: gpu.device }),
    ];
    const encoder = gpu.device.createCommandEncoder();
    for (const [step, without] of calls.entries()) {
      const given = gradients(step, without);
      const there = Object.entries(given).filter(([, one]) => one !== null);
      const nulls = Object.entries(given).filter(([, one]) => one === null);
      if (there.length === 0) continue;
      const { tree } = inOneBuffer(gpu.device, Object.fromEntries(there) as never);
      encoded.encode(encoder, { ...(tree as object), ...Object.fromEntries(nulls) } as never);
      queued.step(given);
    }
    gpu.device.queue.submit([encoder.finish()] as never);
    expect(await encoded.read()).toEqual(await queued.read());
    for (const one of [encoded, queued]) one.dispose();
  });

  test("cost commands alone, once it is known who takes part", async () => {
    const counted = new Map<string, number>();
    const device = wrapped(gpu.device, { calls: counted });
    const descent = await chain(clipByGlobalNorm(1), adamw()).init(start(), { device });
    for (let step = 0; step < 2; step++) descent.step(gradients(step, "y"));
    counted.clear();
    for (let step = 0; step < 3; step++) descent.step(gradients(step, "y"));
    expect(madeIn(counted)).toEqual(["createCommandEncoder"]);
    descent.dispose();
  });
});

describe("a step that may be declined", () => {
  const optimizer = chain(skipNonFinite(), adam({ learningRate: (count) => 0.1 / (1 + count) }));
  const nan = (step: number, without: string) => {
    const given = gradients(step, without);
    ((given.x as Tensor | null)?.data ?? given.y).fill(Number.NaN);
    return given;
  };

  test("is awaited where some take no part, and goes back for those alone that took part", async () => {
    const host = await optimizer.init(start(), { device: "js" });
    const descent = await optimizer.init(start(), { device: gpu.device });
    for (const [step, without] of ["", "y", "", "x", "y", "", "xz", "", ""].entries())
      for (const one of [host, descent]) {
        one.step(step % 3 === 2 ? nan(step, without) : gradients(step, without));
        if (one === descent) await descent.done();
      }
    expect([descent.count, descent.skipped]).toEqual([host.count, host.skipped]);
    expect(host.skipped).toBe(3);
    expect((await descent.snapshot()).counts).toEqual((await host.snapshot()).counts);
    await expectNear(descent, host.params, "where steps were declined");
    descent.step(gradients(1, ""));
    const before = await descent.read();
    descent.step(gradients(1, ""));
    expect(() => descent.step(gradients(1, "y"))).toThrow(ProtocolError);
    expect(() => descent.step(gradients(1, "y"))).toThrow(/await descent.done\(\) before a step that some/);
    await descent.done();
    descent.step(gradients(1, "y"));
    expect((await descent.read()).y).not.toEqual(before.y);
    descent.dispose();
  });
});

describe("frozen parameters", () => {
  test("keep their bits until they are no longer frozen", async () => {
    const host = await adam({ learningRate: 0.1 }).init(start(), { device: "js" });
    const descent = await adam({ learningRate: 0.1 }).init(start(), { device: gpu.device });
    for (const one of [host, descent]) {
      one.step(gradients(0, ""));
      one.freeze("y");
      one.step(gradients(1, ""));
    }
    const { y } = await descent.read();
    for (const one of [host, descent]) {
      one.step(gradients(2, ""));
      expect(one.frozen).toEqual(["y"]);
    }
    expect((await descent.read()).y).toEqual(y);
    const saved = await descent.snapshot();
    expect(saved.frozen).toEqual(["y"]);
    for (const one of [host, descent]) {
      one.unfreeze("y");
      one.step(gradients(3, ""));
    }
    expect((await descent.read()).y).not.toEqual(y);
    await expectNear(descent, host.params, "after unfreeze");
    await descent.restore(saved);
    expect(descent.frozen).toEqual(["y"]);
    expect(() => descent.freeze("w")).toThrow(/matches no parameter/);
    descent.dispose();
  });
});

describe("two gradients a step", () => {
  test("a gradient in the second half alone is refused before anything moves; none in both is no part", async () => {
    const optimizer = sam(sgd({ learningRate: 0.1 }));
    const host = await optimizer.init(start(), { device: "js" });
    const descent = await optimizer.init(start(), { device: gpu.device });
    for (const one of [host, descent]) one.perturb(gradients(0, "y"));
    expect(() => descent.step(gradients(1, ""))).toThrow(DeviceError);
    expect(() => descent.step(gradients(1, ""))).toThrow(
      /at "y": it had none in perturb\(\).*give null, or zeros/,
    );
    for (const one of [host, descent]) one.step(gradients(1, "y"));
    await expectNear(descent, host.params, "after two halves");
    descent.dispose();
  });
});
