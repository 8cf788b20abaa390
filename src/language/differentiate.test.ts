/** Derivatives as a person would write them, what holds at kinks and jumps, and what has none. */
import { describe, expect, it, test } from "vitest";
import { DerivativeError } from "./derivative-error.ts";
import { differentiate } from "./differentiate.ts";
import { evaluate } from "./evaluate.ts";
import type { Node } from "./graph.ts";
import { type OperationName, operation, operations, textNameOf } from "./operations.ts";
import { parse } from "./parse.ts";
import { toText } from "./print.ts";

const names = ["x", "y", "a", "b", "u", "v"];
const vectors = new Set(["u", "v"]);

function derivativeOf(text: string, name: string, internal = false): Node {
  const { graph, lines } = parse("test", `value = ${text}`, names, [], { internal });
  return differentiate(graph, lines[0]!.value, name, vectors);
}
const derived = (text: string, name: string) => toText(derivativeOf(text, name));
const at = (text: string, x: number, y = 0) =>
  evaluate(derivativeOf(text, "x"), (name) => (name === "x" ? x : y));

test.each([
  ["(1 - x)^2 + 100*(y - x^2)^2", "x", "-2*(1 - x) - 400*x*(y - x^2)"],
  ["(1 - x)^2 + 100*(y - x^2)^2", "y", "200*(y - x^2)"],
  ["a*exp(-b*x)", "a", "exp(-b*x)"],
  ["a*exp(-b*x)", "b", "-a*x*exp(-b*x)"],
  ["1/(1 + exp(-x))", "x", "exp(-x) / (1 + exp(-x))^2"],
  ["x/(1 + x)", "x", "1 / (1 + x) - x / (1 + x)^2"],
  ["sqrt(x^2 + y^2)", "x", "x / sqrt(x^2 + y^2)"],
  ["log(x^2 + 1)", "x", "2*x / (x^2 + 1)"],
  ["x^(1/3)", "x", "x^(-2 / 3) / 3"],
  ["x^-2", "x", "-2 / x^3"],
  ["x^1.5", "x", "1.5*x^0.5"],
  ["x^y", "x", "y*x^(y - 1)"],
  ["x^y", "y", "x^y*log(x)"],
  ["x*x*x", "x", "3*x^2"],
  ["(x + y)*(x - y)", "y", "-2*y"],
  ["2*x + 3*x - 5*x", "x", "0"],
  ["y - a", "x", "0"],
  ["b*x*a*x", "x", "2*b*x*a"],
  ["x/x + x", "x", "1"],
  ["0.5*x^2", "x", "x"],
  ["x^2/7", "x", "2*x / 7"],
])("the derivative of %s with respect to %s is %s", (text, name, expected) => {
  expect(derived(text, name)).toBe(expected);
});

test.each([
  ["where(x > 0, x^2, -x)", "where(x > 0, 2*x, -1)"],
  ["where(x < 0, -x, where(x < 1, x^2, 2*x - 1))", "where(x < 0, -1, where(x < 1, 2*x, 2))"],
  ["max(x, 0)", "where(x >= 0, 1, 0)"],
  ["max(x^2, 1 - x)", "where(x^2 >= 1 - x, 2*x, -1)"],
  ["min(x, y)^2", "where(x <= y, 2*min(x, y), 0)"],
  ["abs(x)^3", "3*abs(x)^2*sign(x)"],
  ["floor(x) + sign(x)", "0"],
  ["where(x > 0, sqrt(x), 0)", "where(x > 0, 1 / (2*sqrt(x)), 0)"],
])("the derivative of %s is %s", (text, expected) => {
  expect(derived(text, "x")).toBe(expected);
});

describe("at a kink or a jump", () => {
  test.each([
    ["abs(x)", 0, 0],
    ["sign(x)", 0, 0],
    ["floor(x)", 2, 0],
    ["max(x, y)", 0, 1],
    ["max(y, x)", 0, 0],
    ["min(x, y)", 0, 1],
    ["min(y, x)", 0, 0],
    ["where(x > 0, x, 2*x)", 0, 2],
    ["where(x >= 0, x, 2*x)", 0, 1],
  ])("that of %s at %d is %d", (text, x, expected) => {
    expect(at(text, x)).toBe(expected);
  });

  it("what is not taken makes no NaN", () => {
    expect(at("where(x > 0, sqrt(x), 0) + where(x > 1, 2*sqrt(x), 0)", 0)).toBe(0);
    expect(at("where(x == 0, 1, 1/x)^2", 0)).toBe(0);
    expect(at("max(sqrt(x), 1)", 0)).toBe(0);
  });
});

