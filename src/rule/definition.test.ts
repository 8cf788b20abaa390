/** Definitions of the wrong form: what a program without a compiler may hand to `rule`. */
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { RuleSyntaxError } from "../language/syntax-error.ts";
import { defineRule } from "./define-rule.ts";
import { HyperparameterError } from "./hyper.ts";

const define = (definition: unknown) => defineRule(definition as Parameters<typeof defineRule>[0]);
const right = { name: "test", text: "u = g" };
const declining = { state: { m: 0 }, text: "m = m\nu = g\naccept = globalFinite(g)" };

const thrown = (definition: unknown): Error => {
  try {
    define(definition);
  } catch (error) {
    return error as Error;
  }
  throw new Error("accepted");
};

describe("is refused, a kind that is wrong", () => {
  const aWord = 'rule: name must be one word such as "adam", of letters a to z, digits and _; got';
  test.each([
    [{ ...right, name: undefined }, `${aWord} undefined`],
    [{ ...right, name: "" }, `${aWord} ""`],
    [{ ...right, name: "my rule" }, `${aWord} "my rule"`],
    [{ ...right, name: 5 }, `${aWord} 5`],
    [{ name: "test" }, "rule: text must be a text; got undefined"],
    [{ name: "test", text: ["u = g"] }, "rule: text must be a text; got an array"],
    [{ ...right, text: null }, "got null"],
    [{ ...right, hyper: [1] }, "rule: hyper must be an object with a value for each name; got an array"],
    [{ ...right, state: new Map([["m", 0]]) }, "state must be an object with a value for each name; got Map"],
    [{ ...right, hyper: "b1" }, 'hyper must be an object with a value for each name; got "b1"'],
    [{ ...right, before: ["u = g"] }, "rule: before must be a text; got an array"],
    [{ ...right, before: "u = g", hyper: { n: 2 }, every: 2 }, "rule: every must be one word"],
    [{ ...right, presentPowers: 1 }, "rule: presentPowers must be true or false; got 1"],
    [{ ...right, hypers: { b: 1 } }, 'rule has no option "hypers"; it has: name, text, hyper'],
    [{ ...right, hyper: { rate: Number.NaN } }, "rate must be in (-inf, inf); got NaN"],
    [{ ...right, hyper: { rate: Number.POSITIVE_INFINITY } }, "rate must be in (-inf, inf); got Infinity"],
    [{ ...right, hyper: { rate: "1" } }, 'rate must be in (-inf, inf); got "1"'],
    [{ ...right, hyper: { rate: null } }, "rate must be in (-inf, inf); got null"],
    [
      { ...right, ordered: "a" },
      'rule: ordered must be two names of hyperparameters, ["low", "high"]; got "a"',
    ],
    [{ ...right, flush: 1 }, "rule: flush must be a text; got 1"],
    [null, "rule takes an object of options"],
    ["u = g", "rule takes an object of options"],
    [5, "rule takes an object of options"],
  ])("%j", (definition, message) => {
    const error = thrown(definition);
    expect(error).toBeInstanceOf(HyperparameterError);
    expect(error.message).toContain(message);
  });
});

