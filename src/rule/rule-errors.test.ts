/** Declarations that are refused, and what is said of them. */
import { describe, expect, it, test } from "vitest";
import { RuleSyntaxError } from "../language/syntax-error.ts";
import { defineRule as rule } from "./define-rule.ts";
import { HyperparameterError } from "./hyper.ts";

interface Definition {
  readonly hyper?: Record<string, number>;
  readonly state?: Record<string, number | string>;
  readonly bounds?: Record<string, "[0, 1)">;
  readonly text: string;
}

const declare = (definition: Definition) => rule({ name: "test", ...definition });

const failure = (definition: Definition): RuleSyntaxError => {
  try {
    declare(definition);
  } catch (error) {
    if (error instanceof RuleSyntaxError) return error;
    throw error;
  }
  throw new Error("accepted");
};

describe("a declared name is taken where it is", () => {
  test.each(["g", "p", "t", "u", "accept"])("%s, which the language has", (name) => {
    const message = (part: string) =>
      `rule "test", ${part}: "${name}" cannot be declared: the name is taken\n    ${name}\n    ^`;
    expect(failure({ hyper: { [name]: 0 }, text: "u = g" }).message).toBe(message("hyper"));
    expect(failure({ state: { [name]: 0 }, text: "u = g" }).message).toBe(message("state"));
  });

  it("both a hyperparameter's and a state's", () => {
    expect(failure({ hyper: { m: 0 }, state: { m: 0 }, text: "m = g\nu = m" }).message).toContain(
      '"m" cannot be declared: the name is taken',
    );
  });

  test.each(["constructor", "toString", "valueOf", "hasOwnProperty", "__proto__"])(
    "%s, which every object inherits",
    (name) => {
      const problem = `every JavaScript object has a property of that name\n    ${name}\n    ^`;
      const declared = JSON.parse(`{ "${name}": 0 }`) as Record<string, number>;
      const because = `"${name}" cannot be declared: ${problem}`;
      expect(failure({ hyper: declared, text: "u = g" }).message).toBe(`rule "test", hyper: ${because}`);
      expect(failure({ state: declared, text: "u = g" }).message).toBe(`rule "test", state: ${because}`);
      expect(failure({ text: `${name} = g\nu = ${name}` }).message).toContain(
        `line 1: "${name}" cannot be a name: every JavaScript object has a property of that name`,
      );
    },
  );
});

describe("what must be assigned", () => {
  test.each([
    [{ state: { m: 0, v: 0 }, text: "m = g\nu = m" }, "v"],
    [{ state: { m: 0 }, text: "m = g" }, "u"],
    [{ text: "" }, "u"],
    [{ text: "x = g" }, "u"],
  ])("%j: %s", (definition, name) => {
    expect(failure(definition).message).toContain(
      `: "${name}" is never assigned; add a line "${name} = ..."\n`,
    );
  });
});

describe("what cannot be assigned", () => {
  /** The bar marks the assignment: the place of the error. */
  test.each([
    ["g", "x = sign(g)\nu = x\n|>g = u"],
    ["p", "u = g + p\n  |>p = p + u"],
    ["t", "u = g / sqrt(t)\n|>t = 1"],
    ["b1", "u = b1*g\n|>b1 = 0"],
    ["b1", "|>b1 = 0\nu = b1*g"],
  ])("%s in %j", (name, marked) => {
    const at = marked.indexOf("|>");
    const before = marked.slice(0, at).split("\n");
    const error = failure({ hyper: { b1: 0.9 }, text: marked.replace("|>", "") });
    expect(error.message).toContain(`"${name}" cannot be assigned: it comes from outside`);
    expect([error.line, error.column]).toEqual([before.length, before.at(-1)!.length + 1]);
  });
});

describe("a comparison is not a number", () => {
  test.each([
    ["u", { text: "u = g > 0" }],
    ["m", { state: { m: 0 }, text: "m = g > 0\nu = g" }],
    ["m", { state: { m: "g > 0" }, text: "m = max(m, g)\nu = m" }],
  ])("%s cannot be one: %j", (name, definition) => {
    expect(failure(definition).message).toContain(`"${name}"`);
  });
});

describe("an initial value", () => {
  test.each([
    ["q", 'unknown name "q"; known here: b1, g, p'],
    ["t", 'unknown name "t"; known here: b1, g, p'],
    ["v", 'unknown name "v"; known here: b1, g, p'],
    ["2*m", 'unknown name "m"; known here: b1, g, p'],
    ["", "expected a value, found the end of the line"],
    ["1 2", 'expected an operator or the end of the line, found "2"'],
  ])("%j is refused: %s", (initial, problem) => {
    const definition = { hyper: { b1: 0.9 }, state: { v: 0, m: initial }, text: "v = g\nm = g\nu = m" };
    expect(failure(definition).message).toContain(problem);
  });

  it("is one expression, not several lines", () => {
    expect(() => declare({ state: { m: "1\nx = 2" }, text: "m = g\nu = m" })).toThrow(RuleSyntaxError);
  });

  test.each(["norm(p)", "norm(g)", "globalMean(p)"])("has no reductions: %s", (initial) => {
    expect(() => declare({ state: { m: initial }, text: "m = g\nu = m" })).toThrow(RuleSyntaxError);
  });
});

describe("hyperparameters", () => {
  it("have defaults in their intervals", () => {
    expect(() => declare({ hyper: { b1: 1.2 }, text: "u = b1*g" })).toThrow(
      new HyperparameterError("b1 must be in [0, 1); got 1.2"),
    );
    expect(() => declare({ hyper: { x: 1 }, bounds: { x: "[0, 1)" }, text: "u = x*g" })).toThrow(
      new HyperparameterError("x must be in [0, 1); got 1"),
    );
    expect(() => declare({ hyper: { x: Number.NaN }, text: "u = x*g" })).toThrow(
      new HyperparameterError("x must be in (-inf, inf); got NaN"),
    );
  });
});

it("passes the parser's errors on, with the rule's name", () => {
  expect(failure({ text: "u = 2*q" }).message).toBe(
    'rule "test", line 1: unknown name "q"; known here: g, gradient, loss, p, t\n    u = 2*q\n          ^',
  );
});
