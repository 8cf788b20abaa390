/** Moments in fewer bits on a GPU: the same random bits as on the host, and the same codes but where arithmetic lies within tolerance of the next one. */
import { describe, expect, test } from "vitest";
import {
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  type GpuDescent,
  nadam,
  type Optimizer,
  rows,
  type Snapshot,
  sgd,
  type Tensor,
  tensor,
} from "../../src/index.ts";
import { difference } from "./arrays.ts";
import { testedGpu } from "./gpu.ts";
import { inOneBuffer } from "./own-buffers.ts";
import { wrapped } from "./wrapped.ts";

const gpu = testedGpu();

const numbers = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(1 + i * 7.3 + seed) ** 3);

interface Params {
  readonly x: Tensor<Float32Array>;
  readonly y: Float32Array;
  readonly z: Float32Array;
}
const tree = (seed: number): Params => ({
  x: tensor(numbers(6000, seed), [60, 100]),
  y: numbers(13, seed + 1),
  z: numbers(3001, seed + 2),
});

/** How far neighbouring codes are apart at most, relative to the larger. */
const spacing = { bf16: 2 ** -7, q8: 2 ** -2 };

/** Expects the same states: of a thousand elements so many may have the neighbouring code. How many were compared. */
function expectCodes(found: Snapshot, meant: Snapshot, moments: "bf16" | "q8", most = 1): number {
  let [elements, others] = [0, 0];
  // A value for all tensors is float64 on the host.
  const moment = Object.entries(meant.state).filter(([, one]) => typeof one === "object");
  for (const [name, byPath] of moment)
    for (const [path, values] of Object.entries(byPath as Record<string, Float32Array>)) {
      const theirs = (found.state[name] as Record<string, Float32Array>)[path]!;
      for (const [i, value] of values.entries()) {
        elements++;
        if (theirs[i] === value) continue;
        others++;
        const apart = Math.abs(theirs[i]! - value) / Math.max(Math.abs(theirs[i]!), Math.abs(value));
        expect(apart, `${name} of ${path}, element ${i}`).toBeLessThanOrEqual(spacing[moments]);
      }
    }
  expect(others).toBeLessThanOrEqual((elements * most) / 1000);
  return elements;
}

const optimizers: [string, "bf16" | "q8", (moments: "bf16" | "q8") => Optimizer][] = [
  ["adam", "bf16", (moments) => adam({ learningRate: 0.1, moments: moments as "bf16" })],
  ["adam", "q8", (moments) => adam({ learningRate: 0.1, moments })],
  ["clipped AdamW", "q8", (moments) => chain(clipByGlobalNorm(1), adamw({ learningRate: 0.1, moments }))],
  ["nadam", "q8", (moments) => nadam({ learningRate: 0.1, moments })],
  ["sgd", "bf16", () => sgd({ learningRate: 0.1, momentum: 0.9, moments: "bf16" })],
];

describe("a step from the host's state", () => {
  test.each(optimizers)("%s with %s has the host's codes", async (_, moments, optimizerOf) => {
    const optimizer = optimizerOf(moments);
    const host = await optimizer.init(tree(0), { device: "js" });
    const descent = await optimizer.init(tree(0), { device: gpu.device });
    for (let step = 0; step < 4; step++) {
      const before = await host.snapshot();
      await descent.restore(before);
      expectCodes(await descent.snapshot(), before, moments, 0);
      for (const one of [host, descent]) one.step(tree(10 + step));
      const found = await descent.read();
      expect(difference(found.x.data, host.params.x.data)).toBeLessThan(2e-6);
      expect(difference(found.z, host.params.z)).toBeLessThan(2e-6);
      expect(expectCodes(await descent.snapshot(), await host.snapshot(), moments)).toBeGreaterThan(9000);
    }
    descent.dispose();
  });
});

describe("beside all else", () => {
  const optimizer = chain(clipByGlobalNorm(1), adamw({ learningRate: 0.1, moments: "q8" }));
  const step = async (descent: GpuDescent<Params>, host: Awaited<ReturnType<typeof onHost>>, by: number) => {
    await descent.restore(await host.snapshot());
    for (const one of [host, descent]) {
      one.step({ ...tree(by), ...(by % 2 === 1 && { y: null }) } as never);
      one.step({ ...tree(by + 1), x: null } as never);
    }
    expectCodes(await descent.snapshot(), await host.snapshot(), "q8");
  };
  const onHost = () => optimizer.init(tree(0), { device: "js" });

  test("parameters that take no part, in chunks, in buffers of the user's", async () => {
    const limits = { maxStorageBufferBindingSize: 8192 };
    const own = inOneBuffer(gpu.device, tree(0));
    const descents = [
      await optimizer.init(tree(0), { device: gpu.device }),
      await optimizer.init(tree(0), { device: wrapped(gpu.device, { limits }) }),
      (await optimizer.init(own.tree, { device: gpu.device })) as unknown as GpuDescent<Params>,
    ];
    for (const descent of descents) {
      const host = await onHost();
      for (const by of [0, 1]) await step(descent, host, by);
      descent.dispose();
    }
    await own.checkAround();
  });

  test("edits of rows", async () => {
    const host = await onHost();
    const descent = await optimizer.init(tree(0), { device: gpu.device });
    host.step(tree(1));
    await descent.restore(await host.snapshot());
    const rowsOf = { keep: [59, 3, 7], append: numbers(200, 9) };
    for (const one of [host, descent]) await one.edit("x", rowsOf);
    expect(expectCodes(await descent.snapshot(), await host.snapshot(), "q8", 0)).toBe(2 * (500 + 13 + 3001));
    descent.dispose();
  });

  test.each(["bf16", "q8"] as const)("gradients of rows, of %s and of any width", async (moments) => {
    const own = chain(clipByGlobalNorm(1), adamw({ learningRate: 0.1, moments }));
    // Rows of 5 codes of a byte or two begin within words.
    const start = () => ({ ...tree(0), x: tensor(numbers(1000, 3), [200, 5]) });
    const host = await own.init(start(), { device: "js" });
    for (const limits of [{}, { maxStorageBufferBindingSize: 1024 }]) {
      const descent = await own.init(start(), { device: wrapped(gpu.device, { limits }) });
      for (const indices of [[3], [7, 0, 1, 199, 2], Array.from({ length: 41 }, (_, i) => (i * 37) % 200)]) {
        await descent.restore(await host.snapshot());
        const before = (await descent.snapshot()).state.m as unknown as Record<"x", Float32Array>;
        const given = { ...tree(indices.length), x: rows(indices, numbers(indices.length * 5, 4)) };
        for (const one of [host, descent]) one.step(given as never);
        expect(expectCodes(await descent.snapshot(), await host.snapshot(), moments)).toBeGreaterThan(7000);
        const after = (await descent.snapshot()).state.m as unknown as Record<"x", Float32Array>;
        const rowIn = ({ x }: typeof before, row: number) => x.subarray(row * 5, row * 5 + 5);
        for (let row = 0; row < 200; row++)
          if (!indices.includes(row)) expect(rowIn(after, row)).toEqual(rowIn(before, row));
        expect(difference((await descent.read()).x.data, host.params.x.data)).toBeLessThan(2e-6);
      }
      descent.dispose();
    }
  });

  test("fewer buffers than codes need are refused", async () => {
    const few = wrapped(gpu.device, { limits: { maxStorageBuffersPerShaderStage: 5 } });
    await expect(optimizer.init(tree(0), { device: few })).rejects.toThrow(
      /has 2 moments in fewer bits, and the GPU binds at most 5 buffers/,
    );
  });
});
