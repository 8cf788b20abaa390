/** An optimizer as one rule: what its text looks like, which names it has, and what is refused. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  accumulate,
  adafactor,
  adam,
  adamw,
  chain,
  lookahead,
  OneRuleError,
  type Optimizer,
  partition,
  projectionBox,
  rule,
  scaleByLearningRate,
  sgd,
  skipNonFinite,
  tensor,
  yogi,
} from "../index.ts";

const linesOf = async (optimizer: Optimizer) => (await optimizer.asRule()).text.split("\n");

describe("the text", () => {
  test("of adam is that of the optimizer's file, with its declarations", async () => {
    const { definition, text, ending, learningRate } = await adam().asRule();
    const file = readFileSync(new URL("../transforms/scale-by-adam.ts", import.meta.url), "utf8");
    const written = /text: `(.*?)`/s.exec(file)![1]!.trim().split(/\n\s*/);
    expect(definition.text.split("\n")).toEqual(written);
    expect(text.split("\n")).toEqual([
      "hyper b1 = 0.9, b2 = 0.999, eps = 1e-8",
      "state m = 0, v = 0",
      ...written,
    ]);
    expect([ending, learningRate]).toEqual(["direction", 0.001]);
    expect(definition).toEqual({
      name: "adam",
      hyper: { b1: 0.9, b2: 0.999, eps: 1e-8 },
      state: { m: 0, v: 0 },
      text: written.join("\n"),
    });
  });

  test("hands on what one rule gives to the next under a name of its own", async () => {
    expect((await linesOf(adamw({ like: "torch", eps: 1e-6 }))).slice(-3)).toEqual([
      "vHat = v / (1 - b2^t)",
      "u1 = mHat / (sqrt(vHat) + eps)",
      "u = u1 + weightDecay*p",
    ]);
    expect((await linesOf(adam({ weightDecay: 0.1, eps: 1e-6 }))).slice(0, 4)).toEqual([
      "hyper weightDecay = 0.1, b1 = 0.9, b2 = 0.999, eps = 1e-6",
      "state m = 0, v = 0",
      "u1 = g + weightDecay*p",
      "m = b1*m + (1 - b1)*u1",
    ]);
  });

  test("ends in the parameter where the rate stands before other equations", async () => {
    const { text, ending, learningRate } = await lookahead(sgd({ learningRate: 0.1 })).asRule();
    expect(text.split("\n").slice(-2)).toEqual(["eval = slow", "p = p + u"]);
    expect(text).toContain("u1 = -learningRate*g\nfast = project(p + u1)");
    expect([ending, learningRate]).toEqual(["update", undefined]);
  });

  test("of plain gradient descent is one line", async () => {
    expect((await sgd({ learningRate: 0.5 }).asRule()).text).toBe("u = g");
    expect((await sgd({ maximize: true }).asRule()).text).toBe("minusG = -g\nu = minusG");
    expect((await chain().asRule()).text).toBe("u = g\np = p + u");
  });
});

describe("names", () => {
  const mean = rule({
    name: "mean",
    hyper: { b: 0.9 },
    state: { m: 0 },
    text: "m = b*m + g\nx = m^2\nu = m/(1 + x)",
  });

  test("that clash get a number, those of functions and numbers stay", async () => {
    const { definition } = await chain(mean(), mean({ b: 0.5 }), mean({ b: 0.25 })).asRule();
    expect(definition.text.split("\n")).toEqual([
      ...["m = b*m + g", "x = m^2", "u1 = m/(1 + x)"],
      ...["m2 = b2*m2 + u1", "x2 = m2^2", "u2 = m2/(1 + x2)"],
      ...["m3 = b3*m3 + u2", "x3 = m3^2", "u = m3/(1 + x3)"],
    ]);
    expect(definition.hyper).toEqual({ b: 0.9, b2: 0.5, b3: 0.25 });
    expect(definition.state).toEqual({ m: 0, m2: 0, m3: 0 });
    const max = rule({ name: "large", hyper: { max: 1, m2: 2 }, text: "u = max(g, max) + m2" });
    expect((await chain(mean(), max(), mean()).asRule()).definition.text.split("\n").slice(3)).toEqual([
      ...["u2 = max(u1, max) + m2", "m3 = b2*m3 + u2", "x2 = m3^2", "u = m3/(1 + x2)"],
    ]);
  });

  test("of results between rules make way for the rules' own", async () => {
    const own = rule({ name: "own", hyper: { u1: 3 }, text: "u = u1*g" });
    expect((await chain(own(), own()).asRule()).definition.text).toBe("u13 = u1*g\nu = u12*u13");
  });

  test("of a state that starts from other values are those of the text", async () => {
    const start = rule({ name: "start", hyper: { b: 1 }, state: { m: "b*g + p" }, text: "m = m\nu = m" });
    expect((await start({ b: 2 }).asRule()).definition.state).toEqual({ m: "b*g + p" });
    const twice = chain(rule({ name: "first", hyper: { b: 1 }, text: "u = b*g" })(), start());
    await expect(twice.asRule()).rejects.toThrow(
      "state m of start starts from what the rule before it hands on",
    );
  });
});

