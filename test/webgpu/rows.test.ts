/** Gradients of some rows on a GPU: those rows alone move, as a tensor that consists of them would. */
import { describe, expect, test } from "vitest";
import {
  adafactor,
  adam,
  adamMini,
  adamw,
  centralize,
  chain,
  clipByGlobalNorm,
  DeviceError,
  emaParams,
  type GpuDescent,
  type Optimizer,
  ParameterError,
  rows,
  rule,
  sgd,
  skipNonFinite,
  type Tensor,
  tensor,
} from "../../src/index.ts";
import { expectNear, numbers } from "./arrays.ts";
import { testedGpu } from "./gpu.ts";
import { inOneBuffer } from "./own-buffers.ts";
import { madeIn, wrapped } from "./wrapped.ts";

const gpu = testedGpu();

interface Params {
  readonly table: Tensor<Float32Array>;
  readonly other: Tensor<Float32Array>;
  readonly y: Float32Array;
}
const width = 5;
const start = (of = 1000): Params => ({
  other: tensor(numbers(60, 2), [12, 5]),
  table: tensor(numbers(of * width, 0), [of, width]),
  y: numbers(13, 1),
});

/** The gradients of a step: of rows of a table, one of them named twice; of rows of another; of all elements. */
const gradients = (step: number, count = 100, of = 1000) => {
  const indices = Array.from({ length: count }, (_, i) => (i * 37 + step * 11) % of);
  const twice = [...indices, indices[0]!];
  return {
    other: rows([step, 11 - step], numbers(10, step)),
    table: rows(twice, numbers(twice.length * width, 5 + step)),
    y: numbers(13, 9 + step),
  };
};

/** Divides by the largest of each row; a vector is one. */
const byLargest = rule({ name: "byLargest", text: "u = g / (rowMax(abs(g)) + 1)" });

const optimizers: [string, Optimizer][] = [
  ["clipped AdamW", chain(clipByGlobalNorm(1), adamw({ learningRate: 0.1 }))],
  ["averages", emaParams(adam({ learningRate: 0.1 }), { decay: 0.9 })],
  ["means of rows", chain(centralize(), sgd({ learningRate: 0.1, momentum: 0.9 }))],
  ["the largest of each row", chain(byLargest(), sgd({ learningRate: 0.1 }))],
  ["a state for each row", adamMini({ learningRate: 0.1 })],
];

test.each(optimizers)("%s: steps are those of the host, with tables of every size", async (_, optimizer) => {
  const host = await optimizer.init(start(), { device: "js", measure: "tensors" });
  const descent = await optimizer.init(start(), { device: gpu.device, measure: "tensors" });
  for (const [step, count] of [100, 3, 700, 1, 64].entries())
    for (const one of [host, descent]) one.step(gradients(step, count) as never);
  await expectNear(descent, host.params, "after steps on rows");
  const [last, meant] = [await descent.last, host.last];
  for (const path of ["table", "other", "y"]) {
    expect(last.tensors[path]!.gradNorm / meant.tensors[path]!.gradNorm).toBeCloseTo(1, 5);
    expect(last.tensors[path]!.paramNorm / meant.tensors[path]!.paramNorm).toBeCloseTo(1, 5);
  }
  expect(last.gradNorm / meant.gradNorm).toBeCloseTo(1, 5);
  for (const one of [host, descent]) {
    one.step({ ...gradients(5), y: null } as never);
    one.step(start());
    one.step(gradients(6) as never);
  }
  await expectNear(descent, host.params, "after nulls and steps on all");
  expect((await descent.snapshot()).counts).toEqual((await host.snapshot()).counts);
  descent.dispose();
});

