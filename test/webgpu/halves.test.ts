/** Parameters in 16 bits on a GPU: masters are those of float32, codes the nearest numbers to the bit, and what users write over codes counts. */
import { describe, expect, test } from "vitest";
import {
  accumulate,
  adafactor,
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  emaParams,
  type GpuDescent,
  type HalfTensor,
  type HalfType,
  lamb,
  type Optimizer,
  ParameterError,
  projectionBox,
  rows,
  type Snapshot,
  SnapshotError,
  sgd,
  skipNonFinite,
  type Tensor,
  tensor,
} from "../../src/index.ts";
import { allCodes, codesOf, halfTypes, numbersOf } from "../oracle/halves.ts";
import { difference, numbers } from "./arrays.ts";
import { testedGpu } from "./gpu.ts";
import { bufferWith, inOneBuffer, wordsOf } from "./own-buffers.ts";
import { wrapped } from "./wrapped.ts";

const gpu = testedGpu();

const coded = (values: ArrayLike<number>, dtype: HalfType, shape: readonly number[] = [values.length]) =>
  tensor(codesOf(Array.from(values), dtype), shape, { dtype });

/** Parameters in 16 bits of odd lengths and in float32, or gradients of them. */
const tree = (seed: number, dtype: HalfType, long = 693) => ({
  w: coded(numbers(long, seed), dtype, [long / 7, 7]),
  v: coded(numbers(3, seed + 1), dtype),
  b: numbers(5, seed + 2),
});
type Params = ReturnType<typeof tree>;

/** Masters of a snapshot by path. */
const mastersOf = ({ state }: Snapshot) => state.master as Readonly<Record<string, Float32Array>>;

/** Masters among states, as a tree. */
const masterIn = (state: unknown) =>
  (state as { readonly master: Readonly<Record<"w" | "v", Tensor<Float32Array>>> }).master;

/** Expects the masters of a descent on the host, and codes that are their nearest numbers. */
async function expectNear(descent: GpuDescent<Params>, host: { state: unknown }, dtype: HalfType) {
  const [params, master] = [await descent.read(), masterIn(await descent.state)];
  const meant = masterIn(host.state);
  for (const name of ["w", "v"] as const) {
    expect(difference(master[name].data, meant[name].data), name).toBeLessThan(2e-6);
    expect(params[name].data).toEqual(codesOf(master[name].data, dtype));
  }
}

