/** Trees that nobody would think of: of other realms, in circles, too deep, with traps. Whatever it is, the error is typed. */
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { adam, sgd } from "../index.ts";
import { ParameterError } from "./leaf.ts";
import { leavesOf, readTree } from "./tree.ts";

const refused = (tree: unknown, message: string | RegExp) => {
  expect(() => readTree(tree)).toThrow(ParameterError);
  expect(() => readTree(tree)).toThrow(message);
};

/** An array without one of its elements. */
function holed<T>(list: T[], index: number): T[] {
  delete list[index];
  return list;
}

/** A buffer that can be resized: TypeScript's library of this project does not have them yet. */
function growingBuffer(byteLength: number, maxByteLength: number) {
  const Resizable = ArrayBuffer as unknown as new (
    bytes: number,
    options: { maxByteLength: number },
  ) => ArrayBuffer & { resize(bytes: number): void };
  return new Resizable(byteLength, { maxByteLength });
}

/** An object of another realm. */
const foreign = (expression: string): unknown => runInNewContext(`(${expression})`);

describe("of another realm", () => {
  test("are what their own are: arrays, objects, tensors, numbers", async () => {
    const tree = foreign(`{
      w: new Float32Array([1, 2]), d: new Float64Array([3]), list: [4, 5], n: 6,
      t: { data: new Float32Array([1, 2, 3, 4]), shape: [2, 2] }, none: Object.create(null)
    }`);
    expect(leavesOf(tree).map(({ path, shape, dtype }) => [path, shape, dtype])).toEqual([
      ["w", [2], "float32"],
      ["d", [1], "float64"],
      ["list", [2], "float64"],
      ["n", [], "float64"],
      ["t", [2, 2], "float32"],
    ]);
    const descent = await sgd({ learningRate: 1 }).init(tree as { w: Float32Array });
    expect(descent.params.w).toBeInstanceOf(Float32Array);
    descent.step(
      foreign("{ w: [1, 1], d: new Float32Array([1]), list: [0, 1], n: 1, t: new Float32Array(4) }") as never,
    );
    expect(descent.params.w).toEqual(Float32Array.of(0, 1));
    const saved = await descent.snapshot();
    descent.step(
      foreign("{ w: [1, 1], d: new Float32Array([1]), list: [0, 1], n: 1, t: new Float32Array(4) }") as never,
    );
    const params = { ...saved.params, w: foreign("new Float32Array([7, 8])") as Float32Array };
    await descent.restore({ ...saved, params });
    expect(descent.params.w).toEqual(Float32Array.of(7, 8));
    descent.dispose();
  });

  test.each<[string, string]>([
    ["new Map()", '"a" is Map; expected'],
    ["new (class Weights {})()", '"a" is Weights; expected'],
    ["new Int8Array(2)", '"a" is Int8Array; expected'],
    ["new Date()", '"a" is Date; expected'],
    ["Object.create(Float32Array.prototype)", '"a" is Float32Array; expected'],
    ["[1, , 3]", '"a.1" is missing: the array has a hole there'],
  ])("are refused like their own: %s", (expression, message) => {
    refused({ a: foreign(expression) }, message);
    refused(foreign(`{ a: ${expression} }`), message);
  });
});

describe("are refused, with the path:", () => {
  test("circles", () => {
    const tree: Record<string, unknown> = { w: [1] };
    tree.self = { inner: tree };
    refused(tree, '"self.inner" is an object around it: a tree has no circles');
    const list: unknown[] = [[1]];
    list.push(list);
    refused(list, '"1" is an object around it: a tree has no circles');
  });

  test("more than a thousand objects in one another, however deep", () => {
    const nested = (depth: number) => {
      let tree: unknown = [1];
      for (let i = 0; i < depth; i++) tree = { a: tree };
      return tree;
    };
    expect(readTree(nested(1000)).leaves).toHaveLength(1);
    for (const depth of [1001, 5000, 1e5]) {
      refused(nested(depth), /^the tree is more than 1000 objects deep, at "(a\.){50}\.\.\.(\.a){30}"$/);
    }
    let made = 0;
    const endless = (): object =>
      new Proxy(
        {},
        {
          ownKeys: () => ["a"],
          getOwnPropertyDescriptor: () => ({
            configurable: true,
            enumerable: true,
            value: ++made && endless(),
          }),
          get: () => endless(),
        },
      );
    refused(endless(), /more than 1000 objects deep/);
  });

  test.each<[string, unknown, string | RegExp]>([
    ["holes", { a: holed([1, 2, 3], 1) }, '"a.1" is missing: the array has a hole there'],
    ["an array of nothing but holes", { a: new Array(3) }, '"a.0" is missing: the array has a hole there'],
    ["a long array of holes", new Array(2 ** 32 - 1), '"0" is missing'],
    ["a hole among objects", { a: holed([{ b: [1] }, {}, { b: [2] }], 1) }, '"a.1" is missing'],
    ["undefined in numbers", { a: [1, undefined] }, '"a.1" is undefined; expected'],
    ["text in numbers", { a: [1, "2"] }, '"a.1" is string; expected'],
    ["a BigInt in numbers", { a: [1, 2n] }, '"a.1" is bigint; expected'],
    [
      "keys of an array beside its elements",
      Object.assign([{ x: [1] }], { w: [2] }),
      'the root is an array that also has the key "w"',
    ],
    [
      "symbols as keys",
      { a: { [Symbol("w")]: [1], b: [2] } },
      '"a" has the key Symbol(w); keys are parts of paths, use strings',
    ],
    ["half precision", { a: Object.assign(new Uint16Array(2)) }, '"a" is Uint16Array'],
    [
      "a tensor of numbers",
      { a: { data: [1, 2], shape: [2] } },
      '"a": tensor takes a Float32Array or a Float64Array and its shape; got Array',
    ],
    [
      "a tensor whose shape does not fit",
      { a: { data: new Float32Array(6), shape: [2, 2] } },
      '"a": shape [2, 2] has 4 elements; the data has 6',
    ],
    [
      "a tensor whose shape is none",
      { a: { data: new Float32Array(6), shape: [2, "3"] } },
      '"a": extents of a shape must be whole numbers; got [2, string]',
    ],
  ])("%s", (_, tree, message) => refused(tree, message));

  test("what cannot be read, with its cause", () => {
    const cause = new Error("trap");
    const fails = () => {
      throw cause;
    };
    const traps: object[] = [
      {
        get b() {
          return fails();
        },
      },
      new Proxy({}, { ownKeys: fails }),
      new Proxy({}, { getPrototypeOf: fails }),
      new Proxy([], { get: fails }),
      Object.defineProperty([1, 2], 1, { get: fails }),
    ];
    for (const a of traps) {
      const error = (() => {
        try {
          return readTree({ a });
        } catch (thrown) {
          return thrown;
        }
      })();
      expect(error).toBeInstanceOf(ParameterError);
      expect((error as Error).message).toMatch(/^"a" cannot be read: a getter or a proxy fails there$/);
      expect((error as Error).cause).toBe(cause);
    }
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    refused({ a: proxy }, '"a" cannot be read');
  });
});

