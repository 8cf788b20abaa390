/**
 * Training a model of jax-js under our Adam and under one written in operations of jax-js, under one `jit`, gives the same trajectory
 * within float32 rounding. The latter is checked against golden trajectories first. `npm run bench:jax` compares their speed.
 */
import * as jax from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { jaxAdam } from "../bench/jax-adam.mjs";
import { lossGradient } from "../src/adapters/jax-js/index.ts";
import { adam, tensor } from "../src/index.ts";
import { golden } from "./golden/golden.ts";

const { numpy: np, nn, tree } = jax;

describe("Adam in operations of jax-js", () => {
  test.each(["optax/adam", "torch/adam", "torch/adam-betas"])("follows %s", (name) => {
    const { problem, options, after } = golden[name]!;
    // Squares of gradients of size 1e20 are not in float32.
    const kept = problem.start.flatMap((_, i) => (Math.abs(problem.gradients[0]![i]!) < 1e10 ? [i] : []));
    const pick = (values: readonly number[]) => Float32Array.from(kept, (i) => values[i]!);
    let p: jax.Array = np.array(pick(problem.start));
    const solver = jaxAdam(jax, options as { learningRate: number });
    let state = solver.init({ p: p.ref });
    let worst = 0;
    for (const [index, g] of problem.gradients.slice(0, problem.rateChange.step - 1).entries()) {
      const [updates, next] = solver.update({ p: np.array(pick(g)) }, state);
      state = next;
      p = p.add(updates.p);
      const values = p.ref.dataSync();
      for (const [at, i] of kept.entries()) {
        const expected = after[index + 1]?.[i] ?? values[at]!;
        worst = Math.max(worst, Math.abs(values[at]! - expected) / Math.max(Math.abs(expected), 0.01));
      }
    }
    expect(worst).toBeLessThan(3e-5);
  });
});

describe("a model of jax-js", () => {
  let seed = 7;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
    return seed / 2 ** 31;
  };
  const values = (length: number, scale = 1) => Float32Array.from({ length }, () => random() * scale);
  const [inputs, units, classes, batch] = [20, 16, 4, 32];
  const start = {
    w1: tensor(values(inputs * units, 0.3), [inputs, units]),
    b1: new Float32Array(units),
    w2: tensor(values(units * classes, 0.3), [units, classes]),
    b2: new Float32Array(classes),
  };
  const batches = Array.from({ length: 8 }, () => ({
    x: { data: values(batch * inputs), shape: [batch, inputs] },
    y: Int32Array.from({ length: batch }, () => Math.floor(Math.abs(random()) * classes)),
  }));
  type Params = Record<keyof typeof start, jax.Array>;
  const loss = ({ w1, b1, w2, b2 }: Params, x: jax.Array, y: jax.Array) => {
    const logits = np.matmul(nn.relu(np.matmul(x, w1).add(b1)), w2).add(b2);
    return nn.logSoftmax(logits).mul(nn.oneHot(y, classes)).sum().div(-batch);
  };

  test("has the same trajectory under our Adam as under that", async () => {
    const descent = await adam({ learningRate: 1e-2 }).init(start);
    const gradient = lossGradient(jax, loss, descent);
    const solver = jaxAdam(jax, { learningRate: 1e-2 });
    let params: Params = {
      w1: np.array(start.w1.data, { shape: [inputs, units] }),
      b1: np.array(start.b1),
      w2: np.array(start.w2.data, { shape: [units, classes] }),
      b2: np.array(start.b2),
    };
    let state = solver.init(tree.ref(params));
    const step = jax.jit((p: Params, s: typeof state, x: jax.Array, y: jax.Array) => {
      const [value, grads] = jax.valueAndGrad(loss)(tree.ref(p), x, y);
      const [updates, next] = solver.update(grads as Params, s);
      return [value, tree.map((p: jax.Array, u: jax.Array) => p.add(u), p, updates), next] as never;
    }) as unknown as (
      p: Params,
      s: typeof state,
      x: jax.Array,
      y: jax.Array,
    ) => [jax.Array, Params, typeof state];
    let apart = 0;
    for (let t = 0; t < 200; t++) {
      const { x, y } = batches[t % batches.length]!;
      const ours = gradient(x, y);
      descent.step();
      let value: jax.Array;
      [value, params, state] = step(params, state, np.array(x.data, { shape: x.shape }), np.array(y));
      apart = Math.max(apart, Math.abs(ours - value.dataSync()[0]!));
    }
    expect(apart).toBeLessThan(2e-5);
    for (const [name, { data }] of Object.entries({ w1: descent.params.w1, w2: descent.params.w2 })) {
      const theirs = params[name as "w1"].ref.dataSync();
      const differences = Array.from(data, (value, i) => Math.abs(value - theirs[i]!));
      expect(Math.max(...differences)).toBeLessThan(2e-4);
    }
  });
});
