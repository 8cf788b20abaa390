/** Boxes: what bounds may be, how they are rounded, what they do to start, snapshots and halves of steps, and what is refused. */
import { describe, expect, test } from "vitest";
import {
  adam,
  chain,
  freeze,
  HyperparameterError,
  keepParamsNonnegative,
  ParameterError,
  PlanError,
  partition,
  projectionBox,
  projectionL2Ball,
  sam,
  scheduleFreeSgd,
  sgd,
  tensor,
} from "../index.ts";

const step = sgd({ learningRate: 1 });
const boxed = (options: Parameters<typeof projectionBox>[0]) => chain(step, projectionBox(options));

describe("a parameter that leaves the box", () => {
  test.each(["js", "wasm"] as const)("is moved to its edge, on %s, to the bit", async (device) => {
    const descent = await boxed({ min: -0.3, max: 0.7 }).init({ x: [0, 0.1, 0.2, 0.3, 0.4] }, { device });
    descent.step({ x: [9, -9, 0.1, Number.NaN, -Infinity] });
    expect([...descent.params.x]).toEqual([-0.3, 0.7, 0.1, Number.NaN, 0.7]);
    descent.dispose();
  });

  test("is inside in float32 though the bounds are not float32 numbers", async () => {
    const descent = await boxed({ min: 0.1, max: 0.7 }).init(Float32Array.of(0.4, 0.4));
    descent.step([9, -9]);
    const [low, high] = descent.params as Float32Array;
    expect(low).toBeGreaterThanOrEqual(0.1);
    expect(high).toBeLessThanOrEqual(0.7);
    expect(low! - 0.1).toBeLessThan(1e-8);
    descent.dispose();
  });

  test("is fixed by two equal bounds, in float32 too", async () => {
    const descent = await boxed({ min: 0.1, max: 0.1 }).init({ x: Float32Array.of(5), y: [5] });
    descent.step({ x: [1], y: [-1] });
    expect([descent.params.x[0], descent.params.y[0]]).toEqual([Math.fround(0.1), 0.1]);
    descent.dispose();
  });

  test("takes the step that is measured", async () => {
    const descent = await boxed({ min: 0, max: 10 }).init([1, 5], { measure: true });
    descent.step([3, 2]);
    expect(descent.last).toMatchObject({ gradNorm: Math.sqrt(13), updateNorm: Math.sqrt(5) });
    descent.dispose();
  });
});

test("a start outside is moved into the box, and states that start there with it", async () => {
  const descent = await chain(scheduleFreeSgd(), projectionBox({ min: 0, max: 1 })).init([5, -5, 0.5]);
  expect([...descent.params]).toEqual([1, 0, 0.5]);
  expect([...(descent.state.z as Float64Array)]).toEqual([1, 0, 0.5]);
  expect([...(await descent.evalParams())]).toEqual([1, 0, 0.5]);
  descent.dispose();
});

