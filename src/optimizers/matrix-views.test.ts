/** Tensors that are no single matrix of two axes: batches, kernels of convolutions, blocks of rows. Each matrix is by itself. */
import { describe, expect, test } from "vitest";
import { dionCases } from "../../test/oracle/dion.ts";
import {
  adamuon,
  dion,
  type InitOptions,
  muon,
  normuon,
  type Optimizer,
  PartitionError,
  type Tensor,
  tensor,
} from "../index.ts";

/** Random numbers that do not depend on the engine. */
function randomly(size: number, seed: number): Float64Array {
  let x = seed;
  return Float64Array.from({ length: size }, () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return x / 2 ** 31 - 1;
  });
}

const steps = 4;
const sizeOf = (shape: readonly number[]) => shape.reduce((product, extent) => product * extent, 1);

/** Parameters of one tensor after some steps on random gradients, which depend on the number of elements alone. */
async function moved(
  optimizer: Optimizer,
  shape: readonly number[],
  {
    device = "js",
    part,
    pick,
    type = Float64Array,
  }: InitOptions & {
    /** Some of the elements of a larger tensor: those of its parameters and gradients that this one has. */
    readonly pick?: (values: Float64Array) => Float64Array;
    /** Elements of the gradients that this tensor has. */
    readonly part?: readonly [from: number, of: number];
    readonly type?: typeof Float32Array | typeof Float64Array;
  } = {},
): Promise<Float64Array> {
  const size = sizeOf(shape);
  const [from, of] = part ?? [0, pick ? 60 : size];
  const own = (values: Float64Array) => pick?.(values) ?? values.slice(from, from + size);
  const start = own(randomly(of, 1));
  const descent = await optimizer.init({ w: tensor(type.from(start), shape) }, { device });
  for (let t = 0; t < steps; t++) descent.step({ w: type.from(own(randomly(of, 10 + t))) } as never);
  const found = Float64Array.from((descent.params as { w: Tensor }).w.data);
  descent.dispose();
  return found;
}

/** Some columns of a matrix. */
const inColumns =
  (rows: number, columns: number, first: number, count: number) =>
  (values: Float64Array): Float64Array =>
    Float64Array.from({ length: rows * count }, (_, i) => {
      const row = Math.floor(i / count);
      return values[row * columns + first + (i % count)]!;
    });

const whole = { matrices: "w", layout: "out,in", weightDecay: 0.1, learningRate: 0.1 } as const;

const family: readonly (readonly [string, (options: object) => Optimizer])[] = [
  ["muon", muon],
  ["muon of torch", (options) => muon({ like: "torch", ...options })],
  ["muon of dion", (options) => muon({ like: "dion", ...options })],
  ["normuon", normuon],
  ["normuon of the paper", (options) => normuon({ like: "paper", ...options })],
  ["adamuon", adamuon],
];

/** Begins with random matrices, others for each matrix of a tensor. */
const begunRandomly: typeof family = [
  ["dion", dion],
  ["dion of low rank, as matrices lie", (options) => dion({ like: "paper", rankFraction: 0.4, ...options })],
];

/** To rounding: norms of a batch add up row by row. */
function expectNear(found: Float64Array, meant: Float64Array): void {
  expect(found).toHaveLength(meant.length);
  for (const [i, value] of found.entries()) expect(Math.abs(value - meant[i]!)).toBeLessThan(1e-12);
}

/** Shapes, and the matrices in them. */
const batches: readonly (readonly [readonly number[], readonly [number, number]])[] = [
  [
    [3, 4, 6],
    [4, 6],
  ],
  [
    [2, 2, 5, 3],
    [5, 3],
  ],
  [
    [4, 1, 5],
    [1, 5],
  ],
  [
    [4, 5, 1],
    [5, 1],
  ],
];

describe.each(family)("%s", (_, make) => {
  test.each(batches)("takes the matrices of [%s] one by one", async (shape, matrix) => {
    const all = sizeOf(shape);
    const size = sizeOf(matrix);
    const found = await moved(make(whole), shape);
    for (let from = 0; from < all; from += size)
      expectNear(found.slice(from, from + size), await moved(make(whole), matrix, { part: [from, all] }));
  });

  test("divides it into blocks of columns, where its outputs are those", async () => {
    const across = { ...whole, layout: "in,out" };
    const found = await moved(make({ ...across, shapes: [["w", { blocks: 3, of: "columns" }]] }), [5, 12]);
    for (let block = 0; block < 3; block++) {
      const alone = await moved(make(across), [5, 4], { pick: inColumns(5, 12, 4 * block, 4) });
      expectNear(inColumns(5, 12, 4 * block, 4)(found), alone);
    }
  });
});

