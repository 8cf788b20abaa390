/** Typed functions: what they are, what is wrong with others; noise. */
import { normal, RuleSyntaxError } from "glissade/language";
import { expect, test } from "vitest";
import type { FunctionSetup } from "../experiment.ts";
import { preparePlane } from "./prepare-plane.ts";
import { readFunction } from "./read-function.ts";

const setup = (text: string, noise = 0): FunctionSetup => ({
  kind: "function",
  text,
  start: [1, 2],
  window: { x: [-3, 3], y: [-3, 3] },
  noise,
});

test("a function with sin and exp, its gradient and its TeX", () => {
  const { at, dx, dy, tex } = readFunction("exp(-x^2)*sin(3*y) + 0.1*y^2");
  const [x, y] = [0.3, -0.7];
  expect(at(x, y)).toBeCloseTo(Math.exp(-0.09) * Math.sin(-2.1) + 0.049, 14);
  expect(dx(x, y)).toBeCloseTo(-0.6 * Math.exp(-0.09) * Math.sin(-2.1), 14);
  expect(dy(x, y)).toBeCloseTo(3 * Math.exp(-0.09) * Math.cos(-2.1) - 0.14, 14);
  expect(tex.f).toContain("e^{-x^{2}}");
  expect(tex.dy).toContain("\\cos");
});

test("a constant, and a function of one of the two", () => {
  expect(readFunction("3").dx(1, 1)).toBe(0);
  expect(readFunction("x^2").dy(1, 1)).toBe(0);
});

test.each([
  ["x^2 + z", 1, 7, 'unknown name "z"; known here: x, y'],
  ["x^2 +\n sinn(y)", 2, 2, 'unknown function "sinn" (did you mean sign, sin?)'],
  ["x +", 1, 4, "expected a value"],
  ["x > 0", 1, 1, "an expression is a number"],
  ["normal(3)", 1, 1, "stands in rules only"],
  ["alert(1)", 1, 1, 'unknown function "alert"'],
  ["x.constructor", 1, 2, ""],
])("%s is refused at its place", (text, line, column, message) => {
  const error = (() => {
    try {
      return readFunction(text);
    } catch (thrown) {
      return thrown as RuleSyntaxError;
    }
  })();
  expect(error).toBeInstanceOf(RuleSyntaxError);
  expect(error).toMatchObject({ line, column });
  expect((error as RuleSyntaxError).message).toContain(message);
});

test("texts that are too long, or nested too deep, are refused in words", () => {
  expect(() => readFunction(`${"x+".repeat(500)}x`)).toThrow(
    "a function has at most 1000 characters; this text has 1001",
  );
  expect(() => readFunction(`${"(".repeat(499)}x${")".repeat(499)}`)).not.toThrow();
  expect(() => readFunction(`${"-".repeat(900)}x`)).toThrow(RuleSyntaxError);
});

test("noise is added to the gradient alone, the same to all who ask, in any order", () => {
  const { forSeed } = preparePlane(setup("x^2 + 2*y^2", 0.5));
  const at = (problem: ReturnType<typeof forSeed>, step: number) => {
    const into = new Float64Array(2);
    expect(problem.gradient(Float64Array.of(1, 2), step, into)).toBe(9);
    return [...into];
  };
  const [one, other] = [forSeed(3), forSeed(3)];
  const late = at(one, 700);
  expect(at(one, 2)).toEqual([
    2 + 0.5 * normal(3, 2, 0, "gradient noise"),
    8 + 0.5 * normal(3, 2, 1, "gradient noise"),
  ]);
  expect(at(other, 2)).toEqual(at(one, 2));
  expect(at(other, 700)).toEqual(late);
  expect(at(forSeed(4), 2)).not.toEqual(at(one, 2));
  expect(one.loss(Float64Array.of(1, 2))).toBe(9);
});

test("noise has mean 0 and the given deviation", () => {
  const problem = preparePlane(setup("0", 2)).forSeed(11);
  const into = new Float64Array(2);
  const drawn: number[] = [];
  for (let step = 1; step <= 5000; step++) {
    problem.gradient(into, step, into);
    drawn.push(...into);
  }
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  const square = drawn.reduce((sum, value) => sum + value * value, 0) / drawn.length;
  expect(Math.abs(mean)).toBeLessThan(0.08);
  expect(Math.abs(Math.sqrt(square) - 2)).toBeLessThan(0.06);
  expect(() => preparePlane(setup("x", -1))).toThrow("noise must be 0 or more; got -1");
});
