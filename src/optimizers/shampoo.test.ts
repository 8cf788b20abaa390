/** What Shampoo and SOAP promise beside the table of conformance: which tensors they take as matrices, and inverse roots by products. */
import { describe, expect, test } from "vitest";
import {
  chain,
  HyperparameterError,
  type InitOptions,
  type Optimizer,
  PartitionError,
  PlanError,
  rule,
  type ShampooOptions,
  shampoo,
  soap,
  type Tensor,
  tensor,
} from "../index.ts";

const model = () => ({
  square: tensor(new Float64Array(9).fill(1), [3, 3]),
  wide: tensor(new Float64Array(12).fill(1), [2, 6]),
  tall: tensor(new Float64Array(12).fill(1), [6, 2]),
  large: tensor(new Float64Array(36).fill(1), [6, 6]),
  vector: new Float64Array(3),
});

describe.each([
  ["soap", soap],
  ["shampoo", shampoo],
] as const)("%s", (name, make) => {
  test("sides above maxSide have no matrix", async () => {
    const descent = await make({ maxSide: 4 }).init(model());
    const squares = Object.entries(descent.state as Record<string, Record<string, Float64Array>>).flatMap(
      ([state, values]) =>
        /^(.*\.)?[LR]$/.test(state)
          ? Object.entries(values).map(([path, { length }]) => `${path} ${length}`)
          : [],
    );
    expect(squares.sort()).toEqual(["square 9", "square 9", "tall 4", "wide 4"]);
    descent.dispose();
  });

  test("tensors of more than two axes are asked for, but for those that matrices leaves out", async () => {
    const params = () => ({
      conv: tensor(new Float64Array(8), [2, 2, 2]),
      w: tensor(new Float64Array(4), [2, 2]),
    });
    await expect(make().init(params())).rejects.toThrow(PartitionError);
    await expect(make().init(params())).rejects.toThrow(
      `${name} takes matrices, tensors of two axes; of more are "conv" 2 x 2 x 2: give them the shape of a matrix with tensor(), or say with matrices which tensors it takes; all others are taken as vectors are`,
    );
    const descent = await make({ matrices: "w" }).init(params());
    descent.dispose();
    await expect(make({ matrices: "conv" }).init(params())).rejects.toThrow(
      `${name} takes matrices, tensors of two axes; "conv" has the shape [2, 2, 2]: give it its shape with tensor(), or leave it out of matrices`,
    );
  });
});

test("inverse roots by products give about the same steps", async () => {
  const stepsOf = async (optimizer: Optimizer) => {
    const params = {
      w: tensor(new Float64Array(48 * 20), [48, 20]),
      v: tensor(new Float64Array(60), [2, 30]),
    };
    const descent = await optimizer.init(params);
    let x = 1;
    const random = () => {
      x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
      return x / 2 ** 31 - 1;
    };
    for (let step = 0; step < 6; step++)
      descent.step({
        w: Float64Array.from({ length: 960 }, random),
        v: Float64Array.from({ length: 60 }, random),
      });
    const found = [...descent.params.w.data, ...descent.params.v.data];
    descent.dispose();
    return found;
  };
  const options = { every: 2, start: 2, eps: 1e-3, maxSide: 25 } as const;
  const [eigen, newton] = [
    await stepsOf(shampoo(options)),
    await stepsOf(shampoo({ ...options, inverse: "newton" })),
  ];
  const off = Math.hypot(...newton.map((value, i) => value - eigen[i]!)) / Math.hypot(...eigen);
  expect(off).toBeLessThan(1e-5);
  expect(off).toBeGreaterThan(0);
});

/** Numbers of either sign that do not depend on the engine. */
function numbers(size: number, seed: number): Float64Array {
  let x = seed;
  return Float64Array.from({ length: size }, () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return x / 2 ** 31 - 1;
  });
}

/** What is left of a matrix after some steps; `pick` says which of its elements there are. */
async function moved(
  optimizer: Optimizer,
  [rows, columns]: readonly [number, number],
  pick: (values: Float64Array) => Float64Array = (values) => values,
  options: InitOptions = { device: "js" },
  type: typeof Float32Array | typeof Float64Array = Float64Array,
  all = rows * columns,
): Promise<ArrayLike<number>> {
  const start = tensor(type.from(pick(numbers(all, 1))), [rows, columns]);
  const descent = await optimizer.init({ w: start }, options);
  for (let t = 0; t < 6; t++) descent.step({ w: type.from(pick(numbers(all, 10 + t))) } as never);
  const found = (descent.params as { w: Tensor }).w.data.slice();
  descent.dispose();
  return found;
}

