/** State by name: where it lives, how it starts, how it is called where several rules have one of that name. */
import { describe, expect, test } from "vitest";
import { adagrad, adam, chain, partition, rule, scaleByAdam, sgd, skipNonFinite, trace } from "../index.ts";

describe.each(["js", "wasm"] as const)("on %s", (device) => {
  test("state has the structure of the parameters and is live", async () => {
    const optimizer = chain(trace({ momentum: 0.5 }));
    const descent = await optimizer.init({ a: Float32Array.of(1, 2), b: { c: 3 } }, { device });
    expect(descent.state).toEqual({ m: { a: new Float32Array(2), b: { c: 0 } } });
    const { m } = descent.state;
    descent.step({ a: [1, 2], b: { c: 4 } });
    descent.step();
    expect(m).toEqual({ a: Float32Array.of(1.5, 3), b: { c: 6 } });
    (m as { a: Float32Array }).a[0] = 100;
    descent.step();
    expect(descent.state).toEqual({ m: { a: Float32Array.of(51, 3.5), b: { c: 7 } } });
    descent.dispose();
  });

  test("state of a root array is an array", async () => {
    const descent = await trace().init([1, 2], { device });
    descent.step([3, 4]);
    expect(descent.state.m).toEqual(Float64Array.of(3, 4));
    descent.dispose();
  });

  test("state is found by its rule's name where two rules call one m", async () => {
    const descent = await chain(scaleByAdam(), trace({ momentum: 0.5 })).init([1], { device });
    expect(Object.keys(descent.state)).toEqual(["adam.m", "v", "trace.m"]);
    descent.step([1]);
    expect((descent.state["adam.m"] as Float64Array)[0]).toBeCloseTo(0.1, 12);
    expect((descent.state["trace.m"] as Float64Array)[0]).toBeCloseTo(1, 6);
    descent.dispose();
  });

  test("state is found by its place where one rule is used twice in a chain", async () => {
    const descent = await chain(trace({ momentum: 0 }), trace({ momentum: 0.5 })).init([1], { device });
    expect(Object.keys(descent.state)).toEqual(["0.trace.m", "1.trace.m"]);
    descent.step([1]);
    descent.step([1]);
    expect(descent.state).toEqual({ "0.trace.m": Float64Array.of(1), "1.trace.m": Float64Array.of(1.5) });
    descent.dispose();
  });

  test("state of a partition has the parameters of its branch only, by the branch's pattern", async () => {
    const optimizer = partition([
      ["*.bias", sgd({ momentum: 0.5 })],
      ["*", sgd({ momentum: 0.9 })],
    ]);
    const descent = await optimizer.init({ l: { weight: [1], bias: [2] }, head: [3] }, { device });
    descent.step({ l: { weight: [10], bias: [20] }, head: [30] });
    expect(descent.state).toEqual({
      "*.bias.m": { l: { bias: Float64Array.of(20) } },
      "*.m": { l: { weight: Float64Array.of(10) }, head: Float64Array.of(30) },
    });
    descent.dispose();
  });

  test("state starts at a number, at a hyperparameter, at the parameter", async () => {
    const start = rule({
      name: "start",
      hyper: { h: 2 },
      state: { a: 3, b: "h^2 + 1", c: "p*h" },
      text: "a = a + g\n b = b + g\n c = c + g\n u = g",
    });
    const descent = await start({ h: 5 }).init({ x: [10, 20], y: Float32Array.of(30) }, { device });
    expect(descent.state).toEqual({
      a: { x: Float64Array.of(3, 3), y: Float32Array.of(3) },
      b: { x: Float64Array.of(26, 26), y: Float32Array.of(26) },
      c: { x: Float64Array.of(50, 100), y: Float32Array.of(150) },
    });
    descent.dispose();
    const accumulator = await adagrad({ initialAccumulator: 0.5 }).init([1], { device });
    expect(accumulator.state.s).toEqual(Float64Array.of(0.5));
    accumulator.dispose();
  });

  test("state that starts from the first gradient does so at the first step that is taken", async () => {
    const anchored = rule({ name: "anchored", state: { first: "g" }, text: "first = first\n u = first" });
    const descent = await chain(skipNonFinite(), anchored()).init([0], { device });
    descent.step([Number.NaN]);
    expect(descent.count).toBe(0);
    descent.step([3]);
    descent.step([4]);
    expect(descent.state.first).toEqual(Float64Array.of(3));
    expect(descent.params[0]).toBe(6);
    descent.dispose();
  });

  test("state that is one number, for the step or for each tensor, reads as such", async () => {
    const counting = rule({
      name: "counting",
      hyper: { b: 0.5 },
      state: { steps: 0, norms: 1, worst: 0 },
      text: `
        steps = steps + b
        norms = norms + norm(g)
        worst = max(worst, globalNorm(g))
        u = g`,
    });
    const descent = await counting().init({ a: Float32Array.of(0, 0), b: [0] }, { device });
    expect(descent.state).toEqual({ steps: 0, norms: { a: 1, b: 1 }, worst: 0 });
    descent.step({ a: [3, 4], b: [12] });
    descent.step({ a: [0, 0], b: [1] });
    expect(descent.state).toEqual({ steps: 1, norms: { a: 6, b: 14 }, worst: 13 });
    descent.dispose();
  });

  test("states that exchange their values do so at once", async () => {
    const swap = rule({
      name: "swap",
      state: { a: 1, b: 2, c: 0, d: 5 },
      text: "x = a\n a = b\n b = x\n y = c\n c = d + 0*g\n d = y\n u = g",
    });
    const descent = await swap().init([0], { device });
    descent.step([1]);
    expect(descent.state).toEqual({ a: 2, b: 1, c: Float64Array.of(5), d: Float64Array.of(0) });
    descent.step([1]);
    expect(descent.state).toEqual({ a: 1, b: 2, c: Float64Array.of(0), d: Float64Array.of(5) });
    descent.dispose();
  });

  test("a partition whose branches give a state different values has one for each tensor", async () => {
    const optimizer = chain(
      partition([
        ["a", rule({ name: "one", text: "u = 1" })()],
        ["*", rule({ name: "two", text: "u = 2" })()],
      ]),
      rule({ name: "sum", state: { s: 0 }, text: "s = s + g\n u = s" })(),
    );
    const descent = await optimizer.init({ a: [0], b: [0] }, { device });
    descent.step();
    descent.step();
    expect(descent.state).toEqual({ s: { a: 2, b: 4 } });
    expect(descent.params).toEqual({ a: Float64Array.of(3), b: Float64Array.of(6) });
    descent.dispose();
  });

  test("state cannot be replaced as a whole", async () => {
    const descent = await adam().init([1], { device });
    expect(() => {
      (descent.state as Record<string, unknown>).m = [1];
    }).toThrow(TypeError);
    descent.dispose();
  });
});
