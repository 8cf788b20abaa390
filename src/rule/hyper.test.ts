/** Intervals of hyperparameters: which values they hold, and what is said of the others. */
import { describe, expect, it, test } from "vitest";
import { boundsOf, checkHyper, HyperparameterError, type Interval } from "./hyper.ts";

const accepts = (interval: Interval, value: unknown): boolean => {
  try {
    checkHyper("x", value, boundsOf("x", interval));
    return true;
  } catch (error) {
    if (error instanceof HyperparameterError) return false;
    throw error;
  }
};

const below = (x: number) => x - 1e-9;
const above = (x: number) => x + 1e-9;

describe("an interval", () => {
  test.each([
    ["[0, 1]", [below(0), above(1)], [0, -0, 0.5, 1]],
    ["[0, 1)", [below(0), 1, above(1)], [0, -0, 1 - 2 ** -53]],
    ["(0, 1]", [below(0), 0, -0, above(1)], [5e-324, 1]],
    ["(0, 1)", [0, 1], [5e-324, 0.5]],
    ["[0, inf)", [below(0), Infinity], [0, 1e308]],
    ["(0, inf)", [0, -1, Infinity], [5e-324, 1e308]],
    ["(-inf, inf)", [Infinity, -Infinity], [-1e308, 0, 1e308]],
    ["(-inf, 2]", [above(2), -Infinity], [2, -1e308]],
    ["[-1, 0.5)", [below(-1), 0.5], [-1, 0]],
    ["[1e-3, 1)", [9e-4], [1e-3]],
  ] as const)("%s holds %j: no; %j: yes", (interval, outside, inside) => {
    for (const value of inside) expect(accepts(interval, value), String(value)).toBe(true);
    for (const value of outside) expect(accepts(interval, value), String(value)).toBe(false);
    expect(accepts(interval, Number.NaN)).toBe(false);
  });

  it("holds no value that is not a number", () => {
    for (const value of ["0.5", "", null, undefined, true, 1n, {}, [0.5], new Number(0.5)]) {
      expect(accepts("(-inf, inf)", value)).toBe(false);
    }
  });
});

describe("without an interval of its own", () => {
  test.each([
    ["b1", "[0, 1)"],
    ["b2", "[0, 1)"],
    ["rho", "[0, 1)"],
    ["decay", "[0, 1)"],
    ["momentum", "[0, 1]"],
    ["eps", "[0, inf)"],
    ["learningRate", "[0, inf)"],
    ["weightDecay", "[0, inf)"],
    ["factor", "(-inf, inf)"],
    ["anything", "(-inf, inf)"],
    ["constructor", "(-inf, inf)"],
    ["toString", "(-inf, inf)"],
  ])("%s lies in %s", (name, interval) => {
    expect(boundsOf(name).text).toBe(interval);
  });

  it("yields to the rule's own", () => {
    expect(boundsOf("b1", "[-1, 1]").text).toBe("[-1, 1]");
  });
});

test.each([
  [1.2, "1.2"],
  [-1e-9, "-1e-9"],
  [1, "1"],
  [Number.NaN, "NaN"],
  [Infinity, "Infinity"],
  [-Infinity, "-Infinity"],
  ["0.9", '"0.9"'],
  [undefined, "undefined"],
  [null, "null"],
  [true, "true"],
  [1n, "1n"],
  [{}, "an object"],
  [[], "an array"],
  [new Map(), "Map"],
  [Symbol("x"), "Symbol(x)"],
  ["a\n".repeat(40), JSON.stringify("a\n".repeat(30)).replace(/"$/, '..."')],
])("what was given is shown: %s", (value, shown) => {
  expect(() => checkHyper("b1", value, boundsOf("b1"))).toThrow(
    new HyperparameterError(`b1 must be in [0, 1); got ${shown}`),
  );
});

it("names the step at which a schedule gave the value", () => {
  expect(() => checkHyper("eps", -1, boundsOf("eps"), 0)).toThrow(
    new HyperparameterError("eps must be in [0, inf); got -1 from its schedule at count 0"),
  );
});

it("is a RangeError with its own name", () => {
  const error = new HyperparameterError("");
  expect(error).toBeInstanceOf(RangeError);
  expect(error.name).toBe("HyperparameterError");
});
