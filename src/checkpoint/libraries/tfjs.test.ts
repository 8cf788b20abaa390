/** Weights of tfjs' optimizers: descents that take them over go on as tfjs does in float32, and give back the same ones. */
import { describe, expect, test } from "vitest";
import { advance, begin, type Case, distance, golden } from "../../../test/golden/states/states.ts";
import { adagrad, adam, type Optimizer, rmsprop, sgd } from "../../index.ts";
import { fromTfjs, type TfjsWeight, toTfjs } from "./tfjs.ts";

const all = golden<Case<readonly TfjsWeight[]>>("tfjs");
const like = "keras";
const moments = { learningRate: 0.02, b1: 0.8, b2: 0.95, eps: 1e-7 };
const heavy = { learningRate: 0.05, momentum: 0.9 };
const means = { like, learningRate: 0.01, decay: 0.9, eps: 1e-6 } as const;
const optimizers: Readonly<Record<string, Optimizer>> = {
  adam: adam(moments),
  sgd: sgd({ learningRate: 0.05 }),
  momentum: sgd(heavy),
  nesterov: sgd({ ...heavy, nesterov: true }),
  rmsprop: rmsprop({ ...means, momentum: 0 }),
  "rmsprop, momentum": rmsprop({ ...means, momentum: 0.7 }),
  adagrad: adagrad({ like, learningRate: 0.1 }),
};
const paths = Object.keys(all.shapes);
const namesOf = (name: string) => Object.fromEntries(paths.map((path) => [path, `${name}/${path}`]));

test.each(Object.entries(all.cases))("%s goes on as in tfjs", async (name, { state, before, after }) => {
  const descent = await begin(optimizers[name]!, all, before);
  // In another order than tfjs'.
  const snapshot = await fromTfjs(descent, [...state].reverse(), { names: namesOf(name) });
  await descent.restore(snapshot);
  const exported = await toTfjs(descent, { names: namesOf(name) });
  expect(
    exported.map(({ name: weight, shape, data }) => [weight, [...shape], [...data].map(Number)]),
  ).toEqual(
    state.map(({ name: weight, tensor }) => {
      const { shape, data } = tensor as { shape: number[]; data: number[] };
      return [weight, shape, data];
    }),
  );
  advance(descent, all, all.before);
  // Twenty steps in float32.
  expect(await distance(descent, after, 1)).toBeLessThan(1e-6);
});

test("tensors of tfjs, and none before the first step", async () => {
  const descent = await adam(moments).init({ "dense/kernel": new Float32Array(2) });
  const iter = { name: "iter", tensor: { shape: [], dataSync: () => Int32Array.of(0) } };
  await descent.restore(await fromTfjs(descent, [iter]));
  const tensor = { shape: [2], dataSync: () => Float32Array.of(1, 2) };
  const weights = [iter, { name: "dense/kernel/m", tensor }, { name: "dense/kernel/v", tensor }];
  await descent.restore(await fromTfjs(descent, weights));
  expect(descent.state.m).toEqual({ "dense/kernel": Float32Array.of(1, 2) });
});

describe("refuses", () => {
  const { state, before } = all.cases.adam!;
  const attempt = async (given: unknown, options: object = { names: namesOf("adam") }) => {
    const descent = await begin(adam(moments), all, before);
    return fromTfjs(descent, given as readonly TfjsWeight[], options).then(
      () => "",
      (error: Error) => `${error.name}: ${error.message}`,
    );
  };

  test("weights that lack something or have too much", async () => {
    expect(await attempt(state.slice(1))).toBe(
      "OptimizerStateError: tfjs: there is no weight iter, the number of steps",
    );
    expect(await attempt(state.slice(0, -1))).toContain(
      'there is no weight adam/late/v, which adam has for "late"',
    );
    expect(await attempt([...state, { name: "other/m", tensor: { data: [1], shape: [1] } }])).toContain(
      "the weight other/m belongs to no parameter of the descent, or to another optimizer",
    );
    expect(await attempt([...state, state[1]])).toContain("there are two weights adam/layer.weight/m");
    expect(await attempt([3])).toContain("a weight must be { name, tensor }; got 3");
    expect(await attempt("weights")).toContain(
      'expected what getWeights() gives, a list of weights; got "weights"',
    );
    expect(await attempt(state, {})).toContain("there is no weight layer.weight/m");
  });

  test("to give away what tfjs cannot count", async () => {
    const descent = await adam().init({ a: new Float32Array(1), b: new Float32Array(1) });
    descent.step({ a: [1], b: null });
    await expect(toTfjs(descent)).rejects.toThrow(
      'tfjs: "b" has taken part in 0 steps of 1; tfjs has one count for all',
    );
  });
});
