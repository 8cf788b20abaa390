/** Steps of micro-batches in one process, beside `accumulate`. `npm run mpi` does the same on two to four ranks, with every optimizer. */
import { expect, test } from "vitest";
import { onRanks } from "../../test/ranks.ts";
import {
  accumulate,
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  type Optimizer,
  ProtocolError,
  polyakSgd,
  rows,
  sgd,
  tensor,
} from "../index.ts";
import { OptionError } from "../options/option.ts";
import { partsOf } from "../train/fit/ranks.ts";
import { dataParallel } from "./data-parallel.ts";
import { diloco } from "./diloco.ts";
import { alone, type Transport, threadsOn } from "./transport.ts";

const microBatches = 12;

/** Gradients of all sizes and both signs. */
const gradient = (call: number, i: number): number =>
  Math.fround(Math.sin(call * 7 + i) * 10 ** (((i * call) % 9) - 4));

const types = [Float32Array, Float64Array];
const optimizers: readonly (readonly [string, () => Optimizer])[] = [
  ["adamw", () => adamw({ learningRate: 0.1 })],
  ["clipped sgd", () => chain(clipByGlobalNorm(1), sgd({ learningRate: 0.1 }))],
];

for (const type of types)
  test.each(optimizers)(`%s on ${type.name} has the bits of accumulate`, async (_, create) => {
    const params = () => ({ w: new type(7), numbers: [1, 2], b: 3 });
    const one = await accumulate(create(), { every: microBatches }).init(params());
    const descent = await create().init(params());
    const shared = dataParallel(descent, { world: alone, microBatches });
    const fill = (
      grads: { w: Float32Array | Float64Array; numbers: Float64Array; b: number },
      call: number,
    ) => {
      grads.w.forEach((_, i) => {
        grads.w[i] = gradient(call, i);
      });
      grads.numbers.forEach((_, i) => {
        grads.numbers[i] = gradient(call, i + 9);
      });
      grads.b = gradient(call, 20);
    };
    for (let step = 0; step < 3; step++) {
      for (let number = 0; number < microBatches; number++) {
        fill(one.grads as never, step * microBatches + number);
        one.step();
      }
      await shared.step(async (number) => {
        fill(descent.grads as never, step * microBatches + number);
        return undefined;
      });
    }
    expect(descent.count).toBe(3);
    expect(descent.params).toEqual(one.params);
  });

for (const type of types)
  test.each([undefined, 8, 64, 200])(
    `what ranks exchange at once, %o bytes, changes no bit of ${type.name}`,
    async (bucketBytes) => {
      const length = 101;
      const fill = (grads: { w: Float32Array | Float64Array }, call: number) =>
        grads.w.forEach((_, i) => {
          grads.w[i] = gradient(call, i);
        });
      const one = await accumulate(adamw(), { every: 5 }).init({ w: new type(length) });
      for (let number = 0; number < 10; number++) {
        fill(one.grads, number);
        one.step();
      }
      for (const size of [2, 3, 5]) {
        const found = await onRanks(
          size,
          async (world) => {
            const descent = await adamw().init({ w: new type(length) });
            const shared = dataParallel(descent, { world, microBatches: 5 });
            for (let step = 0; step < 2; step++)
              await shared.step((number) => {
                fill(descent.grads, 5 * step + number);
                return undefined;
              });
            return descent.params;
          },
          bucketBytes,
        );
        for (const params of found) expect(params).toEqual(one.params);
      }
    },
  );

test("a gradient counts by its rows", async () => {
  const descent = await sgd({ learningRate: 1 }).init([0]);
  const shared = dataParallel(descent, { world: alone, microBatches: 3 });
  const asked: number[] = [];
  const loss = await shared.step(
    (number) => {
      asked.push(number);
      descent.grads[0] = [2, 5, Number.NaN][number]!;
      return [2, 5, Number.NaN][number];
    },
    { rows: [2, 1, 0] },
  );
  expect(asked).toEqual([0, 1]);
  expect(loss).toBeCloseTo(3, 12);
  expect(descent.params[0]).toBeCloseTo(-3, 12);
});

test("equal rows have the bits of no rows", async () => {
  const steps = [undefined, [5, 5, 5]].map(async (rows) => {
    const descent = await adam().init(new Float32Array(9));
    const shared = dataParallel(descent, { world: alone, microBatches: 3 });
    await shared.step(
      (number) => {
        descent.grads.forEach((_, i) => {
          descent.grads[i] = gradient(number, i);
        });
        return undefined;
      },
      rows ? { rows } : {},
    );
    return descent.params;
  });
  const [without, equal] = await Promise.all(steps);
  expect(equal).toEqual(without);
});

test("one process has the same bits in either order", async () => {
  const [ordered, local] = await Promise.all(
    (["ordered", "local"] as const).map(async (sum) => {
      const descent = await adam().init(new Float32Array(9));
      const shared = dataParallel(descent, { world: alone, microBatches: 5, sum });
      for (let step = 0; step < 2; step++)
        await shared.step((number) => {
          for (let i = 0; i < 9; i++) descent.grads[i] = gradient(5 * step + number, i);
          return undefined;
        });
      return descent.params;
    }),
  );
  expect(local).toEqual(ordered);
});

