/** Expressions on their own: what they are, what they give, and what they refuse, with the place in the text. */
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { expressions } from "../../test/fuzz/expressions.ts";
import { DerivativeError } from "./derivative-error.ts";
import { evaluate } from "./evaluate.ts";
import { expression } from "./expression.ts";
import { ExpressionError } from "./expression-error.ts";
import * as language from "./index.ts";
import { operation, operationNames, textNameOf } from "./operations.ts";
import { parse } from "./parse.ts";
import { RuleSyntaxError } from "./syntax-error.ts";

const caught = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};
const messageOf = (run: () => unknown): string => (caught(run) as Error).message;

describe("an expression", () => {
  const rosenbrock = expression("(1 - x)^2 + 100*(y-x^2)^2");

  it("has its names in the order of the text, its text and its TeX", () => {
    expect(rosenbrock.names).toEqual(["x", "y"]);
    expect(rosenbrock.text).toBe("(1 - x)^2 + 100*(y - x^2)^2");
    expect(rosenbrock.tex).toBe("\\left(1 - x\\right)^{2} + 100 \\left(y - x^{2}\\right)^{2}");
    expect(expression("beta_1*theta + width2").tex).toBe("\\beta_{1} \\theta + \\mathrm{width}_{2}");
    expect(rosenbrock.isVector).toBe(false);
  });

  it("has a value, as evaluated and as a function of names in any order", () => {
    expect(rosenbrock.evaluate({ x: 1, y: 2 })).toBe(100);
    expect(rosenbrock.toFunction(["x", "y"])(1, 2)).toBe(100);
    expect(rosenbrock.toFunction(["y", "x"])(2, 1)).toBe(100);
    const more = { x: 1, y: 1, z: 1 };
    expect(rosenbrock.evaluate(more)).toBe(0);
  });

  it("has a derivative, which is an expression of the same names", () => {
    const slope = rosenbrock.derivative("y");
    expect(slope.text).toBe("200*(y - x^2)");
    expect(slope.names).toEqual(["x", "y"]);
    expect(slope.derivative("y").toFunction(["x", "y"])(1, 2)).toBe(200);
  });

  it("may stand in several lines with comments, be a number or a name", () => {
    expect(expression("x # the first\n  + y # the second\n").text).toBe("x + y");
    expect(expression("2").evaluate({})).toBe(2);
    expect(expression("x").toFunction(["x"])(3)).toBe(3);
  });

  it("knows pi, unless it is a name of its own", () => {
    expect(expression("2*pi*x").names).toEqual(["x"]);
    expect(expression("2*pi*x").derivative("x").text).toBe("2*pi");
    expect(expression("pi").evaluate({})).toBe(Math.PI);
    expect(expression("2*pi", { names: ["pi"] }).evaluate({ pi: 3 })).toBe(6);
  });

  it("knows other names where they are given", () => {
    const plane = expression("2*x", { names: ["y", "x"] });
    expect(plane.names).toEqual(["y", "x"]);
    expect(plane.derivative("y").text).toBe("0");
    expect(plane.toFunction(["x", "y"])(1, 5)).toBe(2);
  });

  it("cannot be changed", () => {
    expect(() => Object.assign(rosenbrock, { names: [] })).toThrow(TypeError);
  });
});

describe("with vectors", () => {
  const loss = expression("sum((y - w*x)^2)/2", { vectors: ["x", "y"] });

  it("it may be a number or a vector", () => {
    expect(loss.isVector).toBe(false);
    expect(loss.evaluate({ w: 2, x: [1, 2], y: new Float32Array([2, 6]) })).toBe(2);
    const scaled = expression("x / norm(x)", { vectors: ["x"] });
    expect(scaled.isVector).toBe(true);
    expect(scaled.evaluate({ x: [3, 4] })).toEqual(new Float64Array([0.6, 0.8]));
    expect(expression("size(x) + mean(x)", { vectors: ["x"] }).evaluate({ x: [1, 2, 6] })).toBe(6);
  });

  it("its derivatives are numbers for numbers and vectors for vectors", () => {
    expect(loss.derivative("w").text).toBe("-sum(x*(y - w*x))");
    expect(loss.derivative("w").evaluate({ w: 2, x: [1, 2], y: [2, 6] })).toBe(-4);
    expect(loss.derivative("y").evaluate({ w: 2, x: [1, 2], y: [2, 6] })).toEqual(new Float64Array([0, 2]));
    const sum = expression("sum(x)", { vectors: ["x"] }).derivative("x");
    expect(sum.isVector).toBe(true);
    expect(sum.evaluate({ x: [5, 6, 7] })).toEqual(new Float64Array([1, 1, 1]));
    expect(sum.derivative("x").evaluate({ x: [5] })).toEqual(new Float64Array([0]));
  });

  it("its functions give new vectors, and take vectors of another length at the next call", () => {
    const twice = expression("2*x", { vectors: ["x"] }).toFunction(["x"]);
    const first = twice([1]);
    expect(twice([2, 3])).toEqual(new Float64Array([4, 6]));
    expect(first).toEqual(new Float64Array([2]));
    const given = new Float64Array([1]);
    expect(expression("x", { vectors: ["x"] }).evaluate({ x: given })).not.toBe(given);
    expect(twice([])).toEqual(new Float64Array(0));
  });
});