describe("blocks", () => {
  const options: ShampooOptions = { every: 2, start: 3, b2: 0.9, eps: 1e-6, weightDecay: 0.1, blockSize: 4 };

  test.each(["adam", "rmsprop", "adagrad", "sgd", "none"] as const)(
    "are matrices by themselves, those at the end smaller, grafted to %s",
    async (grafting) => {
      const optimizer = shampoo({ ...options, grafting });
      const found = await moved(optimizer, [10, 7]);
      for (const [top, height] of [
        [0, 4],
        [4, 4],
        [8, 2],
      ] as const)
        for (const [left, width] of [
          [0, 4],
          [4, 3],
        ] as const) {
          const places = Array.from(
            { length: height * width },
            (_, i) => (top + Math.floor(i / width)) * 7 + left + (i % width),
          );
          const pick = (values: Float64Array) => Float64Array.from(places, (place) => values[place]!);
          const alone = await moved(optimizer, [height, width], pick, { device: "js" }, Float64Array, 70);
          for (const [i, place] of places.entries())
            expect(Math.abs(found[place]! - alone[i]!)).toBeLessThan(1e-12);
        }
    },
  );

  test("have the same bits on js, wasm and two threads, float32", async () => {
    const optimizer = shampoo({ ...options, blockSize: 9 });
    const on = (init: InitOptions) => moved(optimizer, [21, 30], undefined, init, Float32Array);
    const js = await on({ device: "js" });
    expect(await on({ device: "wasm" })).toEqual(js);
    expect(await on({ device: "wasm", threads: 2 })).toEqual(js);
  });

  test("are those of sides that have matrices alone", async () => {
    const descent = await shampoo({ maxSide: 6, blockSize: 4 }).init({
      w: tensor(new Float64Array(60), [6, 10]),
    });
    const state = descent.state as Record<string, Record<string, Float64Array>>;
    const found = Object.entries(state).flatMap(([name, values]) =>
      /[ABLR]$/.test(name) ? [[name, values.w?.length]] : [],
    );
    expect(found).toEqual([
      ["L", 4 * 4 + 2 * 2],
      ["A", 4 * 4 + 2 * 2],
    ]);
    descent.dispose();
  });

  test("go on from a snapshot to the same bits", async () => {
    const optimizer = shampoo(options);
    const begin = () => optimizer.init({ w: tensor(numbers(70, 1), [10, 7]) });
    const [one, two] = [await begin(), await begin()];
    for (let t = 0; t < 4; t++) one.step({ w: numbers(70, t) } as never);
    two.restore(await one.snapshot());
    for (const descent of [one, two])
      for (let t = 4; t < 8; t++) descent.step({ w: numbers(70, t) } as never);
    expect(two.params.w.data).toEqual(one.params.w.data);
    one.dispose();
    two.dispose();
  });

  // In time that grows with their number; with its square they would take minutes.
  test("may be very many", { timeout: 30_000 }, async () => {
    const [rows, columns] = [256, 128];
    const descent = await shampoo({ ...options, blockSize: 1 }).init({
      w: tensor(new Float64Array(rows * columns), [rows, columns]),
    });
    const gradient = numbers(rows * columns, 5);
    descent.step({ w: gradient } as never);
    const { L, R } = descent.state as unknown as Record<"L" | "R", { readonly w: Float64Array }>;
    for (const { w } of [L, R])
      expect(w.every((sum, i) => Math.abs(sum - 0.1 * gradient[i]! ** 2) < 1e-15)).toBe(true);
    descent.dispose();
  });

  test("explain counts them", async () => {
    const text = await shampoo(options).explain({ params: { w: tensor(new Float64Array(70), [10, 7]) } });
    expect(text).toContain("for each of 6 matrices in 1 tensor;");
  });

  test("of several sizes have no one size for rules beside them", async () => {
    const sized = rule({ name: "sized", text: "u = g / sqrt(rowSize(g))" });
    const averaged = rule({ name: "averaged", text: "u = g - mean(g)" });
    const params = { w: tensor(new Float64Array(70), [10, 7]) };
    for (const beside of [sized, averaged]) {
      await expect(chain(beside(), shampoo(options)).init(params)).rejects.toThrow(PlanError);
      await expect(chain(beside(), shampoo(options)).init(params)).rejects.toThrow(
        'the blocks of "w", 10 x 7 in blocks of 4 x 4, are not all as large: choose a size of blocks that divides its sides',
      );
      const even = await chain(beside(), shampoo({ ...options, blockSize: 5 })).init({
        w: tensor(numbers(50, 3), [10, 5]),
      });
      even.step({ w: numbers(50, 4) } as never);
      expect(even.params.w.data.every(Number.isFinite)).toBe(true);
      even.dispose();
    }
  });
});

test("graftEps is refused where there is nothing to add it to", () => {
  expect(() => shampoo({ grafting: "sgd", graftEps: 1e-8 })).toThrow(HyperparameterError);
  expect(() => shampoo({ grafting: "sgd", graftEps: 1e-8 })).toThrow(
    'shampoo: graftEps is added to the root of a second moment, and sgd has none; leave it out with grafting: "sgd"',
  );
});
