/** Scaling, weight decay and momentum, against their recurrences written out; adaptive rules have the oracle. */
import { describe, expect, test } from "vitest";
import {
  addDecayedWeights,
  chain,
  HyperparameterError,
  type Optimizer,
  scale,
  scaleByLearningRate,
  scaleByYogi,
  trace,
} from "../index.ts";

const devices = ["js", "wasm"] as const;

/** Updates of one parameter that stays where it is, step by step. */
async function updates(
  optimizer: Optimizer,
  grads: readonly number[],
  device: (typeof devices)[number],
  p = 0,
) {
  const descent = await optimizer.init([p], { device });
  const found = grads.map((gradient) => {
    descent.params[0] = p;
    descent.step([gradient]);
    return descent.params[0]! - p;
  });
  descent.dispose();
  return found;
}

describe.each(devices)("on %s", (device) => {
  test("scale multiplies, and scaleByLearningRate by minus the rate", async () => {
    expect(await updates(scale(-2), [3, -1], device)).toEqual([-6, 2]);
    expect(
      await updates(
        scale((count) => count),
        [1, 1, 1],
        device,
      ),
    ).toEqual([0, 1, 2]);
    expect(await updates(scaleByLearningRate(0.5), [3, -1], device)).toEqual([-1.5, 0.5]);
  });

  test("weight decay adds its share of the parameter", async () => {
    expect(await updates(addDecayedWeights(0.25), [3, -1], device, 4)).toEqual([4, 0]);
    expect(
      await updates(
        addDecayedWeights((count) => count),
        [0, 0, 0],
        device,
        2,
      ),
    ).toEqual([0, 2, 4]);
  });

  test("weight decay reaches the parameters that its pattern names, and the rest pass through", async () => {
    const tree = { l1: { weight: [8], bias: [8] }, l2: { weight: [8] }, scale: 8 };
    const zeros = { l1: { weight: [1], bias: [1] }, l2: { weight: [1] }, scale: 1 };
    const decayed = async (where: Parameters<typeof addDecayedWeights>[1]) => {
      const descent = await addDecayedWeights(0.5, where).init(tree, { device });
      descent.step(zeros);
      const { l1, l2, scale: s } = descent.params;
      const found = [l1.weight[0], l1.bias[0], l2.weight[0], s].map((value) => value! - 9);
      descent.dispose();
      return found;
    };
    expect(await decayed({})).toEqual([4, 4, 4, 4]);
    expect(await decayed({ where: "*.weight" })).toEqual([4, 0, 4, 0]);
    expect(await decayed({ where: /^l1\./ })).toEqual([4, 4, 0, 0]);
    expect(await decayed({ where: (_, shape) => shape.length === 0 })).toEqual([0, 0, 0, 4]);
    expect(await decayed({ where: { pattern: "nothing", optional: true } })).toEqual([0, 0, 0, 0]);
  });

  test("weight decay with a pattern keeps one state and one rate for what follows", async () => {
    const optimizer = chain(
      addDecayedWeights(0.5, { where: "a" }),
      trace({ momentum: 0.5 }),
      scaleByLearningRate(1),
    );
    const descent = await optimizer.init({ a: [2], b: [2] }, { device });
    expect(Object.keys(descent.state)).toEqual(["m"]);
    expect(Object.keys(descent.hyper)).toEqual(["weightDecay", "momentum", "learningRate"]);
    descent.step({ a: [1], b: [1] });
    expect(descent.params).toEqual({ a: Float64Array.of(0), b: Float64Array.of(1) });
    descent.dispose();
  });

  test("momentum is a decaying sum", async () => {
    expect(await updates(trace({ momentum: 0.5 }), [4, 2, -8], device)).toEqual([4, 4, -6]);
    expect(await updates(trace(), [1, 0], device)).toEqual([1, 0.9]);
    expect(await updates(trace({ momentum: 0 }), [4, 2], device)).toEqual([4, 2]);
  });

  test("Nesterov's momentum looks ahead along the new sum", async () => {
    // m is 4, 4, -6; u is g + m/2.
    expect(await updates(trace({ momentum: 0.5, nesterov: true }), [4, 2, -8], device)).toEqual([6, 4, -11]);
  });

  test("dampening leaves a share of the gradient out, from the second step on", async () => {
    // As torch: b = g at first, then b = b/2 + (1 - 3/4) g.
    const optimizer = trace({ momentum: 0.5, dampening: 0.75 });
    expect(await updates(optimizer, [4, 8, 16], device)).toEqual([4, 4, 6]);
  });

  test("dampening of 0 is none", async () => {
    const [none, zero] = [trace({ momentum: 0.5 }), trace({ momentum: 0.5, dampening: 0 })];
    expect(await updates(zero, [4, 2, -8], device)).toEqual(await updates(none, [4, 2, -8], device));
  });

  test("dampening follows a schedule", async () => {
    const optimizer = trace({ momentum: 0.5, dampening: (count) => count / 4 });
    expect(await updates(optimizer, [4, 8, 16], device)).toEqual([4, 2 + 6, 4 + 8]);
  });
});

test("dampening and Nesterov together are refused, as in torch: neither may be dropped in silence", () => {
  expect(() => trace({ momentum: 0.9, dampening: 0.5, nesterov: true })).toThrow(HyperparameterError);
});

test("Yogi's start is refused where it is not a square", () => {
  const message = (given: string) =>
    new HyperparameterError(`scaleByYogi: v0 must be in [0, inf) or "gradient"; got ${given}`);
  expect(() => scaleByYogi({ v0: -1 })).toThrow(message("-1"));
  expect(() => scaleByYogi({ v0: Number.NaN })).toThrow(message("NaN"));
  expect(() => scaleByYogi({ v0: Infinity })).toThrow(message("Infinity"));
});