describe("bounds of single elements", () => {
  const start = () => ({ w: tensor(new Float64Array(4), [2, 2]), b: Float32Array.of(0, 0), c: 0 });

  test("are trees like the parameters: arrays, tensors, a number for all elements; what is left out is free", async () => {
    const min = { w: tensor(Float64Array.of(-1, -2, -3, -Infinity), [2, 2]), b: -0.5 };
    const descent = await boxed({ min, max: { c: 0.25 } }).init(start());
    descent.step({ w: tensor(new Float64Array(4).fill(9), [2, 2]), b: [9, 0.25], c: -9 });
    expect([...descent.params.w.data]).toEqual([-1, -2, -3, -9]);
    expect([...descent.params.b]).toEqual([-0.5, -0.25]);
    expect(descent.params.c).toBe(0.25);
    descent.dispose();
  });

  test("are arrays where the parameters are one array", async () => {
    const descent = await boxed({ min: [0, -1], max: 3 }).init([1, 1]);
    descent.step([9, 9]);
    descent.step([0, -9]);
    expect([...descent.params]).toEqual([0, 3]);
    descent.dispose();
  });

  test("are copied when the optimizer is made", async () => {
    const min = Float64Array.of(0);
    const optimizer = boxed({ min });
    min[0] = -100;
    const descent = await optimizer.init([1]);
    descent.step([9]);
    expect(descent.params[0]).toBe(0);
    descent.dispose();
  });

  test("are not states: not shown, not saved, and a restored snapshot keeps the bounds of the descent", async () => {
    const [wide, narrow] = await Promise.all([
      boxed({ min: [-9, -9] }).init([0, 0]),
      boxed({ min: [-1, -9] }).init([0, 0]),
    ]);
    wide.step([5, 5]);
    const saved = await wide.snapshot();
    expect([Object.keys(wide.state), saved.state]).toEqual([[], {}]);
    await narrow.restore(saved);
    expect([...narrow.params]).toEqual([-1, -5]);
    for (const each of [wide, narrow]) each.dispose();
  });

  test.each<[object, string, new (...args: never[]) => Error]>([
    [
      { min: { v: 0 } },
      'projectionBox: min has a value at "v", which is none of its parameters: w',
      ParameterError,
    ],
    [
      { max: { b: [1, 2, 3] } },
      'max at "b": expected a number or the parameter\'s shape [2]; got [3]',
      ParameterError,
    ],
    [
      { min: { w: tensor(new Float64Array(4), [4, 1]) } },
      'min at "w": expected a number or the parameter\'s shape [2, 2]; got [4, 1]',
      ParameterError,
    ],
    [
      { min: { b: [0, 2] }, max: { b: 1 } },
      'min must not be above max; got 2 and 1 at "b", element 1',
      HyperparameterError,
    ],
    [
      { min: { b: [0, 2] }, max: 1 },
      'min must not be above max; got 2 and 1 at "b", element 1',
      HyperparameterError,
    ],
    [
      { min: { w: 0 }, where: "b" },
      'min has a value at "w", which is none of its parameters: b',
      ParameterError,
    ],
  ])("%o is refused at init", async (options, message, type) => {
    const result = boxed(options as never).init(start());
    await expect(result).rejects.toThrow(type);
    await expect(result).rejects.toThrow(message);
  });

  test.each([
    ["min", { w: [0, Number.NaN] }, "must be numbers, or -Infinity; got NaN"],
    ["min", { w: Number.NaN }, "must be numbers, or -Infinity; got NaN"],
    ["min", { w: [0, Infinity] }, "must be numbers, or -Infinity; got Infinity"],
    ["max", { w: [0, -Infinity] }, "must be numbers, or Infinity; got -Infinity"],
  ])("what no number meets is refused when the optimizer is made: %s %o", (side, bound, message) => {
    expect(() => projectionBox({ [side]: bound })).toThrow(ParameterError);
    expect(() => projectionBox({ [side]: bound })).toThrow(`projectionBox: ${side} at "w" ${message}`);
  });

  test("beside a schedule are refused", () => {
    expect(() => projectionBox({ min: { w: 0 }, max: () => 1 })).toThrow("got a schedule");
  });
});