describe("refuses", () => {
  test.each([
    ["x + * y", 'expression: expected a value, found "*"\n    x + * y\n        ^'],
    ["x +", "expression: expected a value, found the end of the line\n    x +\n       ^"],
    ["x +\n sqr(y)", 'expression, line 2: unknown function "sqr" (did you mean sqrt?); known here: abs'],
    ["row(x)", "tanh, where\n"],
    ["x = 2", 'expression: expected an operator or the end of the line, found "="'],
    ["x > 0", "expression: an expression is a number, found a boolean; write where(..., 1, 0)"],
    ["", "expression: expected a value, found the end of the line"],
    ["2*sum(x)", "expression: sum() takes the elements of vectors together; say which names are vectors"],
    [
      "rowMax(x)",
      "expression: rowMax() stands in rules only: names of an expression are numbers and vectors",
    ],
    ["normal(1)", "expression: normal() stands in rules only: its numbers differ from step to step"],
    ["project(x)", "expression: project() stands in rules only: it depends on the bounds of a parameter"],
  ])("the text %j", (text, message) => {
    expect(caught(() => expression(text))).toBeInstanceOf(RuleSyntaxError);
    expect(messageOf(() => expression(text))).toContain(message);
  });

  const text: string = "x + z";
  test.each([
    [
      () => expression(text, { names: ["x", "y"] }),
      'unknown name "z"; known here: x, y\n    x + z\n        ^',
    ],
    [() => expression(text, { vectors: ["y"] }), 'vectors: unknown name "y"; the expression has: x, z'],
    [
      () => expression(text, { names: ["x", "z", "a b"] }),
      "expression: a name is made of the letters a to z",
    ],
    [() => expression(text, { name: ["x"] } as object), "expression has no option"],
    [() => expression(2 as unknown as string), "expression: text must be a text; got 2"],
    [() => expression(text).derivative("y"), 'derivative: unknown name "y"; the expression has: x, z'],
    [() => expression(text).toFunction(["x"]), "toFunction takes each name once: x, z; got x"],
    [
      () => expression(text).toFunction(["x", "z", "x"]),
      "toFunction takes each name once: x, z; got x, z, x",
    ],
    [() => expression(text).toFunction(["x", "y"]), 'toFunction: unknown name "y"'],
    [() => expression(text).toFunction("x" as never), 'toFunction takes a list of names; got "x"'],
    [() => expression(text).evaluate({ x: 1 } as never), "z must be a number; got undefined"],
    [() => expression(text).evaluate(1 as never), "evaluate takes values by name, { x, z }; got 1"],
    [() => expression(text).toFunction(["x", "z"])(1, "2" as never), 'z must be a number; got "2"'],
    [
      () => expression(text).evaluate({ x: 1, z: [1] } as never),
      'z must be a number; got an array; name it in vectors: ["z"] to give a vector',
    ],
    [
      () => expression(text, { vectors: ["x"] }).evaluate({ x: 1, z: 1 } as never),
      "x must be a vector: an array of numbers; got 1",
    ],
    [
      () => expression(text, { vectors: ["x", "z"] }).evaluate({ x: [1], z: [1, 2] }),
      "vectors must have the same number of elements; x has 1, z has 2",
    ],
  ] as const)("%s", (run, message) => {
    expect(messageOf(run)).toContain(message);
  });

  it("with errors of its classes", () => {
    expect(caught(() => expression(text).derivative("y"))).toBeInstanceOf(ExpressionError);
    const normed = expression("x/norm(x)", { vectors: ["x"] });
    expect(caught(() => normed.derivative("x"))).toBeInstanceOf(DerivativeError);
  });
});

test("no stack overflows on an expression of 20,000 terms", () => {
  const long = expression(Array.from({ length: 20_000 }, (_, n) => `${n}*x`).join(" + "));
  expect(long.toFunction(["x"])(1)).toBe(20_000 * 19_999 * 0.5);
  expect(long.derivative("x").text).toBe(String(20_000 * 19_999 * 0.5));
  expect(long.tex.length).toBeGreaterThan(100_000);
  expect(expression(long.text, { vectors: ["x"] }).evaluate({ x: [1] })).toHaveLength(1);
});

test("a function gives what the definition gives, to the bit", () => {
  const texts = expressions({ names: ["x", "y"], exponents: ["2", "-3", "0.5", "x"], depth: 5 });
  const numbers = fc.oneof(fc.double(), fc.integer({ min: -3, max: 3 }));
  fc.assert(
    fc.property(texts, numbers, numbers, (text, x, y) => {
      const root = parse("test", `value = ${text}`, ["x", "y"]).lines[0]!.value;
      const expected = evaluate(root, (name) => (name === "x" ? x : y));
      expect(expression(text, { names: ["x", "y"] }).toFunction(["x", "y"])(x, y)).toBe(expected);
      const vectors = expression(text, { names: ["x", "y"], vectors: ["x"] }).evaluate({ x: [y, x], y });
      expect(typeof vectors === "number" ? vectors : vectors[1]).toBe(expected);
    }),
    { seed: 1, numRuns: 500 },
  );
});

describe("there is a function for every operation on numbers that a text may call, with its bits", () => {
  const functions = language as unknown as Readonly<Record<string, (...values: number[]) => number>>;
  const offered = operationNames.filter((op) => {
    const { takes, gives, reduces, infix, name, internal } = operation(op);
    const isOfNumbers = gives === "number" && takes.every((type) => type === "number");
    const isCalled = (!infix || name) && !internal && op !== "project";
    return isOfNumbers && isCalled && !reduces;
  });

  test.each(offered)("%s", (op) => {
    const { takes, evaluate: meaning } = operation(op);
    const name = textNameOf(op);
    expect(functions, `export ${name} from src/language/functions-of-numbers.ts`).toHaveProperty(name);
    if (takes.length === 0) expect(functions[name]).toBe(meaning!(0, 0, 0));
    if (takes.length === 0) return;
    const numbers = fc.array(fc.double(), { minLength: takes.length, maxLength: takes.length });
    fc.assert(
      fc.property(numbers, (args) => {
        expect(functions[name]!(...args)).toBe(meaning!(...(args as [number, number, number])));
      }),
    );
  });
});
