/** Patterns that get no parameter: misspelt ones, ones that come too late, and those that say that they may get none. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor } from "../descent/leaf.ts";
import {
  adafactor,
  adamw,
  addDecayedWeights,
  chain,
  freeze,
  lookahead,
  type Optimizer,
  PartitionError,
  type Pattern,
  partition,
  sgd,
  sm3,
} from "../index.ts";

const model = () => ({
  encoder: { weight: tensor(new Float32Array(6), [2, 3]), bias: new Float32Array(3) },
  head: { weight: new Float32Array(3) },
  "dense/kernel": new Float32Array(4),
});

const refused = async (optimizer: Optimizer, message: string | RegExp, params: unknown = model()) => {
  for (const attempt of [() => optimizer.init(params), () => optimizer.explain({ params })]) {
    await expect(attempt).rejects.toThrow(PartitionError);
    await expect(attempt).rejects.toThrow(message);
  }
};
const accepted = async (optimizer: Optimizer, params: unknown = model()) => {
  (await optimizer.init(params)).dispose();
  expect(await optimizer.explain({ params })).toContain("Passes");
};

const rest = ["*", sgd()] as const;

describe("a pattern that matches no parameter is refused, with the nearest paths", () => {
  test.each<[string, Pattern, string]>([
    [
      "a misspelt last segment",
      "*.wieght",
      'the pattern "*.wieght" matches no parameter; nearest: "encoder.weight", "head.weight", "encoder.bias", and 1 more; where it may match none, write { pattern: "*.wieght", optional: true }',
    ],
    ["a misspelt first segment", "encodr.*", 'nearest: "encoder.weight", "encoder.bias"'],
    ["a misspelt key with a slash", "*.kernal", 'nearest: "dense/kernel"'],
    ["a regular expression", /wieght$/, "the pattern /wieght$/ matches no parameter; parameters: "],
    [
      "a function",
      function isCube(_: string, shape: readonly number[]) {
        return shape.length === 3;
      },
      "the pattern isCube matches no parameter; parameters: ",
    ],
    ["one that is not optional", { pattern: "*.wieght", optional: false }, "matches no parameter"],
  ])("%s", async (_, pattern, message) => {
    await refused(partition([[pattern, freeze()], rest]), message);
    await refused(adamw({ where: pattern }), message);
    await refused(chain(addDecayedWeights(0.1, { where: pattern }), sgd()), message);
    await refused(lookahead(adamw({ where: pattern })), message);
    await refused(partition([["encoder.*", adamw({ where: pattern })], rest]), "matches no parameter");
    await refused(
      partition([["encoder.*", chain(partition([[pattern, sgd()], rest]))], rest]),
      "matches no parameter",
    );
  });

  test("also one whose only parameters are in another group", async () => {
    const where = "head.weight";
    await accepted(adamw({ where }));
    await refused(
      partition([["encoder.*", adamw({ where })], rest]),
      'the pattern "head.weight" matches no parameter; nearest: "encoder.weight", "encoder.bias"',
    );
  });

  test("of any model: one letter is changed, and the parameter that was meant is named first", async () => {
    const segment = fc.stringMatching(/^[a-z]{4,8}$/);
    const paths = fc.uniqueArray(fc.tuple(segment, segment), {
      minLength: 1,
      maxLength: 6,
      selector: ([layer, name]) => `${layer}.${name}`,
    });
    await fc.assert(
      fc.asyncProperty(paths, fc.nat(), fc.nat(), async (names, which, place) => {
        const params: Record<string, Record<string, number[]>> = {};
        for (const [layer, name] of names) params[layer] = { ...params[layer], [name]: [1] };
        const meant = names[which % names.length]!.join(".");
        const at = place % meant.length;
        const pattern = `${meant.slice(0, at)}Q${meant.slice(at + 1)}`;
        await refused(partition([[pattern, freeze()], rest]), /matches no parameter; nearest: /, params);
        const error = await partition([[pattern, freeze()], rest])
          .init(params)
          .catch((reason: Error) => reason);
        // Where another path is one letter away too, either may come first.
        const [, first] = /nearest: "([^"]*)"/.exec((error as Error).message)!;
        const letters = [...first!].filter((letter, index) => letter !== pattern[index]).length;
        expect([first === meant, first!.length === pattern.length && letters === 1]).toContain(true);
      }),
      { seed: 1, numRuns: 40 },
    );
  });
});

describe("a pattern whose parameters are taken by earlier ones is refused, and they are named", () => {
  test("by the star", async () => {
    await refused(
      partition([
        ["*", sgd()],
        ["*.bias", freeze()],
      ]),
      'the pattern "*.bias" gets no parameter: "*" before it takes all that it matches; put "*.bias" first',
    );
  });

  test("by several", async () => {
    await refused(
      partition([["encoder.*", sgd()], [/^head/, sgd()], [(path) => path.endsWith("weight"), sgd()], rest]),
      'the pattern function gets no parameter: "encoder.*", "/^head/" before it takes all that it matches',
    );
  });

  test("by the same", async () => {
    await refused(
      partition([["encoder.*", sgd()], ["encoder.*", freeze()], rest]),
      'the pattern "encoder.*" stands twice: the second gets no parameter; leave one out',
    );
  });

  test("but not where some are left", async () => {
    await accepted(partition([["encoder.weight", sgd()], ["*.weight", freeze()], rest]));
  });
});

describe("is accepted:", () => {
  test("a last star that gets nothing", async () => {
    await accepted(
      partition([
        ["encoder.*", sgd()],
        [/./, freeze()],
        ["*", sgd()],
      ]),
    );
    await accepted(adamw({ where: "*" }));
  });

  test("a pattern that is optional", async () => {
    await accepted(partition([[{ pattern: "*.scale", optional: true }, freeze()], rest]));
    await accepted(adamw({ where: { pattern: /scale$/, optional: true } }));
    await accepted(
      partition([
        ["*", sgd()],
        [{ pattern: "*.bias", optional: true }, freeze()],
      ]),
    );
    const within = partition([[{ pattern: "*.scale", optional: true }, adamw({ where: "*.none" })], rest]);
    await accepted(within);
  });

  test("a pattern within what divides by shape, where one part has its parameters", async () => {
    for (const params of [model(), { w: tensor(new Float32Array(4), [2, 2]) }, { b: [1, 2] }]) {
      await accepted(adafactor(), params);
      await accepted(sm3(), params);
    }
  });

  test("an explanation without parameters", async () => {
    const optimizer = partition([
      ["encoder.*", adamw({ where: "*.weight" })],
      [{ pattern: "*.bias", optional: true }, freeze()],
      ["*", sgd()],
    ]);
    expect(await optimizer.explain()).toContain("encoder.*");
  });
});

describe("what a pattern function returns must be true or false", () => {
  test.each<[unknown, string]>([
    [undefined, "undefined"],
    [1, "number"],
    [Promise.resolve(true), "object"],
    [/x/.exec("x"), "object"],
  ])("not %o", async (result, type) => {
    const wrong = Object.defineProperty(() => result as boolean, "name", { value: "wrong" });
    await refused(
      partition([[wrong, freeze()], rest]),
      `the pattern wrong must return true or false; got ${type} for "encoder.weight"`,
    );
  });

  test("and it cannot change the shape of a parameter", async () => {
    const spoil = (_: string, shape: readonly number[]) => (shape as number[]).reverse().length > 0;
    const descent = await partition([[spoil, sgd()]]).init({ w: tensor(new Float32Array(6), [2, 3]) });
    expect(descent.params.w.shape).toEqual([2, 3]);
    descent.dispose();
  });
});

test.each([5, null, [], {}, { pattern: "*" }, { pattern: 5, optional: true }, { pattern: "*", optional: 1 }])(
  "%o is not a pattern",
  (pattern) => {
    expect(() => partition([[pattern as Pattern, sgd()]])).toThrow(PartitionError);
  },
);

test("a partition is what it was when it was made", async () => {
  const entry: [Pattern, Optimizer] = ["*.bias", freeze()];
  const cases = [entry, rest];
  const optimizer = partition(cases);
  entry[0] = "*.nothing";
  entry[1] = sgd();
  cases.pop();
  const descent = await optimizer.init({ a: { bias: [1] }, w: [1] });
  descent.step({ a: { bias: [1] }, w: [1] });
  expect(descent.params.a.bias[0]).toBe(1);
  expect(descent.params.w[0]).not.toBe(1);
  descent.dispose();
});