describe.each([...family, ...begunRandomly])("%s", (_, make) => {
  test("flattens a convolution to the bits of the matrix, with its outputs first or last", async () => {
    const views = { ...whole, shapes: "flatten" };
    expect(await moved(make(views), [5, 2, 3, 3])).toEqual(await moved(make(whole), [5, 18]));
    const across = { ...whole, layout: "in,out" };
    expect(await moved(make({ ...views, ...across }), [3, 3, 2, 5])).toEqual(
      await moved(make(across), [18, 5]),
    );
  });

  test("divides a projection of several heads into blocks of rows", async () => {
    const blocks = await moved(make({ ...whole, shapes: [["w", { blocks: 3 }]] }), [12, 5]);
    expect(blocks).toEqual(await moved(make(whole), [3, 4, 5]));
    expect(await moved(make({ ...whole, shapes: [["*", { rows: 4, columns: 5 }]] }), [12, 5])).toEqual(
      blocks,
    );
    expect(blocks).not.toEqual(await moved(make(whole), [12, 5]));
  });

  test("has the same bits on js and wasm for blocks of columns, float32", async () => {
    const made = make({ ...whole, shapes: [["w", { blocks: 5, of: "columns" }]] });
    const [one, other] = await Promise.all(
      (["js", "wasm"] as const).map((device) => moved(made, [19, 35], { device, type: Float32Array })),
    );
    expect(other).toEqual(one);
  });

  test.each([[[7, 3, 5]], [[3, 17, 9]]])("has the same bits on js and wasm, float32, [%s]", async (shape) => {
    const type = Float32Array;
    const [one, other] = await Promise.all(
      (["js", "wasm"] as const).map((device) => moved(make(whole), shape, { device, type })),
    );
    expect(other).toEqual(one);
  });

  test("keeps zeros, and goes on from a snapshot to the same bits", async () => {
    const made = make({ ...whole, weightDecay: 0, shapes: [["w", { blocks: 2 }]] });
    const params = () => ({ w: tensor(new Float64Array(12), [4, 3]), other: [1] });
    const one = await made.init(params());
    one.step({ w: new Float64Array(12), other: [0] } as never);
    expect(one.params.w.data.every((value) => value === 0)).toBe(true);
    one.step({ w: randomly(12, 3), other: [1] } as never);
    const two = await made.init(params());
    two.restore(await one.snapshot());
    for (const descent of [one, two]) descent.step({ w: randomly(12, 4), other: [1] } as never);
    expect(two.params.w.data).toEqual(one.params.w.data);
    // Half of the rows have no gradient: their block stays where it is, but for its momentum.
    const before = one.params.w.data.slice();
    one.step({ w: null, other: [1] } as never);
    expect(one.params.w.data).toEqual(before);
    one.dispose();
    two.dispose();
  });
});

describe.each<[row: string, options: Record<string, number>, like?: "paper"]>([
  ["dion/default", {}],
  ["dion/paper", {}, "paper"],
  ["dion/default+low", { rankFraction: 0.4, momentum: 0.8 }],
])("%s, beside the oracle", (row, changed, like) => {
  test.each(batches)("takes the matrices of [%s] one by one", async (shape, matrix) => {
    const found = await moved(dion({ like, ...whole, ...changed }), shape);
    const { length } = found;
    const size = sizeOf(matrix);
    const options = { ...dionCases["dion/default"]!.options, weightDecay: 0.1, ...changed };
    for (let first = 0; first < length; first += size) {
      const one = dionCases[row]!.create(size, { ...options, first }, [matrix]);
      const p = randomly(length, 1).slice(first, first + size);
      for (let t = 0; t < steps; t++)
        one.step(p, randomly(length, 10 + t).slice(first, first + size), whole.learningRate);
      expectNear(found.slice(first, first + size), p);
    }
  });
});

describe("what views do not fit is said", () => {
  const model = { w: tensor(new Float64Array(12), [4, 3]), conv: tensor(new Float64Array(16), [2, 2, 2, 2]) };
  const made = (
    shapes: object | string,
    matrices: string | RegExp = "w",
    options: object = { layout: "out,in" },
  ) => muon({ matrices, shapes, scale: "matchRms", ...options } as never).init(model);

  test.each([
    [
      "blocks that do not divide the rows",
      () => made([["w", { blocks: 3 }]]),
      'muon: shapes has { blocks: 3 } for "w", which has the shape [4, 3]: its rows are no multiple of the number of blocks',
    ],
    [
      "blocks that do not divide the columns",
      () => made([["w", { blocks: 2, of: "columns" }]]),
      'muon: shapes has { blocks: 2, of: "columns" } for "w", which has the shape [4, 3]: its columns are no multiple of the number of blocks',
    ],
    [
      "blocks of a kernel",
      () => made([["*", { blocks: 2 }]], "conv"),
      'for "conv", which has the shape [2, 2, 2, 2]: blocks are those of a tensor of two axes',
    ],
    [
      "sides that do not divide the elements",
      () => made([["w", { rows: 5, columns: 2 }]]),
      "its elements are no multiple of rows times columns",
    ],
    [
      "a pattern that matches no hidden weight",
      () => made([["conv", "flatten"]]),
      'muon: the pattern "conv" of shapes matches no hidden weight; these are: "w" 4 x 3',
    ],
    [
      "no layout",
      () => made("flatten", /w|conv/, {}),
      "muon: layout has no default, since a tensor is flattened by the axis of its outputs",
    ],
  ])("%s", async (_, begin, message) => {
    await expect(begin()).rejects.toThrow(PartitionError);
    await expect(begin()).rejects.toThrow(message);
  });

  test.each([
    ["rows"],
    [[["w", "rows"]]],
    [[["w", { blocks: 0 }]]],
    [[["w", { rows: 2 }]]],
    [[["w", { blocks: 2, of: "heads" }]]],
    [[["w", { rows: 2, columns: 2, of: "rows" }]]],
    [{ w: "flatten" }],
  ])("%j", (shapes) => {
    expect(() => muon({ matrices: "w", shapes } as never)).toThrow(
      'muon: shapes must be "flatten", or a list of patterns and views',
    );
  });

  test("explain counts matrices, and says how tensors are seen", async () => {
    const text = await muon({ matrices: /w|conv/, layout: "out,in", shapes: [["w", { blocks: 2 }]] }).explain(
      {
        params: model,
      },
    );
    expect(text).toContain("for each of 6 matrices in 2 tensors");
  });
});
