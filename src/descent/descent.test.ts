/** A descent in its user's hands: live parameters and gradients, steps, and what stays untouched when they fail. */
import { describe, expect, test } from "vitest";
import { adam, chain, partition, rule, scale, sgd } from "../index.ts";
import { DisposedError } from "./errors.ts";
import { ParameterError, tensor } from "./tree.ts";

const subtract = scale(-1);

describe.each(["js", "wasm"] as const)("on %s", (device) => {
  test("parameters are views that a step changes in place, and gradients keep what was written", async () => {
    const descent = await subtract.init({ x: Float32Array.of(3, -2), y: [1] }, { device });
    expect(descent.device).toBe(device);
    const { params, grads } = descent;
    grads.x.set([1, 2]);
    grads.y[0] = 0.5;
    descent.step();
    expect(params).toEqual({ x: Float32Array.of(2, -4), y: Float64Array.of(0.5) });
    expect(grads).toEqual({ x: Float32Array.of(1, 2), y: Float64Array.of(0.5) });
    expect(descent.params.x).toBe(params.x);
    expect(descent.grads.x).toBe(grads.x);
    descent.step();
    expect(params.x).toEqual(Float32Array.of(1, -6));
    descent.dispose();
  });

  test("parameters and gradients lie in one memory: nothing is copied at a step", async () => {
    const descent = await adam().init([new Float32Array(5), new Float64Array(3)], { device });
    const views = [...descent.params, ...descent.grads, ...(descent.state.m as Float32Array[])];
    expect(new Set(views.map(({ buffer }) => buffer)).size).toBe(1);
    descent.dispose();
  });

  test("parameters that are written between steps count", async () => {
    const descent = await subtract.init({ x: [1, 2] }, { device });
    descent.params.x.set([10, 20]);
    descent.step({ x: [1, 1] });
    expect(descent.params.x).toEqual(Float64Array.of(9, 19));
    descent.dispose();
  });

  test("the input stays as it was, and changing it later changes nothing", async () => {
    const x = Float32Array.of(1, 2);
    const y = [3];
    const descent = await subtract.init({ x, y }, { device });
    descent.step({ x: [1, 1], y: [1] });
    expect([x, y]).toEqual([Float32Array.of(1, 2), [3]]);
    x.fill(100);
    expect(descent.params).toEqual({ x: Float32Array.of(0, 1), y: Float64Array.of(2) });
    descent.dispose();
  });

  test("gradients begin at 0", async () => {
    const used = await adam().init(new Float32Array(9).fill(7), { device });
    used.grads.fill(Number.NaN);
    used.step();
    used.dispose();
    const descent = await adam().init(new Float32Array(9), { device });
    expect([...descent.grads, ...(descent.state.m as Float32Array)]).toEqual(Array<number>(18).fill(0));
    descent.dispose();
  });

  test("numbers in the tree are read and written as numbers", async () => {
    const descent = await subtract.init(
      { model: { slope: 2, offset: -1 }, list: [1, [2]] as const },
      { device },
    );
    const grads = descent.grads as { model: { slope: number; offset: number } };
    grads.model.slope = 0.5;
    descent.step();
    expect(descent.params.model).toEqual({ slope: 1.5, offset: -1 });
    (descent.params as { model: { offset: number } }).model.offset = 4;
    descent.step({ model: { slope: 0, offset: 1 }, list: [10, [20]] });
    expect(descent.params).toEqual({ model: { slope: 1.5, offset: 3 }, list: [-9, Float64Array.of(-18)] });
    descent.dispose();
  });

  test("tensors keep their shapes", async () => {
    const w = tensor(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    const descent = await subtract.init({ w }, { device });
    expect(descent.params.w.shape).toEqual([2, 3]);
    descent.grads.w.data.fill(1);
    descent.step();
    expect(descent.params.w.data).toEqual(Float32Array.of(0, 1, 2, 3, 4, 5));
    descent.dispose();
  });

  test("float32 rounds where float64 does not", async () => {
    const descent = await sgd({ learningRate: 1 }).init([Float32Array.of(1), Float64Array.of(1)], { device });
    descent.step([[1e-12], [1e-12]]);
    expect(descent.params).toEqual([Float32Array.of(1), Float64Array.of(1 - 1e-12)]);
    descent.dispose();
  });

  test("count is the number of steps, and t the step counted from 1", async () => {
    const counting = rule({ name: "counting", text: "u = t" });
    const descent = await counting().init([0], { device });
    expect(descent.count).toBe(0);
    const points = [1, 2, 3].map(() => {
      descent.step();
      return [descent.count, descent.params[0]];
    });
    expect(points).toEqual([
      [1, 1],
      [2, 3],
      [3, 6],
    ]);
    descent.dispose();
  });

  test("gradients that do not fit leave gradients, parameters, state and count as they were", async () => {
    const descent = await adam({ learningRate: 0.1 }).init({ a: [1, 2], b: [3] }, { device });
    descent.step({ a: [1, 2], b: [3] });
    const seen = () =>
      structuredClone([descent.params, descent.grads, descent.state.m, descent.count, descent.hyper]);
    const before = seen();
    for (const grads of [
      { a: [9, 9] },
      { a: [9, 9], b: [9, 9] },
      { a: [9, 9], b: [9], c: [9] },
      { a: [9, 9], b: "9" },
    ]) {
      expect(() => descent.step(grads as never)).toThrow(ParameterError);
      expect(seen()).toEqual(before);
    }
    descent.step();
    expect(descent.count).toBe(2);
    descent.dispose();
  });

  test("branches of a partition and dtypes step together", async () => {
    const optimizer = chain(
      partition([
        ["*.bias", scale(10)],
        ["*", chain()],
      ]),
      subtract,
    );
    const params = {
      layer: { weight: Float32Array.of(0, 0), bias: Float32Array.of(0) },
      head: { weight: [0], bias: [0] },
    };
    const descent = await optimizer.init(params, { device });
    descent.step({ layer: { weight: [1, 2], bias: [3] }, head: { weight: [4], bias: [5] } });
    expect(descent.params).toEqual({
      layer: { weight: Float32Array.of(-1, -2), bias: Float32Array.of(-30) },
      head: { weight: Float64Array.of(-4), bias: Float64Array.of(-50) },
    });
    descent.dispose();
  });

  test("an empty chain adds gradients to parameters", async () => {
    const descent = await chain().init([1, 2], { device });
    descent.step([10, 20]);
    expect(descent.params).toEqual(Float64Array.of(11, 22));
    descent.dispose();
  });

  test("one optimizer makes as many descents as asked, apart from one another", async () => {
    const optimizer = adam({ learningRate: 0.1 });
    const [a, b] = [await optimizer.init([1], { device }), await optimizer.init([1], { device })];
    a.step([1]);
    a.step([-3]);
    expect([b.count, b.params[0], (b.state.m as Float64Array)[0]]).toEqual([0, 1, 0]);
    b.step([1]);
    expect(b.params[0]).toBeCloseTo(0.9, 6);
    a.dispose();
    b.step([1]);
    expect(b.params[0]).toBeCloseTo(0.8, 6);
    b.dispose();
  });

  test("everything is refused after dispose, which may be called twice", async () => {
    const descent = await adam().init([1], { device, measure: true });
    descent.step([1]);
    descent.dispose();
    descent.dispose();
    for (const use of [
      () => descent.params,
      () => descent.grads,
      () => descent.state,
      () => descent.hyper,
      () => descent.last,
      () => descent.step(),
      () => descent.step([1]),
      () => descent.set({ learningRate: 1 }),
    ]) {
      expect(use).toThrow(new DisposedError("this descent was disposed of; call init again"));
    }
    expect(descent.count).toBe(1);
    expect(descent.skipped).toBe(0);
    expect(descent.device).toBe(device);
  });
});
