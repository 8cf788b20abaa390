/** Optimizers in the shape of jax-js' own: against a descent by hand, with the ownership of jax-js, leaving nothing behind. */
import * as jax from "@jax-js/jax";
import { describe, expect, test, vi } from "vitest";
import { adam, adamw, chain, clipByGlobalNorm, type Optimizer, sgd, tensor } from "../../index.ts";
import { gradientTransformation } from "./gradient-transformation.ts";
import { JaxError } from "./jax-error.ts";

const { numpy: np, tree } = jax;
const w = Float32Array.of(1, -2, 3, 0.5, 1e-3, -7);
const b = Float32Array.of(0.25);
const start = () => ({ w: np.array(w, { shape: [2, 3] }), layers: [{ b: np.array(b) }] });
type Params = ReturnType<typeof start>;
const gradient = jax.jit(
  jax.grad(({ w, layers: [layer] }: Params) => np.square(w.mul(layer!.b).sub(1)).sum()),
) as (params: Params) => Params;

describe("an optimizer as init and update", () => {
  test.each<[string, Optimizer]>([
    ["adam", adam({ learningRate: 0.1 })],
    ["adamw behind a norm", chain(clipByGlobalNorm(1), adamw({ learningRate: 0.01, weightDecay: 0.1 }))],
  ])("%s moves as a descent does", async (_, optimizer) => {
    const solver = gradientTransformation(jax, optimizer);
    let params = start();
    let state = await solver.init(tree.ref(params));
    const descent = await optimizer.init({ w: tensor(w, [2, 3]), layers: [{ b }] });
    for (let step = 0; step < 20; step++) {
      let updates = gradient(tree.ref(params));
      const host = {
        w: updates.w.ref.dataSync() as Float32Array,
        layers: [{ b: updates.layers[0]!.b.ref.dataSync() as Float32Array }],
      };
      descent.step(host as never);
      [updates, state] = solver.update(updates, state, tree.ref(params));
      params = tree.map((p: jax.Array, u: jax.Array) => p.add(u), params, updates);
    }
    expect(state.descent.count).toBe(20);
    expect(params.w.shape).toEqual([2, 3]);
    for (const [i, value] of (params.w.dataSync() as Float32Array).entries())
      expect(Math.abs(value - descent.params.w.data[i]!)).toBeLessThan(2e-6);
    expect(params.layers[0]!.b.js()).toEqual([expect.closeTo(descent.params.layers[0].b[0]!, 5)]);
    state.dispose();
  });

  test("consumes what it is given, and nothing more", async () => {
    const solver = gradientTransformation(jax, adam());
    const params = start();
    const first = await solver.init(tree.ref(params));
    expect(params.w.refCount).toBe(1);
    const updates = gradient(tree.ref(params));
    const [moved, second] = solver.update(updates, first, params);
    expect([updates.w.refCount, params.w.refCount, moved.w.refCount]).toEqual([0, 0, 1]);
    expect((second.descent.state as { m: { w: { data: Float32Array } } }).m.w.data.length).toBe(6);
    expect(() => first.descent).toThrow("this state was consumed by an update; use the one that it returned");
    expect(() => solver.update(moved, first, moved)).toThrow(JaxError);
    expect(moved.w.refCount).toBe(1);
    second.dispose();
    expect(() => second.descent).toThrow(JaxError);
  });

  test("leaves nothing behind in jax-js in 1,000 steps", async () => {
    const grow = vi.spyOn(WebAssembly.Memory.prototype, "grow");
    const solver = gradientTransformation(jax, sgd({ learningRate: 1e-3 }));
    let params: jax.Array = np.array(new Float32Array(4000).fill(2));
    let state = await solver.init(params.ref);
    const add = jax.jit((p: jax.Array, u: jax.Array) => p.add(u));
    const steps = (count: number) => {
      for (let step = 0; step < count; step++) {
        let updates: jax.Array = params.ref;
        [updates, state] = solver.update(updates, state, params.ref);
        params = add(params, updates);
      }
    };
    steps(100);
    grow.mockClear();
    steps(1000);
    expect(grow).not.toHaveBeenCalled();
    grow.mockRestore();
    expect((params.dataSync() as Float32Array)[0]).toBeCloseTo(2 * 0.999 ** 1100, 4);
  });

  test.each<[string, (params: Params) => unknown, string, string]>([
    ["a gradient that is missing", ({ w }) => ({ w, layers: [] }), "values", "updates.layers.0.b is missing"],
    [
      "one of another shape",
      ({ w, ...rest }) => ({ ...rest, w: w.reshape([6]) }),
      "values",
      "updates.w must be float32 [2, 3], as the parameter; got float32 [6]",
    ],
    [
      "one of another type",
      ({ w, ...rest }) => ({ ...rest, w: w.astype(np.int32) }),
      "values",
      "got int32 [2, 3]",
    ],
    [
      "one that is no parameter",
      (all) => ({ ...all, c: np.zeros([1]) }),
      "values",
      "updates.c is not a parameter; parameters: w, layers.0.b",
    ],
    ["a number", (all) => ({ ...all, w: 5 }), "values", "updates.w must be an array of jax-js; got 5"],
  ])("refuses %s", async (_, change, code, message) => {
    const solver = gradientTransformation(jax, sgd());
    const params = start();
    const state = await solver.init(tree.ref(params));
    expect(() => solver.update(change(start()) as Params, state, params)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
    expect([params.w.refCount, state.descent.count]).toEqual([1, 0]);
  });

  test("refuses parameters that are no floats, and to be traced", async () => {
    const solver = gradientTransformation(jax, sgd());
    await expect(solver.init({ n: np.array([1, 2], { dtype: np.int32 }) })).rejects.toThrow(
      "n is int32; parameters are float32 or float64",
    );
    const state = await solver.init(np.zeros([2]));
    const step = jax.jit((p: jax.Array) => solver.update(p.ref, state, p)[0]);
    expect(() => step(np.zeros([2]))).toThrow(
      "the optimizer's step is taken on the host; call update outside of jit and grad",
    );
  });
});
