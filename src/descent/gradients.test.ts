/** Gradients that are handed over: what is taken, what is refused with nothing copied, and views of the descent itself. */

import { describe, expect, test } from "vitest";
import { Inlet } from "./gradients.ts";
import { ParameterError, tensor } from "./leaf.ts";
import type { Target } from "./targets.ts";
import { readTree } from "./tree.ts";

const { structure } = readTree({
  a: { x: tensor(new Float32Array(2), [1, 2]), y: 0 },
  b: new Float64Array(3),
});
const copierOf = (grads: unknown, targets: ReadonlyMap<string, Target>) => {
  const inlet = new Inlet(structure, targets);
  inlet.read(grads);
  return () => inlet.write();
};

describe("gradients", () => {
  const targets = () =>
    new Map<string, Target>([
      ["a.x", { view: new Float32Array(2), shape: [1, 2] }],
      ["a.y", { view: new Float64Array(1), shape: [] }],
      ["b", { view: new Float64Array(3), shape: [3] }],
    ]);
  const valuesOf = (into: ReadonlyMap<string, Target>): Target["view"][] =>
    [...into.values()].map(({ view }) => view);

  test("are copied from typed arrays of either dtype, number arrays, tensors and numbers", () => {
    const into = targets();
    copierOf({ b: [1, 2, 3], a: { y: 4, x: tensor(Float64Array.of(0.1, 6), [1, 2]) } }, into)();
    expect(valuesOf(into)).toEqual([Float32Array.of(0.1, 6), Float64Array.of(4), Float64Array.of(1, 2, 3)]);
  });

  test.each<[unknown, string | RegExp]>([
    [{ a: { x: [1, 2], y: 1 } }, 'gradients are missing at "b"'],
    [{ a: { x: [1, 2] }, b: [1, 2, 3] }, 'gradients are missing at "a.y"'],
    [
      { a: { x: [1, 2], y: 1, z: 1 }, b: [1, 2, 3] },
      'gradients have "a.z", which is not a parameter; parameters: a.x, a.y, b',
    ],
    [{ a: { x: [1, 2], y: 1 }, b: [1, 2] }, 'gradients at "b": expected 3 elements, got 2'],
    [{ a: { x: [1, 2], y: [1, 2] }, b: [1, 2, 3] }, 'gradients at "a.y": expected 1 elements, got 2'],
    [[1, 2], "gradients have the root, which is not a parameter; parameters: a.x, a.y, b"],
    [{ a: { x: [1, 2], y: "1" }, b: [1, 2, 3] }, /^gradients: "a.y" is string; expected a Float32Array/],
    [null, /^gradients: the root is null; expected/],
    [{}, 'gradients are missing at "a.x"'],
  ])("that do not fit are refused, and nothing is copied: %j", (grads, message) => {
    const into = targets();
    expect(() => copierOf(grads, into)()).toThrow(ParameterError);
    expect(() => copierOf(grads, into)()).toThrow(message);
    expect(valuesOf(into).flatMap((view) => [...view])).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test.each<[string, unknown]>([
    ["flat arrays for tensors, and arrays of one for numbers", { a: { x: [1, 2], y: [3] }, b: [4, 5, 6] }],
    ["paths as keys", { "a.x": [1, 2], "a.y": 3, b: [4, 5, 6] }],
    ["keys in another order", { b: [4, 5, 6], a: { y: 3, x: [1, 2] } }],
    [
      "objects without prototypes",
      Object.assign(Object.create(null), { a: { x: [1, 2], y: 3 }, b: [4, 5, 6] }),
    ],
    [
      "copies of tensors",
      { a: structuredClone({ x: tensor(Float64Array.of(1, 2), [1, 2]), y: 3 }), b: [4, 5, 6] },
    ],
    ["empty objects beside", { a: { x: [1, 2], y: 3 }, b: [4, 5, 6], none: {} }],
  ])("may be %s", (_, grads) => {
    const into = targets();
    copierOf(grads, into)();
    expect(valuesOf(into).flatMap((view) => [...view])).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test.each<[string, unknown, string]>([
    [
      "another shape of the same size",
      { a: { x: tensor(new Float32Array(2), [2, 1]), y: 1 }, b: [1, 2, 3] },
      `gradients at "a.x": expected the parameter's shape [1, 2], got [2, 1]`,
    ],
    [
      "another rank",
      { a: { x: tensor(new Float32Array(2), [2]), y: 1 }, b: [1, 2, 3] },
      `gradients at "a.x": expected the parameter's shape [1, 2], got [2]`,
    ],
    [
      "a tensor for a vector",
      { a: { x: [1, 2], y: 1 }, b: tensor(new Float32Array(3), [3, 1]) },
      `gradients at "b": expected the parameter's shape [3], got [3, 1]`,
    ],
    [
      "rows for a tensor",
      { a: { x: [[1, 2]], y: 1 }, b: [1, 2, 3] },
      'gradients at "a.x": expected one array of 2 elements or tensor(data, [1, 2]), got more arrays, one at "a.x.0"',
    ],
    [
      "a hole",
      { a: { x: [1, 2], y: 1 }, b: Object.assign(new Array(3), { 0: 1, 2: 3 }) },
      '"b.1" is missing: the array has a hole there',
    ],
    ["undefined", { a: { x: [1, undefined], y: 1 }, b: [1, 2, 3] }, '"a.x.1" is undefined'],
    ["text", { a: { x: [1, "2"], y: 1 }, b: [1, 2, 3] }, '"a.x.1" is string'],
    ["a BigInt", { a: { x: [1, 2n], y: 1 }, b: [1, 2, 3] }, '"a.x.1" is bigint'],
    ["integers", { a: { x: new Int32Array(2), y: 1 }, b: [1, 2, 3] }, '"a.x" is Int32Array'],
    [
      "a symbol beside",
      { a: { x: [1, 2], y: 1 }, b: [1, 2, 3], [Symbol("c")]: [1] },
      "the root has the key Symbol(c)",
    ],
    ["a number alone", 5, "the root is a number"],
  ])("may not be %s", (_, grads, message) => {
    const into = targets();
    expect(() => copierOf(grads, into)).toThrow(ParameterError);
    expect(() => copierOf(grads, into)).toThrow(message);
    expect(valuesOf(into).flatMap((view) => [...view])).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("may be NaN and infinite", () => {
    const into = targets();
    copierOf({ a: { x: [Number.NaN, -Infinity], y: Number.NaN }, b: [1, -0, Infinity] }, into)();
    expect(valuesOf(into).flatMap((view) => [...view])).toEqual([
      Number.NaN,
      -Infinity,
      Number.NaN,
      1,
      -0,
      Infinity,
    ]);
  });
});
