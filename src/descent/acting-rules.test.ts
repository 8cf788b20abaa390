/** The names of `rulesOf` are those of `descent.state` and `descent.hyper`, whatever distinguishes them. */
import { expect, test } from "vitest";
import { adam, adamw, chain, clipByGlobalNorm, partition, projectionBox, rmsprop, sgd } from "../index.ts";

const params = { a: [1, 2], b: { weight: [3], bias: [4] } };

test("rules, states and hyperparameters of each parameter by name", async () => {
  const descent = await chain(
    clipByGlobalNorm(1),
    partition([
      ["*.bias", sgd({ momentum: 0.9 })],
      ["a", rmsprop({ centered: true, momentum: 0.5 })],
      ["*", adamw()],
    ]),
    projectionBox({ min: { a: [-1, -2], b: { weight: [0], bias: [0] } } }),
  ).init(params);
  const rules = (path: string) => descent.rulesOf(path).map(({ name }) => name);
  expect(rules("b.bias")).toEqual(["clipByGlobalNorm", "trace", "scaleByLearningRate", "projectionBox"]);
  expect(rules("a").slice(1, 4)).toEqual(["rmsprop", "trace", "scaleByLearningRate"]);
  expect(rules("b.weight").slice(1, 4)).toEqual(["adam", "addDecayedWeights", "scaleByLearningRate"]);
  const named = ["a", "b.bias", "b.weight"].flatMap((path) =>
    descent.rulesOf(path).flatMap(({ state }) => Object.values(state)),
  );
  expect(named.sort()).toEqual(Object.keys(descent.state).sort());
  for (const path of ["a", "b.bias", "b.weight"])
    for (const { name, hyper } of descent.rulesOf(path))
      for (const [own, known] of Object.entries(hyper)) {
        expect(Object.keys(descent.hyper)).toContain(known);
        if (name === "trace" && own === "momentum")
          expect((descent.hyper as Record<string, number>)[known]).toBe(path === "a" ? 0.5 : 0.9);
      }
});

test("an unknown path", async () => {
  const descent = await adam().init(params);
  expect(() => descent.rulesOf("b.wieght")).toThrow(
    'there is no parameter "b.wieght"; did you mean b.weight?',
  );
});
