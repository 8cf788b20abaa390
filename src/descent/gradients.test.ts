/** Gradients that are handed over: what is taken, what is refused with nothing copied, and views of the descent itself. */
import { describe, expect, test } from "vitest";
import { copierOf, type Target } from "./gradients.ts";
import { type Elements, ParameterError, tensor } from "./leaf.ts";

describe("gradients", () => {
  const targets = () =>
    new Map<string, Target>([
      ["a.x", { view: new Float32Array(2), shape: [1, 2] }],
      ["a.y", { view: new Float64Array(1), shape: [] }],
      ["b", { view: new Float64Array(3), shape: [3] }],
    ]);
  const valuesOf = (into: ReadonlyMap<string, Target>): Elements[] =>
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
      'gradients have "a.z", which is no parameter; parameters: a.x, a.y, b',
    ],
    [{ a: { x: [1, 2], y: 1 }, b: [1, 2] }, 'gradients at "b": expected 3 elements, got 2'],
    [{ a: { x: [1, 2], y: [1, 2] }, b: [1, 2, 3] }, 'gradients at "a.y": expected 1 elements, got 2'],
    [[1, 2], "gradients have the root, which is no parameter; parameters: a.x, a.y, b"],
    [{ a: { x: [1, 2], y: "1" }, b: [1, 2, 3] }, /^"a.y" is string; expected a Float32Array/],
    [null, /^the root is null; expected/],
  ])("that do not fit are refused, and nothing is copied: %j", (grads, message) => {
    const into = targets();
    expect(() => copierOf(grads, into)()).toThrow(ParameterError);
    expect(() => copierOf(grads, into)()).toThrow(message);
    expect(valuesOf(into).flatMap((view) => [...view])).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