describe("is refused, a name, an initial value or a text that is wrong", () => {
  const notAWord = "cannot be declared: a name is one word of letters a to z, digits and _";
  const notAStart = "must be a number or the text of an expression; got";
  const notAnInterval = 'must be an interval such as "[0, 1)" or "whole [1, inf)"; got';
  test.each([
    [{ hyper: { "b 1": 1 } }, `rule "test", hyper: "b 1" ${notAWord}\n    b 1\n    ^`],
    [{ hyper: { β: 1 } }, `"β" ${notAWord}`],
    [{ state: { "1m": 1 } }, `"1m" ${notAWord}`],
    [{ state: { "m#": 1 } }, `"m#" ${notAWord}`],
    [{ state: { "": 1 } }, `"" ${notAWord}`],
    [{ state: { eval: 0 } }, 'rule "test", state: "eval" cannot be declared: the name is taken'],
    [{ state: { m: {} } }, `rule "test", state: ${notAStart} an object\n    m\n    ^`],
    [{ state: { m: [0] } }, `${notAStart} an array`],
    [{ state: { m: null } }, `${notAStart} null`],
    [{ state: { m: Number.NaN } }, `${notAStart} NaN`],
    [
      { state: { m: "q" } },
      'rule "test", initial value of "m": unknown name "q"; known here: g, p\n    m = q\n        ^',
    ],
    [
      { state: { m: "g > 0" } },
      'rule "test", initial value of "m": must be a number\n    m = g > 0\n        ^',
    ],
    [{ bounds: { b: "0 to 1" } }, `rule "test", bounds: ${notAnInterval} "0 to 1"\n    b\n    ^`],
    [{ bounds: { b: "[1, 0]" } }, `${notAnInterval} "[1, 0]"`],
    [{ bounds: { b: [0, 1] } }, `${notAnInterval} an array`],
    [{ before: "" }, "before has no equations; leave it out"],
    [{ before: " # nothing\n" }, "before has no equations; leave it out"],
    [{ before: "u = g\n  x = q" }, 'rule "test", before, line 2: unknown name "q"'],
    [
      { before: "u = g\n  eval = p" },
      'rule "test", before, line 2: "eval" belongs to the step: write its line in text',
    ],
    [{ before: "accept = t > 1" }, '"accept" belongs to the step: write its line in text'],
    [{ every: "n" }, 'rule "test", every: counts the gradients of a step: it needs before'],
    [
      { before: "u = g", every: "n" },
      'rule "test", every: must name a hyperparameter; there are: none\n    n\n    ^',
    ],
    [
      { ordered: ["a", "b"] },
      'rule "test", ordered: must name a hyperparameter; there are: none\n    a\n    ^',
    ],
    [{ lossScale: "a" }, 'rule "test", lossScale: must name a hyperparameter or a state; there are: none'],
    [
      { declined: "m = 0", state: { m: 0 }, text: "m = g\nu = m" },
      '"declined" is for rules that decline steps: add a line "accept = ..." to text',
    ],
    [{ ...declining, declined: "u = 1" }, 'rule "test", declined: "u" belongs to the step'],
    [{ ...declining, declined: "x = 1" }, "declined assigns no state; leave it out"],
    [{ ...declining, declined: "m = k" }, 'unknown name "k"'],
    [{ mostDeclined: "a" }, 'rule "test", mostDeclined: must name a hyperparameter'],
    [{ project: "x + q" }, 'rule "test", project: unknown name "q"; known here: x'],
    [{ project: "x > 0" }, 'rule "test", project: must be one expression, a number'],
    [{ project: "x\ny = 2" }, "must be one expression, a number"],
    [{ project: "max(x, roundUp(x, 1))" }, "roundUp and roundDown take hyperparameters and numbers alone"],
    [{ flush: "u = g" }, 'rule "test", flush: unknown name "g"'],
    [{ text: "accept = g > 0\nm = q" }, 'rule "test", line 2: unknown name "q"'],
    [{ text: "" }, 'rule "test", line 1: "u" is never assigned; add a line "u = ..."'],
    [{ text: "# u = g\n" }, '"u" is never assigned; add a line "u = ..."'],
  ])("%j", (definition, message) => {
    const error = thrown({
      ...right,
      ...("state" in definition ? { text: "m = g\nu = m" } : {}),
      ...definition,
    });
    expect(error).toBeInstanceOf(RuleSyntaxError);
    expect(error.message).toContain(message);
  });
});

it("says which line of eval is wrong, in the text as it stands", () => {
  const text = "\n  # averages\n  u = g\n  h = 2*g\n    eval = p + h";
  expect(thrown({ ...right, text })).toMatchObject({
    line: 5,
    column: 16,
    message: `rule "test", line 5: "eval" is read between steps: it knows states, hyperparameters, p and t, and no reductions; found "h"\n    eval = p + h\n               ^`,
  });
  for (const [value, column] of [
    ["p + norm(p)", 12],
    ["g", 8],
    ["2*gradient", 10],
    ["loss", 8],
    ["p*normal(1)", 10],
  ] as const)
    expect(thrown({ ...right, text: `u = g\neval = ${value}` })).toMatchObject({ line: 2, column });
  expect(thrown({ ...right, text: "u = g\neval = q" }).message).toContain("known here: p, t\n");
});

describe("the seed of normal() is the same for all elements", () => {
  const seeded = (seed: string, lines = "") => ({
    ...right,
    hyper: { seed: 0 },
    state: { m: 0 },
    text: `${lines}\nm = g\nu = g + normal(${seed})`,
  });

  test.each(["g", "p", "m", "gradient", "loss", "2*(seed + g)", "norm(g)", "normal(1)", "globalSum(p)", "x"])(
    "%s is refused",
    (seed) => {
      const error = thrown(seeded(seed, "x = 2*p"));
      expect(error).toBeInstanceOf(RuleSyntaxError);
      expect(error).toMatchObject({ line: 3, column: 16 });
      expect(error.message).toContain(
        "the seed of normal() is made of numbers, hyperparameters and t; found ",
      );
    },
  );

  test.each(["7", "seed", "seed + t", "x", "where(t > 2, seed, 1)"])("%s is accepted", (seed) => {
    expect(() => define(seeded(seed, "x = 2*seed"))).not.toThrow();
  });
});

it("takes line ends of every system, tabs and infinite initial values", () => {
  expect(() => define({ ...right, text: "\tx = g\r\n\tu = x\r\n" })).not.toThrow();
  expect(() =>
    define({
      ...right,
      state: { best: Infinity, worst: -Infinity },
      text: "best = best\nworst = worst\nu = g",
    }),
  ).not.toThrow();
});

it("gives a rule or a typed error for whatever it is given", () => {
  const anything = fc.anything({ withNullPrototype: true, withMap: true, withBigInt: true });
  const definitions = fc.record(
    {
      name: fc.oneof(fc.constant("test"), anything),
      text: fc.oneof(fc.constant("m = g\nu = m"), anything),
      hyper: fc.oneof(fc.dictionary(fc.string(), fc.double()), anything),
      state: fc.oneof(fc.dictionary(fc.constantFrom("m", "g", "__proto__", "n"), anything), anything),
      bounds: anything,
      before: anything,
      every: anything,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(definitions, anything), (definition) => {
      try {
        define(definition);
      } catch (error) {
        expect(error instanceof RuleSyntaxError || error instanceof HyperparameterError).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});