describe("numbers", () => {
  test("are hyperparameters: set, schedules, snapshots", async () => {
    const descent = await boxed({ min: (count) => 1 - count, max: 5 }).init([3]);
    descent.step([9]);
    expect(descent.params[0]).toBe(1);
    descent.step([9]);
    expect(descent.params[0]).toBe(0);
    descent.set({ max: 0.5 });
    descent.step([-9]);
    expect([descent.params[0], descent.hyper]).toEqual([0.5, { learningRate: 1, min: -1, max: 0.5 }]);
    descent.dispose();
  });

  test.each([
    [{}, "projectionBox needs min, max or both; got neither"],
    [{ where: "*.w" }, "projectionBox needs min, max or both; got neither"],
    [{ min: 2, max: 1 }, "min must not be above max; got 2 and 1"],
    [{ min: Infinity }, "min must be in [-inf, inf); got Infinity"],
    [{ max: -Infinity }, "max must be in (-inf, inf]; got -Infinity"],
    [{ min: Number.NaN }, "projectionBox: min must be a number, a schedule, or a tree"],
    [{ max: "1" }, "projectionBox: max must be a number, a schedule, or a tree"],
    [{ lower: 1 }, 'projectionBox has no option "lower"; it has: min, max, where'],
    [{ where: 1 }, "projectionBox: where must be a pattern"],
  ])("%o is refused", (options, message) => {
    expect(() => projectionBox(options as never)).toThrow(HyperparameterError);
    expect(() => projectionBox(options as never)).toThrow(message);
  });

  test("min above max is refused where set or a schedule makes it so, and nothing has changed", async () => {
    const descent = await boxed({ min: 0, max: 1 }).init([0.5]);
    expect(() => descent.set({ min: 2 })).toThrow("min must not be above max; got 2 and 1");
    descent.set({ min: 2, max: 3 });
    descent.set({ max: (count) => 3 - count });
    descent.step([0]);
    descent.step([0]);
    expect(() => descent.step([0])).toThrow("min must not be above max; got 2 and 1 at count 2");
    expect([descent.count, descent.params[0]]).toEqual([2, 2]);
    const saved = await descent.snapshot();
    descent.set({ max: 9 });
    const tampered = { ...(await descent.snapshot()), hyper: { ...saved.hyper, min: 5, max: 4 } };
    await expect(
      descent.restore({ ...tampered, hyper: { learningRate: 1, min: 5, max: 4 } }),
    ).rejects.toThrow("min must not be above max; got 5 and 4");
    expect(descent.params[0]).toBe(2);
    descent.dispose();
  });
});

describe("where", () => {
  test("bounds those that match alone, and cases of a partition bound theirs", async () => {
    const optimizer = partition([
      ["*.w", chain(step, keepParamsNonnegative())],
      ["*", boxed({ max: 1, where: "*.b" })],
    ]);
    const descent = await optimizer.init({ a: { w: [0], b: [0], c: [0] } });
    descent.step({ a: { w: [1], b: [-2], c: [-2] } });
    descent.step({ a: { w: [1], b: [0], c: [-2] } });
    const { w, b, c } = descent.params.a;
    expect([w[0], b[0], c[0]]).toEqual([0, 1, 4]);
    descent.dispose();
  });

  test("that matches nothing is an error", async () => {
    await expect(boxed({ min: 0, where: "*.wieght" }).init({ a: { weight: [1] } })).rejects.toThrow(
      "*.wieght",
    );
    await expect(chain(adam(), keepParamsNonnegative({ where: /zz/ })).init([1])).rejects.toThrow("zz");
  });

  test("two rules for one parameter are refused, for different ones not", async () => {
    const two = chain(step, keepParamsNonnegative({ where: "a" }), projectionL2Ball(1));
    await expect(two.init({ a: [1], b: [1] })).rejects.toThrow(PlanError);
    await expect(two.init({ a: [1], b: [1] })).rejects.toThrow(
      "got projectionBox, projectionL2Ball: give one of them both bounds",
    );
    const apart = chain(step, keepParamsNonnegative({ where: "a" }), projectionL2Ball(1, { where: "b" }));
    const descent = await apart.init({ a: [-1], b: [3] });
    expect([descent.params.a[0], descent.params.b[0]]).toEqual([0, 1]);
    descent.dispose();
  });
});

test("frozen parameters outside are moved in once", async () => {
  const descent = await chain(freeze(), projectionBox({ max: 1 })).init([2]);
  expect(descent.params[0]).toBe(1);
  descent.dispose();
});

test("perturb() stays in the box, and step() goes on from the start", async () => {
  const descent = await chain(sam(step, { rho: 10 }), projectionBox({ min: 0, max: 1 })).init([0.5]);
  descent.perturb([1]);
  expect(descent.params[0]).toBe(1);
  descent.step([0.25]);
  expect(descent.params[0]).toBe(0.25);
  descent.dispose();
});

test("the optimizer says its bounds", async () => {
  expect(await boxed({ min: 0 }).explain()).toContain("p = project(p + u)");
  expect(await boxed({ min: 0 }).explain({ format: "tex" })).toContain("\\Pi\\left(p_{t-1} + u_t\\right)");
  expect(await scheduleFreeSgd().explain({ format: "tex" })).not.toContain("Pi");
});