describe.each(halfTypes)("in %s", (dtype) => {
  test.each([1, 2, 3, 5, 64, 701])(
    "%d elements have the bits of the host where steps are exact",
    async (n) => {
      const start = { w: coded(numbers(n, 1), dtype), x: coded(numbers(n, 2), dtype) };
      const optimizer = sgd({ learningRate: 1 });
      const [host, descent] = [
        await optimizer.init(start, { device: "wasm" }),
        await optimizer.init(start, { device: gpu.device }),
      ];
      expect(descent.params.w.size).toBe(Math.ceil(n / 2) * 4);
      for (let step = 0; step < 3; step++)
        for (const one of [host, descent])
          one.step({ w: coded(numbers(n, 10 + step), dtype), x: numbers(n, 20 + step) });
      expect(await descent.read()).toEqual(host.params);
      expect(mastersOf(await descent.snapshot())).toEqual(mastersOf(await host.snapshot()));
      descent.dispose();
    },
  );

  test("masters of all sizes become the codes that the host makes of them, and all codes are read", async () => {
    const optimizer = sgd({ learningRate: 1 });
    const start = { w: tensor(new Uint16Array(2 ** 16), [2 ** 16], { dtype }) };
    const [host, descent] = [
      await optimizer.init(start, { device: "wasm" }),
      await optimizer.init(start, { device: gpu.device }),
    ];
    // A sum of two codes is rarely a code: it lies between two, in the middle of them, below the smallest or above the largest.
    const given = [0, 977, 32764].map((by) => allCodes.map((code) => (code * 17 + by) % 2 ** 16));
    for (const one of [host, descent])
      for (const codes of given) one.step({ w: tensor(codes, [2 ** 16], { dtype }) });
    const [found, meant] = [await descent.read(), host.params].map(({ w }) => numbersOf(w.data, dtype));
    const all = [...given.map((codes) => numbersOf(codes, dtype)), meant!];
    // Below 2^-126 a GPU may make 0 of numbers.
    const isKept = (i: number) =>
      all.every((values) => values[i] === 0 || !(Math.abs(values[i]!) < 2 ** -126));
    const kept = [...allCodes].filter(isKept);
    expect(kept.length).toBeGreaterThan(64_000);
    expect(kept.filter((i) => !Object.is(found![i], meant![i]))).toEqual([]);
    descent.dispose();
  });

  const optimizers: [string, Optimizer][] = [
    ["adam", adam({ learningRate: 0.1 })],
    ["clipped AdamW with moments in bf16", chain(clipByGlobalNorm(1), adamw({ moments: "bf16" }))],
    ["averages", emaParams(sgd({ learningRate: 0.1 }), { decay: 0.9 })],
    ["several gradients a step", accumulate(adam({ learningRate: 0.1 }), { every: 2 })],
    ["rows and columns", adafactor()],
    ["trust ratios", lamb({ learningRate: 0.1 })],
    ["a box", chain(sgd({ learningRate: 0.1 }), projectionBox({ min: -0.5, max: 0.5 }))],
    ["steps that may be declined", chain(skipNonFinite(), adam({ learningRate: 0.1 }))],
  ];

  test.each(optimizers)(
    "%s: steps are those of the host, and snapshots go to and fro",
    async (_, optimizer) => {
      const host = await optimizer.init(tree(0, dtype), { device: "js", measure: true });
      const descent = await optimizer.init(tree(0, dtype), { device: gpu.device, measure: true });
      for (let step = 0; step < 4; step++)
        for (const one of [host, descent]) one.step(tree(10 + step, dtype));
      await expectNear(descent, host, dtype);
      expect((await descent.last).gradNorm / host.last.gradNorm).toBeCloseTo(1, 5);
      const evaluated = await descent.evalParams();
      expect(evaluated.w.dtype).toBe(dtype);
      const theirs = numbersOf((await host.evalParams()).w.data, dtype);
      expect(difference(numbersOf(evaluated.w.data, dtype), theirs)).toBeLessThan(2 ** -8);
      const saved = await descent.snapshot();
      expect(saved.dtypes).toEqual({ w: dtype, v: dtype });
      const others = [
        await optimizer.init(tree(0, dtype), { device: "wasm", from: JSON.parse(JSON.stringify(saved)) }),
        await optimizer.init(tree(0, dtype), { device: gpu.device, from: saved }),
      ] as const;
      expect(await others[0].snapshot()).toEqual(saved);
      expect(await others[1].snapshot()).toEqual(saved);
      for (const one of [descent, ...others]) one.step(tree(30, dtype));
      await expectNear(descent, others[0], dtype);
      expect(await others[1].read()).toEqual(await descent.read());
      for (const one of [descent, others[1]]) one.dispose();
    },
  );

  test("what is written over codes counts from then on, also where another kernel has written it", async () => {
    const descent = await sgd({ learningRate: 1 }).init(
      { w: coded([1, 2, 3], dtype) },
      { device: gpu.device },
    );
    const master = async () => [...masterIn(await descent.state).w.data];
    const put = (...values: number[]) => {
      const { buffer, offset } = descent.params.w;
      const words = new Uint32Array(codesOf([...values, 0], dtype).buffer);
      descent.gpu.queue.writeBuffer(buffer as never, offset, words as never);
    };
    descent.step({ w: [2 ** -9 * 1.5, 0, 0] });
    const [first] = await master();
    expect(first).toBe(1 - 2 ** -9 * 1.5);
    // The code that is there already changes nothing; another one becomes the master.
    put(first!, 7, -0.5);
    expect(await master()).toEqual([first, 7, -0.5]);
    descent.step({ w: [0, 1, 0] });
    expect(await master()).toEqual([first, 6, -0.5]);
    put(9, 6, -0.5);
    expect((await descent.snapshot()).state.master).toEqual({ w: Float32Array.of(9, 6, -0.5) });
    expect(await descent.evalParams()).toEqual({ w: coded([9, 6, -0.5], dtype) });
    descent.write({ w: coded([4, 5, 6], dtype) });
    descent.step({ w: [0, 0, 1] });
    expect(await descent.read()).toEqual({ w: coded([4, 5, 5], dtype) });
    expect(() => descent.write({ w: coded([4, 5], dtype) })).toThrow(ParameterError);
    descent.dispose();
  });

  test("parameters that take no part, in chunks, where states share a buffer", async () => {
    const optimizer = chain(clipByGlobalNorm(1), adamw({ learningRate: 0.1 }));
    const limits = { maxStorageBufferBindingSize: 8192 };
    for (const count of [8, 6]) {
      const device = wrapped(gpu.device, { limits: { ...limits, maxStorageBuffersPerShaderStage: count } });
      const host = await optimizer.init(tree(0, dtype, 7007), { device: "js" });
      const descent = await optimizer.init(tree(0, dtype, 7007), { device });
      for (const one of [host, descent]) {
        one.step(tree(1, dtype, 7007));
        one.step({ ...tree(2, dtype, 7007), v: null });
        one.freeze("w");
        one.step(tree(3, dtype, 7007));
        one.unfreeze("w");
        one.step(tree(4, dtype, 7007));
      }
      await expectNear(descent, host, dtype);
      descent.dispose();
    }
  });

  test("gradients in buffers, in place, and in an encoder", async () => {
    const host = await adam({ learningRate: 0.1 }).init(tree(0, dtype), { device: "js" });
    const descent = await adam({ learningRate: 0.1 }).init(tree(0, dtype), { device: gpu.device });
    const inBuffer = (one: HalfTensor) => bufferWith(gpu.device, wordsOf(one));
    const inBuffers = ({ w, v, b }: Params) => ({
      w: inBuffer(w),
      v: inBuffer(v),
      b: bufferWith(gpu.device, b),
    });
    for (const seed of [10, 20]) host.step(tree(seed, dtype));
    descent.step(inBuffers(tree(10, dtype)));
    const encoder = gpu.device.createCommandEncoder();
    descent.encode(encoder, inBuffers(tree(20, dtype)));
    gpu.device.queue.submit([encoder.finish()] as never);
    // Those of the last step are still there.
    for (const one of [host, descent]) one.step();
    await expectNear(descent, host, dtype);
    const wrong = { ...inBuffers(tree(1, dtype)), v: bufferWith(gpu.device, numbers(3, 0)) };
    expect(() => descent.step(wrong)).toThrow(`gradients at "v": expected 3 elements of ${dtype}, got 6`);
    descent.dispose();
  });

  test("rows follow an edit, and states of rows begin anew", async () => {
    const host = await adam({ learningRate: 0.1 }).init(tree(0, dtype), { device: "js" });
    const descent = await adam({ learningRate: 0.1 }).init(tree(0, dtype), { device: gpu.device });
    const change = { keep: [98, 3, 3, 0], append: numbers(21, 40) };
    for (const one of [host, descent]) {
      one.step(tree(10, dtype));
      await one.resetState("w", [3]);
      await one.edit("w", change);
    }
    expect(descent.params.w.size).toBe(100);
    await expectNear(descent, host, dtype);
    expect(masterIn(await descent.state).w.data.slice(28)).toEqual(change.append);
    // The gradients have followed.
    for (const one of [host, descent]) one.step();
    await expectNear(descent, host, dtype);
    descent.dispose();
  });

  test("gradients of rows: those alone move, neighbours within a word too", async () => {
    const optimizer = chain(clipByGlobalNorm(1), adamw({ learningRate: 0.1 }));
    const host = await optimizer.init(tree(0, dtype), { device: "js" });
    const own = inOneBuffer(gpu.device, tree(0, dtype));
    const descents = [
      await optimizer.init(tree(0, dtype), { device: gpu.device }),
      (await optimizer.init(own.tree, { device: gpu.device })) as unknown as GpuDescent<Params>,
    ];
    for (const indices of [[3], [7, 0, 1, 98, 2], Array.from({ length: 41 }, (_, i) => (i * 37) % 99)]) {
      const before = (await descents[0]!.read()).w.data;
      const w = rows(indices, coded(numbers(indices.length * 7, 4), dtype));
      for (const one of [host, ...descents]) one.step({ ...tree(indices.length, dtype), w } as never);
      for (const descent of descents) await expectNear(descent, host, dtype);
      const after = (await descents[0]!.read()).w.data;
      const rowIn = (data: Uint16Array, row: number) => data.subarray(row * 7, row * 7 + 7);
      for (let row = 0; row < 99; row++)
        if (!indices.includes(row)) expect(rowIn(after, row)).toEqual(rowIn(before, row));
    }
    await own.checkAround();
    for (const one of descents) one.dispose();
  });

  test("a snapshot of other types is refused before anything moves", async () => {
    const descent = await adam().init(tree(0, dtype), { device: gpu.device });
    const before = await descent.read();
    const plain = await adam().init({ ...tree(0, dtype), w: numbers(693, 0) }, { device: gpu.device });
    await expect(descent.restore(await plain.snapshot())).rejects.toThrow(SnapshotError);
    const part = await descent.restore(await plain.snapshot(), { partial: true });
    expect(part.kept.w).toContain(`expected ${dtype} with a master, the snapshot has Float32Array`);
    expect([await descent.read(), descent.count]).toEqual([before, 0]);
    for (const one of [descent, plain]) one.dispose();
  });
});

const { Float16Array } = globalThis as {
  Float16Array?: new (values: readonly number[]) => ArrayLike<number>;
};

test.runIf(Float16Array)("a Float16Array is read as one", async () => {
  const start = { w: new Float16Array!([1, 2, 3]) };
  const descent = await sgd({ learningRate: 1 }).init(start as never, { device: gpu.device });
  descent.step({ w: new Float16Array!([0.5, 0, 1]) } as never);
  expect(await descent.read()).toEqual({ w: new Float16Array!([0.5, 2, 2]) });
  descent.dispose();
});