test("a rule that reads the loss gets the mean of all", async () => {
  const descent = await polyakSgd().init([1]);
  const shared = dataParallel(descent, { world: alone, microBatches: 2 });
  await shared.step((number) => {
    descent.grads[0] = 1;
    return 0.2 * (number + 1);
  });
  const one = await polyakSgd().init([1]);
  one.step([1], { loss: (0.2 + 0.4) / 2 });
  expect(descent.params).toEqual(one.params);
});

test("what a rank asks for comes back after the step", async () => {
  const descent = await sgd().init([1]);
  const shared = dataParallel(descent, { world: alone });
  shared.request = 2;
  expect(shared.requested).toBe(0);
  await shared.step(() => undefined);
  expect(shared.requested).toBe(2);
});

test("bad input is refused", async () => {
  const descent = await sgd().init([1]);
  const world = { ...alone, size: 4 };
  expect(() => dataParallel(descent, { world, microBatches: 3 })).toThrow(
    "dataParallel: microBatches must be at least 4, the number of ranks; got 3: start fewer ranks, or divide a step into more",
  );
  expect(() => dataParallel(descent, {} as never)).toThrow("world must be what connect() gives, or alone");
  expect(() => dataParallel(descent, { world: alone, sum: "first" as never })).toThrow("sum must be");
  const shared = dataParallel(descent, { world: alone, microBatches: 2 });
  for (const rows of [[1], [1, -1], [0, 0], [1, 0.5]])
    await expect(shared.step(() => 0, { rows })).rejects.toThrow("rows must be 2 whole numbers");
});

test("what ranks do not share is refused by name", async () => {
  const onGpu = { device: "webgpu" } as never;
  expect(() => dataParallel(onGpu, { world: alone })).toThrow(
    'dataParallel: ranks exchange gradients in the memory of their hosts, and those of this descent are on "webgpu"; init it on "wasm", "native" or "js"',
  );
  const table = tensor(new Float32Array(6), [3, 2]);
  const descent = await adam().init({ table });
  const shared = dataParallel(descent, { world: alone });
  const sparse = () => ({ table: rows([0], [1, 1]) }) as never;
  await expect(shared.step(sparse)).rejects.toThrow(OptionError);
  await expect(shared.step(sparse)).rejects.toThrow(
    "step: the function writes a gradient of all rows into descent.grads and returns the loss, or nothing: ranks exchange no gradients of single rows; got ",
  );
  await descent.edit("table", { keep: [0, 2] });
  const edited =
    "edit() has given this descent other arrays, and ranks share no edits of rows; edit before the ranks begin, alike on all, or in one process";
  await expect(shared.step(() => 0)).rejects.toThrow(ProtocolError);
  await expect(shared.step(() => 0)).rejects.toThrow(edited);
  expect(descent.count).toBe(0);
  const local = await diloco({ inner: adam(), every: 1 }).init({ table });
  await local.inner.edit("table", { keep: [0, 2] });
  await expect(local.exchange()).rejects.toThrow(edited);
});

test("ten rows give the gradient of one process on any number of ranks, to rounding", async () => {
  const x = Float64Array.from({ length: 10 }, (_, row) => Math.sin(3 * row) + row);
  const slopeOf = (from: number, to: number) =>
    x.subarray(from, to).reduce((sum, value) => sum + value * (value - 1), 0) / (to - from);
  for (const size of [1, 3, 4]) {
    const parts = partsOf(10, size);
    const starts = parts.map((_, part) => parts.slice(0, part).reduce((sum, count) => sum + count, 0));
    const found = await onRanks(size, async (world) => {
      const descent = await sgd({ learningRate: 1 }).init({ w: new Float64Array(1) });
      const shared = dataParallel(descent, { world });
      await shared.exchange(
        (part) => {
          descent.grads.w[0] = slopeOf(starts[part]!, starts[part]! + parts[part]!);
          return undefined;
        },
        { rows: parts },
      );
      return descent.grads.w[0]!;
    });
    expect(new Set(found).size).toBe(1);
    expect(found[0]).toBeCloseTo(slopeOf(0, 10), 12);
  }
});

test("local sums are those of each rank first, then of the ranks in their order", async () => {
  const values = Array.from({ length: 7 }, (_, number) => gradient(number, 1));
  const found = await onRanks(3, async (world) => {
    const descent = await sgd().init({ w: new Float64Array(1) });
    const shared = dataParallel(descent, { world, microBatches: 7, sum: "local" });
    await shared.exchange((number) => {
      descent.grads.w[0] = values[number]!;
      return undefined;
    });
    return descent.grads.w[0]!;
  });
  const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + values[number]!, 0);
  const meant =
    ([
      [0, 3, 6],
      [1, 4],
      [2, 5],
    ]
      .map(sumOf)
      .reduce((sum, one) => sum + one, 0) as number) / 7;
  expect(found).toEqual([meant, meant, meant]);
});

test.each([
  ["auto", { most: 3 }],
  [2, 2],
  [undefined, undefined],
] as const)("threads %s are %s on a rank that has three", (threads, meant) => {
  expect(threadsOn({ ...alone, threads: 3 }, threads)).toEqual(meant);
  expect(threadsOn(alone, threads)).toBe(threads);
});

test("descents that are not alike are refused", async () => {
  const descent = await sgd().init([1]);
  // Rank 1 has taken another step.
  const world: Transport = {
    ...alone,
    size: 2,
    allGather(values) {
      values[2] = values[0]!;
      values[3] = values[1]! + 1;
    },
  };
  expect(() => dataParallel(descent, { world })).toThrow("the descents of rank 0 and rank 1 are not alike");
});