test("schedules are given apart, their value at the first step stands in the text", async () => {
  const b1 = (count: number) => 0.5 + count / 100;
  const { definition, schedules } = await adam({ b1, learningRate: () => 0.1 }).asRule();
  expect([definition.hyper?.b1, schedules]).toEqual([0.5, { b1 }]);
});

test("intervals, limits and the kind of powers come along", async () => {
  expect((await adam({ like: "torch" }).asRule()).definition.presentPowers).toBe(true);
  expect((await yogi().asRule()).definition).not.toHaveProperty("presentPowers");
  const { definition } = await chain(skipNonFinite({ maxConsecutive: 3 }), sgd()).asRule();
  expect(definition.mostDeclined).toBe("maxConsecutive");
  expect(definition.bounds).toEqual({ maxConsecutive: expect.stringMatching(/^whole/) });
  expect(() => rule(definition)({ maxConsecutive: 0.5 })).toThrow("maxConsecutive");
});

describe("what is refused", () => {
  const split = partition([
    ["*.bias", sgd()],
    ["*", adam()],
  ]);

  test.each<[string, Optimizer, string]>([
    [
      "several gradients a step",
      accumulate(sgd(), { every: 2 }),
      "accumulate takes several gradients a step",
    ],
    ["bounds", chain(sgd(), projectionBox({ min: 0 })), "projectionBox bounds the parameters"],
    ["a partition", split, 'it has other rules for "*.bias" than for "*": call asRule({ params })'],
    ["shapes", adafactor(), 'it has other rules for "matrix 8 x 8" than for "*"'],
    ["decay of some", adamw({ where: "*.weight" }), 'it has other rules for "*.weight" than for "*"'],
    ["two conditions", chain(skipNonFinite(), skipNonFinite()), "both have a line accept = ..."],
    [
      "two kinds of powers",
      chain(adam({ like: "torch" }), adam()),
      "powers with t are of present values in adam",
    ],
  ])("%s", async (_, optimizer, message) => {
    await expect(optimizer.asRule()).rejects.toThrow(OneRuleError);
    await expect(optimizer.asRule()).rejects.toThrow(message);
  });

  test("parameters of one kind choose among other rules", async () => {
    expect((await split.asRule({ params: { a: { bias: [1] } } })).text).toBe("u = g");
    const matrix = await adafactor().asRule({ params: { w: tensor(new Float32Array(6), [2, 3]) } });
    expect(matrix.text).toContain("row");
    expect((await adafactor().asRule({ params: [1] })).text).not.toContain("row");
    const decaying = adamw({ where: "*.weight" });
    expect((await decaying.asRule({ params: { b: [1] } })).text).toContain("u = u1 + 0*p");
    expect((await decaying.asRule({ params: { weight: [1] } })).text).toContain("u = u1 + weightDecay*p");
  });

  test("an unknown option", async () => {
    await expect(adam().asRule({ parms: [1] } as never)).rejects.toThrow("did you mean params?");
  });
});

test("the definition makes an optimizer for anyone to change", async () => {
  const { definition, learningRate } = await yogi({ learningRate: 0.1 }).asRule();
  const changed = rule({ ...definition, text: definition.text.replace("u =", "u = 2*") });
  const descent = await chain(changed(), scaleByLearningRate(learningRate!)).init([1]);
  descent.step([1]);
  const plain = await yogi({ learningRate: 0.2 }).init([1]);
  plain.step([1]);
  expect(descent.params[0]).toBeCloseTo(plain.params[0]!, 14);
});