describe("rows that have no gradient", () => {
  test("keep their bits, and the others are as a tensor of them alone", async () => {
    const optimizer = adamw({ learningRate: 0.1 });
    const params = start();
    const descent = await optimizer.init(params, { device: gpu.device });
    const chosen = [999, 0, 17, 18, 500, 3, 4];
    const rowsOf = (data: Float32Array) =>
      Float32Array.from(chosen.flatMap((row) => [...data.subarray(row * width, (row + 1) * width)]));
    const alone = await optimizer.init(
      { table: tensor(rowsOf(params.table.data), [7, width]) },
      { device: gpu.device },
    );
    for (let step = 0; step < 3; step++) {
      const gradient = numbers(7 * width, step);
      descent.step({ other: null, table: rows(chosen, gradient), y: null } as never);
      alone.step({ table: tensor(gradient, [7, width]) });
    }
    const found = (await descent.read()).table.data;
    expect(rowsOf(found)).toEqual((await alone.read()).table.data);
    const { m } = (await descent.state) as unknown as { m: Params };
    for (const [row, values] of [...chosen.entries()].map(([, row]) => [row, found] as const))
      values.set(params.table.data.subarray(row * width, (row + 1) * width), row * width);
    expect(found).toEqual(params.table.data);
    expect(m.table.data.subarray(5, 10)).toEqual(new Float32Array(5));
    for (const one of [descent, alone]) one.dispose();
  });

  test("in buffers of the user's, at any element, beside gradients in buffers", async () => {
    const optimizer = chain(clipByGlobalNorm(1), adamw({ learningRate: 0.1 }));
    const own = inOneBuffer(gpu.device, start());
    const descent = (await optimizer.init(own.tree, { device: gpu.device })) as unknown as GpuDescent<Params>;
    const host = await optimizer.init(start(), { device: "js" });
    for (const [step, count] of [100, 3, 700].entries()) {
      const given = gradients(step, count);
      const { y } = inOneBuffer(gpu.device, { y: given.y }).tree;
      host.step(given as never);
      descent.step((step === 1 ? given : { ...given, y }) as never);
    }
    await expectNear(descent, host.params, "in buffers");
    await own.checkAround();
    descent.dispose();
  });

  test("where a table is bound in chunks, and where states share a buffer", async () => {
    const optimizer = chain(clipByGlobalNorm(1), adamw({ learningRate: 0.1 }));
    for (const count of [8, 5]) {
      const limits = { maxStorageBufferBindingSize: 8192, maxStorageBuffersPerShaderStage: count };
      const host = await optimizer.init(start(), { device: "js" });
      const descent = await optimizer.init(start(), { device: wrapped(gpu.device, { limits }) });
      // Where states share a binding, each has half of it.
      for (const [step, rows] of [100, 3, 200, 1].entries())
        for (const one of [host, descent]) one.step(gradients(step, rows) as never);
      await expectNear(descent, host.params, `with ${count} buffers`);
      descent.dispose();
    }
  });

  test("where a step may be declined", async () => {
    const optimizer = chain(skipNonFinite(), adam({ learningRate: (count) => 0.1 / (1 + count) }));
    const host = await optimizer.init(start(), { device: "js" });
    const descent = await optimizer.init(start(), { device: gpu.device });
    for (const one of [host, descent])
      for (let step = 0; step < 4; step++)
        one.step(
          (step === 1
            ? { ...gradients(step), other: rows([3], [Number.NaN, 1, 1, 1, 1]) }
            : gradients(step)) as never,
        );
    await expectNear(descent, host.params, "after a declined step");
    expect([descent.count, descent.skipped]).toEqual([host.count, host.skipped]);
    descent.dispose();
  });

  test("cost commands alone, once there is room for so many", async () => {
    const counted = new Map<string, number>();
    const device = wrapped(gpu.device, { calls: counted });
    const descent = await chain(clipByGlobalNorm(1), adamw()).init(start(), { device });
    for (let step = 0; step < 2; step++) descent.step(gradients(step) as never);
    counted.clear();
    for (let step = 0; step < 3; step++) descent.step(gradients(step, 90 + step) as never);
    expect(madeIn(counted)).toEqual(["createCommandEncoder"]);
    descent.dispose();
  });
});

test("refused before anything moves", async () => {
  const descent = await adam().init(start(), { device: gpu.device });
  const step = (grads: object) => () => descent.step({ ...gradients(0), ...grads } as never);
  expect(step({ table: rows([1000], numbers(5, 0)) })).toThrow(
    /rows are whole numbers from 0 to 999; got 1000/,
  );
  expect(step({ table: rows([0.5], numbers(5, 0)) })).toThrow(ParameterError);
  expect(step({ table: rows([-1], numbers(5, 0)) })).toThrow(ParameterError);
  const encoder = gpu.device.createCommandEncoder();
  const { y } = inOneBuffer(gpu.device, { y: numbers(13, 0) }).tree;
  expect(() => descent.encode(encoder, { ...gradients(0), y } as never)).toThrow(
    /encode\(\) takes gradients in buffers/,
  );
  const limits = { maxStorageBufferBindingSize: 8192 };
  const small = await adam().init(start(), { device: wrapped(gpu.device, { limits }) });
  const many = gradients(0, 500) as never;
  expect(() => small.step(many)).toThrow(DeviceError);
  expect(() => small.step(many)).toThrow(
    /"table".*rows\(\) is not done on 500 rows at once where the GPU binds 409;/,
  );
  const largest = await chain(byLargest(), sgd()).init(start(), { device: gpu.device });
  expect(() => largest.step({ ...start(), y: rows([1], [1]) } as never)).toThrow(
    /"y".*not done where the largest of all values is taken/,
  );
  const columns = await adafactor().init(start(), { device: gpu.device });
  expect(() => columns.step(gradients(0) as never)).toThrow(ParameterError);
  for (const one of [descent, small, columns, largest]) {
    expect(one.count).toBe(0);
    const { table } = await one.read();
    expect(table.data).toEqual(start().table.data);
    one.dispose();
  }
});