describe("are taken:", () => {
  test("NaN, infinities and -0 as numbers", () => {
    const [leaf] = leavesOf({ a: [Number.NaN, -Infinity, -0] });
    expect(leaf!.values).toEqual(Float64Array.of(Number.NaN, -Infinity, -0));
  });

  test("an object at two places: two parameters", async () => {
    const shared = { w: new Float32Array(2) };
    const descent = await sgd({ learningRate: 1 }).init({ a: shared, b: shared });
    descent.step({ a: { w: [1, 1] }, b: { w: [2, 2] } });
    expect(descent.params).toEqual({ a: { w: Float32Array.of(-1, -1) }, b: { w: Float32Array.of(-2, -2) } });
    const one = Float32Array.of(3, 4);
    descent.step({ a: { w: one }, b: { w: one } });
    expect(descent.params.b.w).toEqual(Float32Array.of(-5, -6));
    descent.dispose();
  });

  test("proxies of objects and arrays, as frameworks have them", () => {
    const tree = new Proxy({ a: new Proxy([1, 2], {}), b: new Proxy({ w: new Float32Array(1) }, {}) }, {});
    expect(leavesOf(tree).map(({ path }) => path)).toEqual(["a", "b.w"]);
  });

  test("shared memory, memory that grows, subclasses, namespaces of modules", async () => {
    class Weights extends Float32Array {}
    const growing = growingBuffer(8, 16);
    const tree = {
      shared: new Float32Array(new SharedArrayBuffer(8)),
      growing: new Float32Array(growing),
      own: new Weights(2),
      module: await import("../../test/fixtures/weights.ts"),
    };
    expect(leavesOf(tree).map(({ path, size }) => [path, size])).toEqual([
      ["shared", 2],
      ["growing", 2],
      ["own", 2],
      ["module.bias", 1],
      ["module.weight", 2],
    ]);
    const { module, ...rest } = tree;
    const descent = await sgd({ learningRate: 1 }).init(rest);
    descent.step({ ...rest, shared: [1, 2] });
    expect(descent.params.shared).toEqual(Float32Array.of(-1, -2));
    growing.resize(16);
    expect(() => descent.step(rest)).toThrow('gradients at "growing": expected 2 elements, got 4');
    growing.resize(0);
    expect(() => descent.step(rest)).toThrow('"growing" has no elements; leave it out');
    descent.dispose();
  });

  test("a getter is read once", async () => {
    let reads = 0;
    const tree = {
      get a() {
        reads++;
        return reads === 1 ? [1, 2] : "something else";
      },
    };
    const descent = await sgd().init(tree as { a: number[] });
    expect(reads).toBe(1);
    expect(descent.params.a).toEqual(Float64Array.of(1, 2));
    descent.dispose();
  });

  test("any key: __proto__, toString, signs, the empty one", async () => {
    const tree = JSON.parse(
      '{ "__proto__": [1], "toString": [2], "a b/c": [3], "": [4], "constructor": [5] }',
    ) as Record<string, number[]>;
    const descent = await adam().init(tree);
    descent.step(
      JSON.parse('{ "__proto__": [1], "toString": [1], "a b/c": [1], "": [1], "constructor": [1] }'),
    );
    const saved = JSON.parse(JSON.stringify(await descent.snapshot())) as Awaited<
      ReturnType<typeof descent.snapshot>
    >;
    await descent.restore(saved);
    expect(Object.keys(descent.params)).toEqual(["__proto__", "toString", "a b/c", "", "constructor"]);
    expect(Object.keys(saved.params)).toEqual(Object.keys(descent.params));
    descent.dispose();
  });
});
