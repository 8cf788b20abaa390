/** Trees of parameters: their paths, what is not a parameter, views with their structure, gradients copied into them. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Elements, leavesOf, ParameterError, tensor, viewsLike } from "./tree.ts";

const thrown = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

/** Expects a ParameterError with exactly this message. */
function expectRefused(work: () => unknown, message: string): void {
  const error = thrown(work);
  expect(error).toBeInstanceOf(ParameterError);
  expect(error).toBeInstanceOf(TypeError);
  expect((error as Error).message).toBe(message);
  expect((error as Error).name).toBe("ParameterError");
}

const expected = "expected a Float32Array, a Float64Array, numbers, or objects and arrays of them";

describe("leaves", () => {
  test("have paths, shapes, sizes and dtypes, depth first in the order of keys", () => {
    const tree = {
      layers: [
        { weight: tensor(new Float32Array(6), [2, 3]), bias: new Float64Array(3) },
        [new Float32Array(1), [4, 5]],
      ],
      scale: 7,
    };
    expect(leavesOf(tree).map(({ values, form, ...rest }) => ({ ...rest, values: [...values] }))).toEqual([
      { path: "layers.0.weight", shape: [2, 3], size: 6, dtype: "float32", values: [0, 0, 0, 0, 0, 0] },
      { path: "layers.0.bias", shape: [3], size: 3, dtype: "float64", values: [0, 0, 0] },
      { path: "layers.1.0", shape: [1], size: 1, dtype: "float32", values: [0] },
      { path: "layers.1.1", shape: [2], size: 2, dtype: "float64", values: [4, 5] },
      { path: "scale", shape: [], size: 1, dtype: "float64", values: [7] },
    ]);
  });

  test("may be the root, whose path is empty", () => {
    expect(leavesOf([1, 2]).map(({ path, size }) => [path, size])).toEqual([["", 2]]);
    expect(leavesOf(Float32Array.of(1)).map(({ path }) => path)).toEqual([""]);
  });

  test("of an array with more than numbers are its entries", () => {
    expect(leavesOf([1, [2, 3]]).map(({ path }) => path)).toEqual(["0", "1"]);
  });

  test("are found in objects without a prototype", () => {
    const tree = Object.assign(Object.create(null), { x: [1] }) as object;
    expect(leavesOf(tree).map(({ path }) => path)).toEqual(["x"]);
  });

  test("keep a tensor with a shape as it is, scalars included", () => {
    const [leaf] = leavesOf({ x: tensor(Float64Array.of(3), []) });
    expect(leaf).toMatchObject({ shape: [], size: 1, dtype: "float64" });
  });
});

describe("a tree is refused, with the path and what was found,", () => {
  class Weights {
    x = [1];
  }
  class GPUBuffer {}

  test.each<[unknown, string, string?]>([
    [{ a: { b: "1" } }, '"a.b" is string'],
    [{ a: [1, null] }, '"a.1" is null'],
    [{ a: undefined }, '"a" is undefined'],
    [{ a: new Int32Array(2) }, '"a" is Int32Array', "Float32Array.from(array) makes one"],
    [{ a: new BigInt64Array(2) }, '"a" is BigInt64Array', "Float64Array.from(array, Number) makes one"],
    [
      { a: new DataView(new ArrayBuffer(8)) },
      '"a" is DataView',
      "new Float32Array(view.buffer, view.byteOffset) makes one",
    ],
    [{ a: new Map() }, '"a" is Map', "Object.fromEntries(map) makes an object"],
    [{ a: new Set([1]) }, '"a" is Set', "[...set] makes an array"],
    [{ a: new Weights() }, '"a" is Weights', "{ ...value } makes a plain object"],
    [
      { a: new GPUBuffer() },
      '"a" is GPUBuffer',
      "a buffer of a GPU is a parameter on its own device: init(params, { device }), with the GPUDevice that made it",
    ],
    [{ a: Object(1) }, '"a" is Number', "{ ...value } makes a plain object"],
    [
      { a: Object.create(Float32Array.prototype) as object },
      '"a" is Float32Array',
      "this is not an array but a proxy or an object made from its prototype; give the array",
    ],
    [
      { a: new Proxy(new Float64Array(2), {}) },
      '"a" is Float64Array',
      "this is not an array but a proxy or an object made from its prototype; give the array",
    ],
    [{ a: () => 1 }, '"a" is function'],
    [{ a: 1n }, '"a" is bigint'],
    [{ a: true }, '"a" is boolean'],
    [{ a: new ArrayBuffer(8) }, '"a" is ArrayBuffer', "new Float32Array(buffer) makes one"],
    [{ a: new SharedArrayBuffer(8) }, '"a" is SharedArrayBuffer', "new Float32Array(buffer) makes one"],
    [{ a: Symbol("a") }, '"a" is symbol'],
    [null, "the root is null"],
    [undefined, "the root is undefined"],
    ["x", "the root is string"],
  ])("where a leaf is not a number: %o", (tree, found, advice) => {
    expectRefused(() => leavesOf(tree), `${found}; ${expected}${advice ? `: ${advice}` : ""}`);
  });

  test("where the root is one number", () => {
    expectRefused(() => leavesOf(3), "the root is a number; give an array [x] or an object { x }");
  });

  test.each([{}, [], { a: {}, b: [] }])("where there is nothing in it: %o", (tree) => {
    expectRefused(() => leavesOf(tree), "there are no parameters");
  });

  test("where an array has no elements", () => {
    expectRefused(() => leavesOf({ a: { b: new Float32Array() } }), '"a.b" has no elements; leave it out');
    expectRefused(() => leavesOf(new Float64Array()), "the root has no elements; leave it out");
    expectRefused(
      () => leavesOf({ a: tensor(new Float32Array(), [0]) }),
      '"a" has no elements; leave it out',
    );
  });

  test("where two leaves have one path", () => {
    expectRefused(
      () => leavesOf({ a: { b: [1] }, "a.b": [2] }),
      'two parameters have the path "a.b"; rename one of the keys',
    );
  });
});