test.each([
  ["sum(v^2)", "v", "2*v"],
  ["sum(v)", "v", "1"],
  ["mean(v^2)", "v", "2*v / size(u)"],
  ["norm(v)", "v", "v / sqrt(sumSquares(v))"],
  ["sumSquares(u - x*v)/2", "x", "-sum(v*(u - x*v))"],
  ["sumSquares(u - x*v)/2", "v", "-x*(u - x*v)"],
  ["sum(y*x^2)", "x", "2*y*x*size(u)"],
  ["x*sum(where(v > x, v, 0)) + y", "v", "where(v > x, x, 0)"],
  ["x*v^2", "v", "2*x*v"],
  ["x*v^2", "x", "v^2"],
  ["v/sum(u)", "v", "1 / sum(u)"],
])("the derivative of %s with respect to %s is %s", (text, name, expected) => {
  expect(derived(text, name).replace("size(v)", "size(u)")).toBe(expected);
});

describe("refuses", () => {
  test.each([
    [
      "v/norm(v)",
      "v",
      "sumSquares() cannot be differentiated: the value is a vector, and each of its elements",
    ],
    ["rowSum(v)", "v", "rowSum() cannot be differentiated: it goes over a part of a matrix"],
    ["x*globalNorm(v)", "v", "globalSumSquares() cannot be differentiated"],
    ["x*project(y)", "y", "project() cannot be differentiated: it depends on the bounds of a parameter"],
  ])("%s with respect to %s", (text, name, message) => {
    expect(() => derivativeOf(text, name)).toThrow(DerivativeError);
    expect(() => derivativeOf(text, name)).toThrow(message);
  });

  it("only what depends on the name", () => {
    expect(derived("x*rowSum(v)", "x")).toBe("rowSum(v)");
    expect(derived("where(v > rowSum(v), 2*x, 0)", "v")).toBe("0");
  });

  it("and says which operation", () => {
    const error = (() => {
      try {
        return derivativeOf("project(x)", "x");
      } catch (caught) {
        return caught;
      }
    })();
    expect(error).toMatchObject({ name: "DerivativeError", operation: "project" });
  });
});

describe("every operation", () => {
  const all = Object.keys(operations) as OperationName[];
  const points = [
    [0.7, 1.3, 0.4],
    [0.3, 0.2, 0.9],
    [-0.6, 2, 0.1],
    [1.7, -0.4, -1.2],
  ];

  test.each(all)("%s has a derivative for each argument, or says why there is none", (name) => {
    const row = operation(name).derivative;
    if ("refused" in row) expect(row.refused).toMatch(/^it \w+/);
    else expect(row).toHaveLength(operation(name).takes.length);
  });

  const differentiable = all.filter(
    (name) => operation(name).evaluate && !("refused" in operation(name).derivative),
  );
  test.each(differentiable)("%s agrees with finite differences", (name) => {
    const { evaluate: value, takes, gives, infix } = operation(name);
    const args = takes.map((type, index) => (type === "boolean" ? "(x < y)" : ["x", "y", "a"][index]!));
    const call = infix
      ? `${args.length > 1 ? args[0] : ""} ${infix[0]} ${args.at(-1)}`
      : `${textNameOf(name)}(${args})`;
    const text = gives === "boolean" ? `where(${call}, 1, 0)` : call;
    for (const [index, type] of takes.entries()) {
      if (type === "boolean") continue;
      const derivative = derivativeOf(text, ["x", "y", "a"][index]!, true);
      for (const point of points) {
        const along = (h: number) => {
          const moved = point.map((coordinate, at) => (at === index ? coordinate + h : coordinate));
          const meant = takes.map((kind, at) => (kind === "boolean" ? +(moved[0]! < moved[1]!) : moved[at]!));
          return value!(...(meant as [number, number, number]));
        };
        const expected = (along(1e-5) - along(-1e-5)) / 2e-5;
        if (!Number.isFinite(expected)) continue;
        const found = evaluate(derivative, (symbol) => point[["x", "y", "a"].indexOf(symbol)]!);
        expect(found).toBeCloseTo(expected, 5);
      }
    }
  });
});

describe("no stack overflows, and no time is lost", () => {
  const repeat = (count: number, part: (n: number) => string, between: string) =>
    Array.from({ length: count }, (_, n) => part(n)).join(between);
  test.each([
    ["a sum of 10,000 terms", repeat(10_000, (n) => `${n}*x`, " + "), 10_000 * 9999 * 0.5],
    ["a product of 2,000 factors", repeat(2000, () => "x", "*"), 2000],
    ["a quotient of 2,000", repeat(2000, () => "x", "/"), -1998],
    ["400 exponentials", `${"exp(".repeat(400)}0*x - 1e9${")".repeat(400)}`, 0],
    ["400 choices", `${"where(x > 9, y, ".repeat(400)}x${")".repeat(400)}`, 1],
  ])("in %s", (_, text, expected) => {
    const derivative = derivativeOf(text, "x");
    expect(evaluate(derivative, () => 1)).toBe(expected);
    toText(derivative);
  });
});