describe("a tensor", () => {
  test("is its data and its shape", () => {
    const data = new Float32Array(6);
    expect(tensor(data, [2, 3])).toMatchObject({ data, shape: [2, 3] });
  });

  test("is refused where shape and data differ in their number of elements", () => {
    expectRefused(() => tensor(new Float32Array(6), [2, 2]), "shape [2, 2] has 4 elements; the data has 6");
    expectRefused(() => tensor(new Float32Array(2), []), "shape [] has 1 elements; the data has 2");
  });

  test.each([[[-2, -3]], [[1.5, 4]], [[0, 3]]])(
    "is refused where the shape %j has no such extents",
    (shape) => {
      expect(() => tensor(new Float32Array(6), shape)).toThrow(ParameterError);
    },
  );
});

describe("views", () => {
  test("have the structure of the tree: arrays, objects, shapes and numbers", () => {
    const tree = { a: [{ b: [1, 2] }, new Float32Array(2)], c: 5, d: tensor(new Float64Array(4), [2, 2]) };
    const views = new Map<string, Elements>(
      leavesOf(tree).map(({ path, dtype, size }) => [
        path,
        dtype === "float32" ? new Float32Array(size) : new Float64Array(size),
      ]),
    );
    const live = viewsLike(tree, (path) => views.get(path)) as typeof tree;
    expect(Array.isArray(live.a)).toBe(true);
    expect((live.a[0] as { b: unknown }).b).toBe(views.get("a.0.b"));
    expect(live.a[1]).toBe(views.get("a.1"));
    expect(live.d.data).toBe(views.get("d"));
    expect(live.d.shape).toEqual([2, 2]);
    views.get("c")![0] = 9;
    expect(live.c).toBe(9);
    live.c = 10;
    expect(views.get("c")![0]).toBe(10);
    expect(Object.keys(live)).toEqual(["a", "c", "d"]);
  });

  test("cannot be replaced or added to: a view that was lost would be a silent mistake", () => {
    const live = viewsLike({ x: [1] }, () => new Float64Array(1)) as { x: unknown; y?: unknown };
    expect(() => {
      live.x = [2];
    }).toThrow(TypeError);
    expect(() => {
      live.y = [2];
    }).toThrow(TypeError);
  });

  test("leave out what has no view", () => {
    const live = viewsLike({ a: [1], b: 2, c: { d: [3] } }, (path) =>
      path === "c.d" ? new Float64Array(1) : undefined,
    );
    expect(live).toEqual({ c: { d: new Float64Array(1) } });
  });

  test("of any tree have its leaves at their paths", () => {
    const leaf = fc.oneof(fc.constant(3), fc.constant([1, 2]), fc.constant(new Float32Array(2)));
    const { tree: trees } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), tie("tree"), { minKeys: 1, maxKeys: 4 }),
        fc.array(tie("tree"), { minLength: 1, maxLength: 3 }),
      ),
    }));
    fc.assert(
      fc.property(trees, (inner) => {
        const tree = { root: inner };
        const leaves = leavesOf(tree);
        const views = new Map(
          leaves.map(({ path, size }, index) => [path, new Float64Array(size).fill(index)]),
        );
        const live = viewsLike(tree, (path) => views.get(path));
        const paths = leavesOf(live).map(({ path, values }) => [path, values[0]]);
        expect(paths).toEqual(leaves.map(({ path }, index) => [path, index]));
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
